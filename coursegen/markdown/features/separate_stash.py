"""Parse the placeholders of code and HTML as blocks, also without blank lines around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.util import HTML_PLACEHOLDER_RE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_LINE = re.compile(rf"^(?P<placeholder>{HTML_PLACEHOLDER_RE.pattern}) *$", re.MULTILINE)
_FIRST = 110
"""The priority of the processor: before all others."""


class SeparateStash(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(_SeparateStash(md.parser), "separate_stash", _FIRST)


class _SeparateStash(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block has a placeholder in a line of its own, and other lines."""
        found = _LINE.search(block)
        return found is not None and len(found[0]) < len(block)

    def run(self, _parent: Element, blocks: list[str]) -> None:
        """Replace the block with up to three blocks."""
        block = blocks.pop(0)
        found = _LINE.search(block)
        if found:
            parts = (block[: found.start()], found["placeholder"], block[found.end() :])
            for part in reversed(parts):
                if part.strip():
                    blocks.insert(0, part.strip("\n"))
