"""Find comments of Obsidian, kramdown and MyST, which would be published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_COMMENTS = (
    re.compile(r"(?<![^\s(])%%(?P<text>(?:[^%\n]|%(?!%)|\n(?![ \t]*\n))+)%%(?![\w%])"),
    re.compile(r"\{::comment\}(?P<text>(?:[^{]|\{(?!:[/:]))*)\{:/(?:comment)?\}"),
    re.compile(r"(?:(?<=\n\n)|\A)%[ ](?P<text>[^\n]+)(?=\n|\Z)"),
)
_PROBLEM = Problem(
    Code.FOREIGN_COMMENT, "this comment is published as text", "write <!-- and --> around it"
)


def find(prose: Prose) -> Iterator[Construct]:
    """Find each comment that begins and ends with a mark of another dialect."""
    for pattern in _COMMENTS:
        for found in pattern.finditer(prose.bare):
            text = prose.text[slice(*found.span("text"))].strip()
            if text:
                new = None if "--" in text else f"<!-- {text} -->"
                yield Construct(_PROBLEM, *found.span(), 0, new)
