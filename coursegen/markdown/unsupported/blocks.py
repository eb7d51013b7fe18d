"""Find blocks of other dialects whose first line is shown as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import BLOCK_START, Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_BLOCK = re.compile(
    BLOCK_START
    + r"""(?P<mark>:{3,}[ \t]*(?=[\w{])[^\n]*[^\s:]
    |!!![ \t]+\w[^\n]*
    |:{3,}[ \t]*$
    |\?\?\?\+?[ \t]+["\w][^\n]*
    |===[+!]?[ \t]+["'][^\n]*
    |(?<=>[ ])\[!\w+\][^\n]*)""",
    re.MULTILINE | re.VERBOSE,
)
_LINE_BLOCK = re.compile(r"^[ ]{0,3}\|[ ](?P<text>[^|\n]*[^|\s])[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"[\w-]+")


def find(prose: Prose) -> Iterator[Construct]:
    """Find the first line of each block that is visible on the page."""
    is_reported = False
    for found in _BLOCK.finditer(prose.bare):
        start = re.match(r"\W*[\w-]*", found["mark"])
        name = _NAME.search(found["mark"])
        if (is_reported and not name) or not start or not prose.is_printed(start[0]):
            continue  # the end of a block that is already reported
        is_reported = True
        problem = Problem(
            Code.UNKNOWN_BLOCK,
            f"the block '{(name or start)[0].strip()}' is not supported here, "
            "and this line is shown as text",
            "write '!!! note' or '::: {.callout-note}' for a box; "
            "see 'Markdown dialects' in the manual",
        )
        yield Construct(problem, *found.span("mark"))
    for found in _LINE_BLOCK.finditer(prose.bare):
        if prose.is_printed(f"|{found['text']}"):
            problem = Problem(
                Code.UNKNOWN_BLOCK,
                "line blocks are not supported, and the '|' is shown as text",
                "remove the '|', and write a backslash at the end of the line before the next one",
            )
            yield Construct(problem, found.start(), found.end())
            return
