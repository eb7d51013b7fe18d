"""Find headings without a space after `#`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_HEADING = re.compile(
    r"^(?P<mark>#{1,6})(?P<first>[^\s#\\])[^\n]*(?P<after>\n[ \t]*(?:\n|\Z)|\Z)?", re.MULTILINE
)
_INDENTED = re.compile(r"^[ ]{1,3}(?P<mark>#{1,6})[ ]+(?P<text>[^\n]*[^\s#])", re.MULTILINE)


def find(prose: Prose) -> Iterator[Construct]:
    """Find each line that begins with `#` and text; of these, titles are rewritten."""
    for found in _HEADING.finditer(prose.bare):
        mark, first = found["mark"], found["first"]
        start, end = found.span("mark")
        is_alone = found["after"] is not None and (
            not start or prose.text.endswith("\n\n", 0, start)
        )
        problem = Problem(
            Code.HEADING_SPACE,
            f"there is no space between '{mark}' and the text",
            f"write '{mark} ' for a heading, or '\\{mark}' to show the character",
        )
        is_title = is_alone and (first.isupper() or len(mark) > 1)
        yield Construct(problem, start, end, 0, f"{mark} " if is_title else None)
    for found in _INDENTED.finditer(prose.bare):
        if prose.is_printed(found["mark"] + found["text"]):
            problem = Problem(
                Code.HEADING_SPACE,
                f"there are spaces before '{found['mark']}', so it is shown as text",
                "remove the spaces before it",
            )
            yield Construct(problem, found.start(), found.end("mark"), 0, found["mark"])
