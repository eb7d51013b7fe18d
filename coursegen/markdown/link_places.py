"""The places of links in Markdown, of which the generated HTML contains only the URLs.

All links with the same URL lead to the same target. Therefore, it is sufficient to find each place
where a URL is written as a link, and to leave out those in code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.srcset import srcset_urls
from coursegen.base.text import Location
from coursegen.markdown.bare_urls import BARE_URL, without_punctuation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.markdown.fragment import CodeBlock

# Compiled on first use, to locate a broken link.
_LINK = (
    r"""(?mx)
    \]\(\s*(?:
        <(?P<angled>[^<>\n]*)>
        | (?P<spaced>[^\s()<>"'][^()<>"'\n]*?)[ ]*\)
        | (?P<inline>(?:[^\s()<>]|\([^\s()]*\))*)
    )
    | <(?P<auto>(?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>]+)>
    | (?:^|(?<=[ >\t]))\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*<?(?P<reference>[^\s<>]+)
    | (?:
        \s(?P<attribute>(?:xlink:)?href|src|(?:image)?srcset|poster|data|action|formaction)\s*=\s*
        | (?P<css>\burl\(\s*|@import\s+(?=["']))
      )
      (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>(?(css)[^\s"'()]+|[^\s"'<>]+)))
    """
    rf"| (?P<plain>{BARE_URL})"
)
_URLS = ("plain", "angled", "spaced", "inline", "auto", "reference", "double", "single", "bare")


class WrittenLink(NamedTuple):
    """A URL as written in Markdown, and its offset; `attribute` is empty except in HTML.

    For a URL in CSS, `attribute` is `style`.
    """

    text: str
    start: int
    attribute: str = ""


class Place(NamedTuple):
    """The location of a URL; `is_certain` means that it is the URL of a link."""

    location: Location
    is_certain: bool


def written_links(text: str) -> Iterator[WrittenLink]:
    """Yield everything in Markdown that has the form of a link, even in code."""
    for found in re.finditer(_LINK, text):
        kind = next(kind for kind in _URLS if found[kind] is not None)
        url, start, attribute = found[kind], found.start(kind), found["attribute"] or ""
        if kind == "plain":
            url = without_punctuation(url)
            if url.startswith("www."):  # whose URL is not as written
                continue
        if found["css"]:
            attribute = "style"
        if not attribute.endswith("srcset"):
            yield WrittenLink(url, start, attribute)
            continue
        end = start
        for part in srcset_urls(url):
            end = text.find(part, end)
            yield WrittenLink(part, end, attribute)
            end += len(part)


class LinkPlaces:
    """Finds the links in the Markdown that begins at `start` and extends to the end of its source.

    `code` contains the code blocks of the text.
    """

    def __init__(self, start: Location, code: Iterable[CodeBlock] = ()) -> None:
        self._start = start
        self._code = tuple(code)

    def next(self, url: str) -> Place:
        """Return the next place of a URL; after the last one, return the last one again.

        If there is none, the place is an occurrence of the URL, or else the start of the text.
        """
        places = self._places[url]
        if not places:
            offset = self._text.find(url) if url and "\n" not in url else -1
            location = self._start if offset < 0 else self._location(offset, len(url))
            places.append(Place(location, is_certain=False))
        return places.pop() if len(places) > 1 else places[0]

    @cached_property
    def _text(self) -> str:
        from coursegen.markdown.code.without_code import without_code  # noqa: PLC0415 - only for problems

        lines = self._start.source.lines[self._start.line - 1 :]
        return without_code("\n".join(lines), self._code)

    @cached_property
    def _places(self) -> dict[str, list[Place]]:
        """The places of each URL, in reverse order."""
        places: dict[str, list[Place]] = defaultdict(list)
        for link in reversed([*written_links(self._text)]):
            location = self._location(link.start, max(len(link.text), 1))
            places[unescape(link.text).strip()].append(Place(location, is_certain=True))
        return places

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    def _location(self, offset: int, length: int) -> Location:
        line = bisect_right(self._line_starts, offset) - 1
        column = offset - self._line_starts[line] + 1
        return Location(self._start.source, self._start.line + line, column, length)
