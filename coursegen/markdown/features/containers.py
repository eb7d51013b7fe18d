"""Find out in which container a line is, such as a list item, before any text is parsed."""

from __future__ import annotations

import re

from markdown.util import STX

_OPENER = re.compile(r"(?P<mark>[-*+]|\d{1,9}[.)])(?P<space> +)|(?:!!!|\?\?\?|===|\[\^|: )")
_NO_TEXT = re.compile(rf"#{{1,6}} |```|~~~|:::|{STX}|([-*_])(?: *\1){{2,}} *\Z")
"""A block that is neither part of a paragraph nor continued by one."""
_MAX_INDENT = 4
"""The indentation of the content of most containers; content of an item may be indented less."""


class Containers:
    """Follows the containers from line to line."""

    def __init__(self) -> None:
        self._indents = [0]
        self._is_in_paragraph = False

    def enter(self, line: str) -> int:
        """Read a line; return the indentation of the content around it.

        After a marker at the start of the line, this is the position of the content.
        """
        text = line.lstrip(" ")
        if not text:
            self._is_in_paragraph = False
            return self._indents[-1]
        indent = len(line) - len(text)
        opener = _OPENER.match(text)
        is_text = not _NO_TEXT.match(text)
        is_continued = self._is_in_paragraph and is_text and not opener and not text.startswith(">")
        self._is_in_paragraph = is_text
        while indent < self._indents[-1] and not is_continued:
            self._indents.pop()
        outside = self._indents[-1]
        if opener is None or indent - outside >= _MAX_INDENT:
            return outside
        width = opener.end() if opener["mark"] else _MAX_INDENT
        self._indents.append(indent + min(width, _MAX_INDENT))
        return indent + width if opener["mark"] else outside
