"""Read the items of a list from its lines, by the indentation rules of CommonMark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.util import STX

from coursegen.markdown.feature import INDENT

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKER = re.compile(
    r"(?P<indent> *)(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<space> +|\Z)(?P<text>.*)"
)
_RULE = re.compile(r" {0,3}([-_*])(?: *\1){2,} *\Z")
_INTERRUPTS = re.compile(rf" {{0,3}}(?:#{{1,6}}(?: |\Z)|>|:::|!!!|\?\?\?|===|{STX})")
"""A line that ends the paragraph before it."""
_MAX_INDENT = 4
"""The indentation that is always sufficient for the content of an item, as in the library."""


class Item:
    """An item of a list, and its lines."""

    def __init__(self, marker: re.Match[str], *, after_blank: bool) -> None:
        self.number: str = marker["number"] or ""
        self.after_blank = after_blank
        self.mark_indent = len(marker["indent"])
        is_usual = marker["text"] and len(marker["space"]) <= _MAX_INDENT
        end = marker.start("text") if is_usual else marker.end("mark") + 1
        self.indent = min(end, max(_MAX_INDENT, self.mark_indent + 2))
        self._first: str = marker["text"]
        self._lines: list[str] = []

    @property
    def last_line(self) -> str:
        """The last line of the content."""
        return self._lines[-1] if self._lines else self._first

    def add(self, line: str) -> None:
        """Add a line to the content."""
        self._lines.append(line)

    def content(self) -> list[str]:
        """Return the lines of the content without their common indentation.

        If an author indents all content by at least four spaces, as the library requires, then
        all four are removed, unless the content is code according to CommonMark.
        """
        indents = [indent for line in self._lines if (indent := indent_of(line)) >= self.indent]
        smallest = min(indents, default=0)
        is_code = self.indent + len(INDENT) <= smallest < 2 * len(INDENT) and not self._lines[0]
        width = self.indent if is_code else max(self.indent, min(_MAX_INDENT, smallest))
        return [self._first, *(line[min(indent_of(line), width) :] for line in self._lines)]


class ListReader:
    """Reads the items of the list that begins with a line, without reading their content."""

    def __init__(self, first_line: str) -> None:
        self.items: list[Item] = []
        self._kind = _kind(first_line)
        self.tag = "ul" if self._kind == "ul" else "ol"
        self.after_blank = False

    def continues(self, block: str) -> bool:
        """Return whether a block, which follows a blank line, is part of the list."""
        line = block.lstrip("\n").partition("\n")[0]
        return not line or self._is_content(line) or self._is_item(line) is not None

    def read(self, lines: Sequence[str], start: int = 0) -> int:
        """Read lines from a position; return the position after the list."""
        for position in range(start, len(lines)):
            line = lines[position]
            if not line.strip():
                self.after_blank = True
                continue
            if not self._is_content(line):
                marker = self._is_item(line)
                if marker:
                    after_blank = self.after_blank and bool(self.items)
                    self.items.append(Item(marker, after_blank=after_blank))
                    self.after_blank = False
                    continue
                if self._ends(line):
                    return position
            if self.after_blank:
                self.items[-1].add("")
                self.after_blank = False
            self.items[-1].add(line)
        return len(lines)

    def _ends(self, line: str) -> bool:
        """Return whether a line that is not indented ends the list, or continues a paragraph."""
        is_paragraph = not (self.after_blank or self.items[-1].last_line.lstrip().startswith(STX))
        is_other_block = _kind(line) or _INTERRUPTS.match(line) or _RULE.match(line)
        return not is_paragraph or bool(is_other_block)

    def _is_content(self, line: str) -> bool:
        """Return whether a line is indented as content of the last item.

        For a list of bullets in a numbered item, two spaces are sufficient.
        """
        if not self.items:
            return False
        item = self.items[-1]
        needed = item.indent
        if self.tag == "ol" and _kind(line.lstrip()) == "ul":
            needed = min(item.mark_indent + 2, needed)
        return indent_of(line) >= needed

    def _is_item(self, line: str) -> re.Match[str] | None:
        return _MARKER.match(line) if _kind(line) == self._kind else None


def _kind(line: str) -> str:
    """Return the kind of list that a line with a marker belongs to; "" for any other line."""
    marker = _MARKER.match(line)
    if not marker or len(marker["indent"]) >= _MAX_INDENT or _RULE.match(line):
        return ""
    return marker["mark"][-1] if marker["number"] else "ul"


def starts_list(lines: Sequence[str], position: int) -> bool:
    """Return whether a list starts in a line.

    In a paragraph, only an item with text does, and of numbered items only the first.
    """
    line = lines[position]
    if not _kind(line):
        return False
    marker = _MARKER.match(line)
    if not marker or not position or not lines[position - 1].strip():
        return True
    return bool(marker["text"]) and marker["number"] in {None, "1"}


def is_loose(lines: Sequence[str]) -> bool:
    """Return whether the content of an item has a blank line outside of further lists."""
    position = 0
    while position < len(lines):
        if not position or lines[position].strip():
            if starts_list(lines, position):
                reader = ListReader(lines[position])
                position = reader.read(lines, position)
                if reader.after_blank and position < len(lines):
                    return True
            else:
                position += 1
        else:
            return True
    return False


def indent_of(line: str) -> int:
    """Return the number of spaces at the start of a line."""
    return len(line) - len(line.lstrip(" "))
