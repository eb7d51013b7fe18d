"""An inline pattern for text between an opening and a closing delimiter."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor


class Delimited(InlineProcessor):
    """Turns the text between two delimiters into an element; both are regular expressions."""

    def __init__(self, opening: str, closing: str, tag: str) -> None:
        super().__init__(opening)
        self._closing = re.compile(closing)
        self._tag = tag

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int, int]:
        """Return the element; without a closing delimiter, skip the rest of the text."""
        closing = self._closing.search(data, m.end())
        if closing is None:
            return None, m.start(), len(data)
        element = Element(self._tag)
        element.text = data[m.end() : closing.start()]
        return element, m.start(), closing.end()
