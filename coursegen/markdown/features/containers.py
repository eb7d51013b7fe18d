"""Find out in which container a line is, such as a list item, before any text is parsed."""

from __future__ import annotations

import re

_OPENER = re.compile(r"(?P<mark>[-*+]|\d{1,9}[.)])(?P<space> +)|(?:!!!|\?\?\?|===|\[\^|: )")
_MAX_INDENT = 4
"""The indentation of the content of most containers; content of an item may be indented less."""


class Containers:
    """Follows the containers from line to line."""

    def __init__(self) -> None:
        self._indents = [0]

    def enter(self, line: str) -> int:
        """Read a line that is not blank; return the indentation of the content around it.

        After a marker at the start of the line, this is the position of the content.
        """
        indent = len(line) - len(line.lstrip(" "))
        while indent < self._indents[-1]:
            self._indents.pop()
        outside = self._indents[-1]
        if indent - outside < _MAX_INDENT and (opener := _OPENER.match(line, indent)):
            width = opener.end() - indent if opener["mark"] else _MAX_INDENT
            self._indents.append(indent + min(width, _MAX_INDENT))
            return opener.end() if opener["mark"] else outside
        return outside
