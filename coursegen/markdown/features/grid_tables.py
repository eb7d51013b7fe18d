"""Grid tables, whose cells may contain blocks: `+---+---+` (Pandoc)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.feature import Feature
from coursegen.markdown.fragment import Skipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_RULE = re.compile(r"\+(?:[:=-]+\+)+")
_START = re.compile(rf"(?:\A|\n)(?=(?:{_RULE.pattern}) *\n\|)")
_SECOND_HALF = "\0"
"""Represents the second half of a wide character, such as a Chinese one."""
_BEFORE_TABLES = 76
"""The priority of the processor: before other tables."""


class _Row(NamedTuple):
    """A row: its cells, each with the number of columns that it spans, and whether it is a head."""

    cells: list[tuple[list[str], int]]
    is_head: bool


class GridTables(Extension):
    """Adds the processor to a Markdown converter."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        processor = _GridTables(md, self._limits)
        md.parser.blockprocessors.register(processor, "grid_tables", _BEFORE_TABLES)


class _GridTables(BlockProcessor):
    def __init__(self, md: Markdown, limits: Limits) -> None:
        super().__init__(md.parser)
        self._limits = limits

    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block contains the first lines of a grid table."""
        return _START.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the table, and the table."""
        found = _START.search(blocks[0])
        if not found:
            return False
        lines = blocks[0][found.end() :].split("\n")
        end = next((n for n, line in enumerate(lines) if line[:1] not in {"+", "|"}), len(lines))
        table = [line.rstrip() for line in lines[:end]]
        positions = [each.start() for each in re.finditer(r"\+", table[0])]
        rows = _read_rows(table, positions)
        if rows is None:
            self._limits.skipped.append(Skipped(_INVALID, lines[0], length=len(lines[0])))
            return False
        block = blocks.pop(0)
        if before := block[: found.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        self._add(parent, rows, _alignments(table, positions))
        if rest := "\n".join(lines[end:]).strip("\n"):
            blocks.insert(0, rest)
        return None

    def _add(self, parent: Element, rows: Sequence[_Row], alignments: Sequence[str]) -> None:
        table = SubElement(parent, "table")
        for name, is_head in (("thead", True), ("tbody", False)):
            selected = [row for row in rows if row.is_head is is_head]
            group = SubElement(table, name) if selected else table
            for row in selected:
                self._add_row(SubElement(group, "tr"), row, alignments)

    def _add_row(self, parent: Element, row: _Row, alignments: Sequence[str]) -> None:
        column = 0
        for lines, span in row.cells:
            cell = SubElement(parent, "th" if row.is_head else "td")
            if alignments[column]:
                cell.set("class", f"align-{alignments[column]}")
            if span > 1:
                cell.set("colspan", str(span))
            column += span
            text = "\n".join(lines).strip("\n")
            self.parser.state.set("looselist" if "\n\n" in text else "list")
            self.parser.parseBlocks(cell, text.split("\n\n") if text else [])
            self.parser.state.reset()


_INVALID = Problem(
    Code.GRID_TABLE,
    "this grid table cannot be read: its columns are not aligned",
    "place each '|' exactly below a '+' of the first line, and end the table with a line of '+'",
)


def _read_rows(lines: Sequence[str], positions: Sequence[int]) -> list[_Row] | None:
    """Return the rows of a table; None if it is not valid."""
    last_head = next((n for n, line in enumerate(lines) if _is_rule(line) and "=" in line), 0)
    if not _is_rule(lines[-1]):
        return None
    rows: list[_Row] = []
    content: list[str] = []
    for number, line in enumerate(lines[1:], start=1):
        if not _is_rule(line):
            content.append(_widened(line))
        elif content:
            cells = _cells(content, positions)
            if cells is None:
                return None
            rows.append(_Row(cells, number <= last_head))
            content = []
    return rows


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None


def _cells(content: Sequence[str], positions: Sequence[int]) -> list[tuple[list[str], int]] | None:
    """Return the cells of a row; a cell without a `|` at its end spans the next column."""
    cells = []
    first = 0
    for number, end in enumerate(positions[1:], start=1):
        if all(line[end : end + 1] == "|" for line in content):
            start = positions[first] + 1
            texts = [line[start:end].replace(_SECOND_HALF, "").rstrip() for line in content]
            indent = min((len(t) - len(t.lstrip()) for t in texts if t), default=0)
            cells.append(([text[indent:] for text in texts], number - first))
            first = number
    is_valid = first == len(positions) - 1 and all(
        len(line) == positions[-1] + 1 for line in content
    )
    return cells if is_valid else None


def _widened(line: str) -> str:
    """Return a line in which each character takes one column of a monospaced font."""
    if line.isascii():
        return line
    return "".join(
        char + _SECOND_HALF if east_asian_width(char) in {"W", "F"} else char for char in line
    )


def _alignments(lines: Sequence[str], positions: Sequence[int]) -> list[str]:
    """Return the alignment of each column: `left`, `right`, `center` or an empty string."""
    rule = next((line for line in lines if _is_rule(line) and "=" in line), lines[0])
    alignments = []
    for start, end in pairwise(positions):
        part = rule[start + 1 : end]
        sides = (part.startswith(":"), part.endswith(":"))
        alignments.append(
            {(True, True): "center", (True, False): "left", (False, True): "right"}.get(sides, "")
        )
    return alignments


def feature(limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(GridTables(limits), {"grid_tables": ("+-", "+=", "+:")})
