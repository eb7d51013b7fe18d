"""Fast paths for the most common inline markup, `*word*` and `[words](url)`.

The library parses both character by character, to allow for nesting. Without nesting, a regular
expression gives the same result. All other cases are passed to the library.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import LinkInlineProcessor
from markdown.util import STX

if TYPE_CHECKING:
    from collections.abc import Callable

    MatchResult = tuple[Element | str | None, int | None, int | None]

_LINK = re.compile(r"""\[([^\[\]]*)\]\(([^\s()<>'"]*)\)""")


def handler_for(pattern: Any) -> Callable[[re.Match[str], str], MatchResult]:
    """Return a fast equivalent of the pattern's `handleMatch`, or the method itself."""
    if type(pattern) is LinkInlineProcessor:
        return _link(pattern)
    handle: Callable[[re.Match[str], str], MatchResult] = pattern.handleMatch
    return handle


def _link(pattern: Any) -> Callable[[re.Match[str], str], MatchResult]:
    def handle(found: re.Match[str], text: str) -> MatchResult:
        match = _LINK.match(text, found.start())
        if match is None:
            result: MatchResult = pattern.handleMatch(found, text)
            return result
        address = match[2]
        element = Element("a", {"href": pattern.unescape(address) if STX in address else address})
        element.text = match[1]
        return element, match.start(), match.end()

    return handle
