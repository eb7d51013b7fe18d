"""Whitespace normalization, and a record of the source text, which tree processors search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown import Markdown

_SPACES = re.compile(r"(?<=\n) +\n")


class SourceText(Preprocessor):
    """Records the text that is about to be parsed; its code and raw HTML are already extracted."""

    md: Markdown  # optional in the library's types
    _text = ""
    _has_elements = False

    def run(self, lines: list[str]) -> list[str]:
        """Record the text, and whether the stash contains elements with further text."""
        stash = self.md.htmlStash.rawHtmlBlocks
        self._has_elements = any(isinstance(block, Element) for block in stash)
        self._text = "\n".join(lines)
        return lines

    def has_any(self, triggers: Iterable[str]) -> bool:
        """Return whether a trigger may occur in an element or an attribute of the tree."""
        if self._has_elements:
            return True
        for trigger in triggers:  # noqa: SIM110 - twice as fast as any()
            if trigger in self._text:
                return True
        return False


class NormalizeWhitespace(Preprocessor):
    """Normalizes whitespace like the library, but skips steps that change nothing."""

    md: Markdown

    def run(self, lines: list[str]) -> list[str]:
        """Remove reserved characters, and normalize line ends, tabs and blank lines."""
        text = "\n".join(lines)
        if STX in text or ETX in text:
            text = text.replace(STX, "").replace(ETX, "")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text += "\n\n"
        if "\t" in text:
            text = text.expandtabs(self.md.tab_length)
        if " \n" in text:
            text = _SPACES.sub("\n", text)
        return text.split("\n")
