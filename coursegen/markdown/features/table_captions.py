"""Captions of tables: `: Caption` or `Table: Caption` below the table (Pandoc)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_CAPTION = r"(?:Table)?: +(?P<caption>[^\n]*?)(?: *\{(?:#(?P<id>[\w-]+))?[^{}\n]*\})? *"
_ALONE = re.compile(rf"\n*{_CAPTION}\n*\Z")
_AFTER_ROWS = re.compile(
    rf"(?P<rows>(?:[^\n]*\|[^\n]*\n)(?:[ |:-]*-[ |:-]*\n)(?:[^\n]*\n)*?){_CAPTION}\Z"
)
_BEFORE_TABLES = 77
"""The priority of the processor: before tables and definition lists."""


class TableCaptions(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        processor = _TableCaptions(md.parser)
        md.parser.blockprocessors.register(processor, "table_captions", _BEFORE_TABLES)


class _TableCaptions(BlockProcessor):
    def test(self, parent: Element, block: str) -> bool:
        """Return whether a block is the caption of the table before it, or ends with one."""
        is_after_table = len(parent) > 0 and parent[-1].tag == "table"
        found = (is_after_table and _ALONE.match(block)) or _AFTER_ROWS.match(block)
        return bool(found)

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Convert the rows before the caption, if any, and add the caption to the table."""
        block = blocks.pop(0)
        found = _AFTER_ROWS.match(block)
        if found:
            self.parser.parseBlocks(parent, [found["rows"].rstrip("\n")])
        else:
            found = _ALONE.match(block)
        table = parent[-1]
        if found and table.tag == "table":
            caption = Element("caption")
            caption.text = found["caption"]
            table.insert(0, caption)
            if found["id"]:
                table.set("id", found["id"])


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(TableCaptions(), {"table_captions": (": ",)})
