"""Report text right below a table, which is part of the table (as on GitHub)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.feature import INDENT, Feature
from coursegen.markdown.features.containers import Containers
from coursegen.markdown.fragment import Skipped

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_MARKS = re.compile(r"[ >]*")
_RULE = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *\Z")
_OTHER_BLOCK = re.compile(r"[-*+] |\d{1,9}[.)] |:::|\{:|<|(?:Table)?: |>|```|~~~|\+[-=:]")
"""The start of a line that ends a table, or that other features convert."""
_FENCE = re.compile(r"`{3,}|~{3,}")
_BEFORE_CODE = 28
"""The priority of the preprocessor: before any lines are removed."""


class TableText(Extension):
    """Adds the preprocessor to a Markdown converter."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the preprocessor with the Markdown converter."""
        md.preprocessors.register(_TableText(self._limits), "table_text", _BEFORE_CODE)


class _TableText(Preprocessor):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def run(self, lines: list[str]) -> list[str]:
        """Report the first line of text in each table."""
        containers = Containers()
        before, fence = "", ""
        is_table = False
        for number, line in enumerate(lines):
            marks = _MARKS.match(line)
            text = line[marks.end() :] if marks else line
            opening = _FENCE.match(text)
            if fence:
                fence = "" if text.rstrip() == fence else fence
                continue
            content = containers.enter(line)
            if not text:
                is_table, before = False, ""
                continue
            is_code = len(line) - len(line.lstrip()) - content >= len(INDENT)
            if opening and not is_code:
                fence, is_table = opening[0], False
            elif is_table and "|" not in text:
                is_table = False
                if not _OTHER_BLOCK.match(text):
                    self._limits.skipped.append(
                        Skipped(_PROBLEM, line.strip(), number, length=len(line.strip()))
                    )
            elif "|" in before and "|" in text and _RULE.match(text) and not is_code:
                is_table = True
            before = text
        return lines


_PROBLEM = Problem(
    Code.TABLE_TEXT,
    "this line is a row of the table above it",
    "add a blank line between the table and the text",
)


def feature(limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(TableText(limits))
