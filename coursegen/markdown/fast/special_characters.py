"""Whitespace normalization, and a record of the text to search for special characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

if TYPE_CHECKING:
    from markdown import Markdown

_SPACES = re.compile(r"(?<=\n) +\n")
_WHITESPACE_PRIORITY, _RECORD_PRIORITY = 30, -10
"""The library's priority for whitespace, and one that comes after code and HTML extraction."""


class SpecialCharacters(Extension):
    """Records the current text, so that other extensions can skip needless searches."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._has_elements = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", _WHITESPACE_PRIORITY)
        md.preprocessors.register(_RecordText(md, self), "record_text", _RECORD_PRIORITY)

    def record(self, text: str, *, has_elements: bool) -> None:
        """Record the text, and whether the stash contains elements with further text."""
        self._text = text
        self._has_elements = has_elements

    def has(self, text: str) -> bool:
        """Return whether `text` may occur in an element or an attribute of the tree."""
        return self._has_elements or text in self._text


class _RecordText(Preprocessor):
    md: Markdown  # optional in the library's types

    def __init__(self, md: Markdown, special_characters: SpecialCharacters) -> None:
        super().__init__(md)
        self._special_characters = special_characters

    def run(self, lines: list[str]) -> list[str]:
        stash = self.md.htmlStash.rawHtmlBlocks
        has_elements = any(isinstance(block, Element) for block in stash)
        self._special_characters.record("\n".join(lines), has_elements=has_elements)
        return lines


class _Whitespace(Preprocessor):
    """Normalizes whitespace like the library, but skips steps that change nothing."""

    md: Markdown

    def run(self, lines: list[str]) -> list[str]:
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
