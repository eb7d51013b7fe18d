"""A text before it is read: its white space of one kind, and which signs it has."""

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
"""Priorities: the library's for white space; after code and blocks of HTML are taken out."""


class SpecialCharacters(Extension):
    """Knows the signs of the text that is read, so that nobody seeks what is not there."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._has_elements = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", _WHITESPACE_PRIORITY)
        md.preprocessors.register(_RecordText(md, self), "look", _RECORD_PRIORITY)

    def record(self, text: str, *, has_elements: bool) -> None:
        """Remember a text, and whether there are elements of HTML whose texts are not in it."""
        self._text = text
        self._has_elements = has_elements

    def has(self, sign: str) -> bool:
        """Whether `sign` may stand in a text or an attribute of the tree."""
        return self._has_elements or sign in self._text


class _RecordText(Preprocessor):
    md: Markdown  # which the library's types call optional

    def __init__(self, md: Markdown, special_characters: SpecialCharacters) -> None:
        super().__init__(md)
        self._special_characters = special_characters

    def run(self, lines: list[str]) -> list[str]:
        stash = self.md.htmlStash.rawHtmlBlocks
        has_elements = any(isinstance(block, Element) for block in stash)
        self._special_characters.record("\n".join(lines), has_elements=has_elements)
        return lines


class _Whitespace(Preprocessor):
    """What the library does to white space, each step where there is cause."""

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
