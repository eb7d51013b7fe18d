"""Blocks that begin with a mark and a title, and whose content is indented by four spaces."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from markdown.blockprocessors import BlockProcessor

from coursegen.markdown.feature import INDENT
from coursegen.markdown.features.callouts import parse_content

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

BEFORE_CODE = 106
"""The priority of the processors: before indented code and admonitions."""


class IndentedBlock(BlockProcessor):
    """Converts blocks whose first line matches `start`, and whose content is indented."""

    start: ClassVar[re.Pattern[str]]

    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block contains the first line of such a block."""
        return self.start.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the first line, and the content after it."""
        found = self.start.search(blocks[0])
        if not found:
            return False
        block = blocks.pop(0)
        if before := block[: found.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        element = self.add(parent, found)
        rest = block[found.end() + 1 :]
        parse_content(
            self.parser, element, _take_indented(rest.split("\n") if rest else (), blocks)
        )
        return None

    @abstractmethod
    def add(self, parent: Element, found: re.Match[str]) -> Element:
        """Add the element for a first line, and return the element for its content."""


def _take_indented(lines: Sequence[str], blocks: list[str]) -> str:
    """Return the indented lines at the start of `lines`, and those of the blocks after them.

    The rest of the last block that was read is put back into `blocks`.
    """
    content: list[str] = []
    while True:
        end = next((n for n, line in enumerate(lines) if not line.startswith(INDENT)), len(lines))
        content += [line.removeprefix(INDENT) for line in lines[:end]]
        if end < len(lines):
            blocks.insert(0, "\n".join(lines[end:]))
            break
        if not blocks or not blocks[0].lstrip("\n").startswith(INDENT):
            break
        lines = blocks.pop(0).strip("\n").split("\n")
        content.append("")
    return "\n".join(content)
