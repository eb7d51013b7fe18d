"""Admonitions as quotes: `> [!NOTE]` (GitHub), also with a title or collapsible (Obsidian)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.callouts import add_callout, parse_content

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_START = re.compile(
    r"(?:\A|\n) {0,3}> ?\[!(?P<kind>[A-Za-z][\w-]*)\](?P<fold>[+-]?)(?P<title>[^\n]*)"
    r"(?P<rest>(?:\n(?! {0,3}(?:[-*+]|\d+[.)]|#+|:::+|!!!) )[^\n]+)*)"
)
_MARK = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_AFTER_LISTS = 77
"""The priority of the processor: after lists, and before headings, tables and quotes."""


class CalloutQuotes(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        processor = _CalloutQuotes(md.parser)
        md.parser.blockprocessors.register(processor, "callout_quotes", _AFTER_LISTS)


class _CalloutQuotes(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block contains the start of an admonition."""
        return _START.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the admonition, and the admonition."""
        found = _START.search(blocks[0])
        if not found:
            return False
        block = blocks.pop(0)
        if found.start():
            self.parser.parseBlocks(parent, [block[: found.start()]])
        is_open = {"+": True, "-": False}.get(found["fold"])
        kind, title = found["kind"].lower(), found["title"].strip()
        callout = add_callout(parent, kind, title, is_open=is_open)
        parse_content(self.parser, callout, _MARK.sub("", found["rest"].strip("\n")))
        if rest := block[found.end() :].strip("\n"):
            blocks.insert(0, rest)
        return None


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(CalloutQuotes(), {"callout_quotes": ("[!",)})
