"""Lists as in CommonMark: after a line of text, and nested by two or more spaces.

The library needs a blank line before a list, and four spaces for each level. For lists that it
reads correctly, the result is the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.list_reader import ListReader, is_loose, starts_list

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_STARTS_LIST = re.compile(
    r"\A {0,3}(?:[-*+]|\d{1,9}[.)])(?: +\S| *\n {2,}\S)|\n {0,3}(?:[-*+]|1[.)]) +\S"
)
_TRIGGERS = tuple(mark + end for mark in "-*+.)" for end in " \n")
_BEFORE_TABLES = 78
"""The priority of the processor: after indented code, and before tables, rules and headings."""


class Lists(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(_Lists(md.parser), "lists", _BEFORE_TABLES)


class _Lists(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a list may start in a block."""
        return _STARTS_LIST.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the first list, and the list with its blocks."""
        lines = blocks[0].split("\n")
        starts = (n for n in range(len(lines)) if starts_list(lines, n))
        first = next(starts, None)
        if first is None:
            return False
        blocks.pop(0)
        if first:
            self.parser.parseBlocks(parent, ["\n".join(lines[:first])])
        reader = ListReader(lines[first])
        end = reader.read(lines, first)
        while end == len(lines) and blocks and reader.continues(blocks[0]):
            lines = ["", *blocks.pop(0).split("\n")]
            end = reader.read(lines)
        if end < len(lines):
            blocks.insert(0, "\n".join(lines[end:]))
        self._add_list(parent, reader)
        return None

    def _add_list(self, parent: Element, reader: ListReader) -> None:
        items = reader.items
        element = SubElement(parent, reader.tag)
        if items[0].number not in {"", "1"}:
            element.set("start", str(int(items[0].number)))
        blanks = [*(item.after_blank for item in items[1:]), False]
        for item, before_blank in zip(items, blanks, strict=True):
            lines = item.content()
            loose = item.after_blank or before_blank or is_loose(lines)
            self.parser.state.set("looselist" if loose else "list")
            self.parser.parseBlocks(SubElement(element, "li"), "\n".join(lines).split("\n\n"))
            self.parser.state.reset()


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Lists(), {"lists": _TRIGGERS})
