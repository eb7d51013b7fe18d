"""Tabs: `=== "Title"` with content that is indented by four spaces (MkDocs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.callouts import parse_content
from coursegen.markdown.features.indented_content import take_indented
from coursegen.markdown.features.tab_sets import add_tab, add_tab_set, is_tab_set

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_START = re.compile(r'^===(?P<mark>[!+]*) +"(?P<title>[^"\n]+)" *$', re.MULTILINE)
_BEFORE_CODE = 106
"""The priority of the processor: before indented code."""


class Tabs(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(_Tabs(md.parser), "tabs", _BEFORE_CODE)


class _Tabs(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block contains the title of a tab."""
        return _START.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the tab, and add the tab to the set before it, if any."""
        found = _START.search(blocks[0])
        if not found:
            return False
        block = blocks.pop(0)
        if before := block[: found.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        is_next = len(parent) and is_tab_set(parent[-1]) and "!" not in found["mark"]
        tab = add_tab(parent[-1] if is_next else add_tab_set(parent), found["title"])
        rest = block[found.end() + 1 :]
        parse_content(self.parser, tab, take_indented(rest.split("\n") if rest else (), blocks))
        return None


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Tabs(), {"tabs": ("===",)})
