"""Underlined headings as in CommonMark: of several lines with `===`, and never in a quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_LONG = re.compile(r"(?P<text>(?: {0,3}[^\s>|][^\n]*\n){2,}) {0,3}=+ *(?:\n|\Z)")
_QUOTE = re.compile(r"(?P<quote> {0,3}>[^\n]*)\n(?P<rest>(?:=+|-+) *(?:\n.*)?)\Z", re.DOTALL)
_AFTER_LISTS = 65
"""The priority of the processor: after lists, and before the library's underlined headings."""


class SetextHeadings(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        processor = _SetextHeadings(md.parser)
        md.parser.blockprocessors.register(processor, "setext_headings", _AFTER_LISTS)


class _SetextHeadings(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block begins with such a heading, or with an underlined quote."""
        return (_LONG.match(block) or _QUOTE.match(block)) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Convert the heading, or separate the quote from the line below it."""
        block = blocks.pop(0)
        rest = ""
        if heading := _LONG.match(block):
            SubElement(parent, "h1").text = heading["text"].strip()
            rest = block[heading.end() :]
        elif quote := _QUOTE.match(block):
            self.parser.parseBlocks(parent, [quote["quote"]])
            rest = quote["rest"]
        if rest.strip():
            blocks.insert(0, rest)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(SetextHeadings(), {"setext_headings": ("\n=", "\n-")})
