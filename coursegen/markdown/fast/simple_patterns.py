r"""The commonest things in a line, `*word*` and `[words](address)`, read by one expression each.

The library reads them sign by sign, for what may stand in one another.  Where nothing does, what
follows is all that it does; everything else is left to it.
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

_EMPHASIS = re.compile(r"(\*\*?)(?![\s*])([^*_]+)(?<!\s)\1(?!\*)")
_LINK = re.compile(r"""\[([^\[\]]*)\]\(([^\s()<>'"]*)\)""")


def handler_for(pattern: Any) -> Callable[[re.Match[str], str], MatchResult]:
    """The pattern's own `handleMatch`, or what is as good and quicker."""
    if pattern.pattern == r"\*|_" and hasattr(pattern, "regions"):
        return _emphasis(pattern)
    if type(pattern) is LinkInlineProcessor:
        return _link(pattern)
    handle: Callable[[re.Match[str], str], MatchResult] = pattern.handleMatch
    return handle


def _emphasis(pattern: Any) -> Callable[[re.Match[str], str], MatchResult]:
    def handle(found: re.Match[str], text: str) -> MatchResult:
        # What the library has found ahead, in `regions`, comes first.
        simple = None if pattern.regions else _EMPHASIS.match(text, found.start())
        if simple is None:
            read: MatchResult = pattern.handleMatch(found, text)
            return read
        element = Element("em" if simple[1] == "*" else "strong")
        element.text = simple[2]
        return element, simple.start(), simple.end()

    return handle


def _link(pattern: Any) -> Callable[[re.Match[str], str], MatchResult]:
    def handle(found: re.Match[str], text: str) -> MatchResult:
        simple = _LINK.match(text, found.start())
        if simple is None:
            read: MatchResult = pattern.handleMatch(found, text)
            return read
        address = simple[2]
        element = Element("a", {"href": pattern.unescape(address) if STX in address else address})
        element.text = simple[1]
        return element, simple.start(), simple.end()

    return handle
