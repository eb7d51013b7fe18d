"""Find the source positions of elements, which fragments do not contain.

Each element is one of the passages that have its form and, if it has one, its URL. Passages and
elements are in the same order. Only the conversion knows which passages are elements.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from coursegen.markdown.bare_urls import find_bare_urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.markdown.fragment import MarkdownElement

_BRACKETS = r"(?:[^\[\]\\\n]++|\n(?![ \t]*\n)|\\.|\[(?:[^\[\]\\\n]++|\\.)*\])*"
_TARGET = r"(?:\((?P<target>(?:[^()\n]++|\([^()\n]*+\))*)\)|[ ]?\[(?P<name>[^\[\]\n]*)\])"
_LINK = re.compile(rf"(?<![\\!])\[(?!\^)(?P<text>{_BRACKETS})\]{_TARGET}?", re.DOTALL)
_IMAGE = re.compile(rf"(?<!\\)!\[(?P<text>{_BRACKETS})\]{_TARGET}", re.DOTALL)
_FIGURE = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,}|:{3,})\{(?:figure|image)\}[ \t]+(?P<target>\S+)[^\n]*"
    r"(?:\n[ \t>]*:[^\n]*)*",
    re.MULTILINE,
)
_AUTOLINK = re.compile(r"<(?P<target>[A-Za-z][A-Za-z0-9+.-]*://[^<>\s]*)>")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<name>[^\^\]\n][^\]\n]*)\]:[ \t]*\n?[ \t]*<?(?P<url>[^\s<>]+)", re.MULTILINE
)
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()>#+.!-])")
_HEADING = re.compile(r"^(?:[^#\n]*[ \t>])?(?P<span>(?P<marks>#{1,6})[^\n]*)$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^[ \t>]*+(?P<span>[^\n]*\S)[ \t]*\n[ \t>]*(?P<marks>=+|-+)[ ]*$", re.MULTILINE
)
_TABLE = re.compile(
    r"^(?=[^\n]*\|)(?P<head>[^\n]*+)\n[ \t>]*+(?=[^\n]*\|)"
    r"\|?[ ]*+:?-++:?[ ]*+(?:\|[ ]*+:?-++:?[ ]*+)*\|?[ ]*$",
    re.MULTILINE,
)
_GRID_TABLE = re.compile(r"(?:\A|(?<!\|)\n)[ \t>]*(?P<head>\+[-=:+]+\+)[ ]*\n[ \t>]*\|")
_NEAR = 20
"""The number of passages that are compared with an element."""


class Span(NamedTuple):
    """A range of characters from offset `start` up to, but not including, `end`."""

    start: int
    end: int


def element_places(
    text: str, bare: str, elements: Iterable[MarkdownElement]
) -> Iterator[Span | None]:
    """Yield the span of each element in `text`; `bare` is the text without code.

    The span of an element in HTML is that of its start tag, and the span of a table in Markdown
    that of its first row.
    """
    passages: dict[str, list[Span]] = defaultdict(list)
    for key, span in sorted(_passages(bare), key=lambda passage: passage[1]):
        passages[key].append(span)
    tags = _Tags(bare)
    for element in elements:
        in_markdown = not element.tag and _take(text, passages[_key(element)], element)
        yield in_markdown or tags.next(element)


class _Tags:
    """Finds the start tags of elements in HTML."""

    def __init__(self, bare: str) -> None:
        self._bare = bare
        self._done: dict[str, int] = defaultdict(int)

    def next(self, element: MarkdownElement) -> Span | None:
        """Return the next span of a tag as written, or, in HTML with Markdown, of any such tag."""
        tag = re.escape(element.tag) or rf"<{re.escape(element.name)}(?=[\s/>])[^<>]*>"
        found = re.compile(tag, re.IGNORECASE).search(self._bare, self._done[tag])
        self._done[tag] = found.end() if found else len(self._bare)
        return Span(*found.span()) if found else None


def _key(element: MarkdownElement) -> str:
    """Return what an element and the passages that can be its source have in common."""
    url = {"a": "href", "img": "src"}.get(element.name)
    return f"{element.name} {element.attributes.get(url, '')}" if url else element.name


def _take(text: str, spans: list[Span], element: MarkdownElement) -> Span | None:
    """Remove and return the first span with all characters of an element's text, in order."""
    words = "" if element.name == "table" else element.text.replace(" ", "")
    for number, span in enumerate(spans[:_NEAR]):
        characters = iter(unescape(text[slice(*span)]))
        if all(character in characters for character in words):
            return spans.pop(number)  # footnotes are not in the order of the source
    return None


def _passages(bare: str) -> Iterator[tuple[str, Span]]:
    """Yield all passages that have the form of an element, with the key of this element."""
    for found in _HEADING.finditer(bare) if "#" in bare else ():
        yield f"h{len(found['marks'])}", Span(*found.span("span"))
    for found in _UNDERLINED.finditer(bare):
        yield f"h{1 if found['marks'].startswith('=') else 2}", Span(*found.span("span"))
    for found in _TABLE.finditer(bare) if "|" in bare else ():
        yield "table", Span(*found.span("head"))
    for found in _GRID_TABLE.finditer(bare) if "+\n" in bare else ():
        yield "table", Span(*found.span("head"))
    named = {one["name"].lower(): one["url"] for one in _DEFINITION.finditer(bare)}
    for name, pattern in (("a", _LINK), ("img", _IMAGE)):
        for found in pattern.finditer(bare) if "[" in bare else ():
            yield f"{name} {_url(found, named)}", Span(*found.span())
    for found in _FIGURE.finditer(bare) if "{figure}" in bare or "{image}" in bare else ():
        yield f"img {found['target']}", Span(*found.span())
    for start, url in find_bare_urls(bare):
        scheme = "http://" if url.startswith("www.") else ""
        yield f"a {scheme}{url}", Span(start, start + len(url))
    for found in _AUTOLINK.finditer(bare) if "<" in bare else ():
        yield f"a {found['target']}", Span(*found.span())


def _url(found: re.Match[str], named: dict[str, str]) -> str:
    """Return the URL of a link or an image, or of the definition that it refers to."""
    if found["target"] is None:
        return named.get((found["name"] or found["text"]).lower(), "")
    return _ESCAPE.sub("", _TITLE.sub("", found["target"]).strip().strip("<>"))
