"""Find fences of code blocks that are not closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import BLOCK_START, Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_FENCE = re.compile(rf"{BLOCK_START}(?P<mark>(?P<fence>`{{3,}}|~{{3,}})[^`\n]*)$", re.MULTILINE)


def find(prose: Prose) -> Iterator[Construct]:
    """Find the first fence outside of code; later ones are its consequence."""
    text = prose.outside_blocks
    found = _FENCE.search(text) if "```" in text or "~~~" in text else None
    while found:
        mark, fence = found["mark"], found["fence"]
        info = mark[len(fence) :].strip()
        closing = re.compile(rf"^[ \t>]*{fence}[ \t]*$", re.MULTILINE).search(text, found.end())
        if (
            not closing
            or "{" not in info
            or prose.is_printed(mark)
            or prose.is_printed_as_code(info)
        ):
            problem = Problem(
                Code.FENCE_UNCLOSED,
                "this code block is not closed, and is shown as text",
                f"write a line '{fence}' where the code ends",
            )
            yield Construct(problem, *found.span("mark"))
            return
        found = _FENCE.search(text, closing.end())  # after a directive
