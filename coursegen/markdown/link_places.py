"""The places of the links in a Markdown text, of which the HTML contains only the URLs.

All links with the same URL lead to the same target. Therefore, it is sufficient to find each place
where a URL is written as a link, and to leave out those in code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.html_comments import find_comments
from coursegen.base.text import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.markdown.fragment import CodeBlock

_OPENING = re.compile(
    r"""(?:\]\(\s*<?|\]:[ ]*\n?[ ]*<?|<|=\s*["']?\s*|(?:=\s*["'][^"'\n<>]*[,\s]))\Z"""
)
"""What precedes the URL of a link, a definition, an autolink, an attribute, or a `srcset`."""
_CLOSING = re.compile(r"""[)>"'\s,]|\Z""")
_EMPTY = re.compile(r"""\]\((?=[\s)])|\]\(<(?=>)|=\s*"(?=\s*")|=\s*'(?=\s*')""")
_LONGEST_OPENING = 300
_TICKS = re.compile(r"(?<!\\)`+")
_MAX_OCCURRENCES = 2_000
"""The maximum number of places that are found for one URL."""


class Place(NamedTuple):
    """The location of a URL; `is_certain` means that it is the URL of a link."""

    location: Location
    is_certain: bool


class LinkPlaces:
    """Finds the links in a text that begins at `start` and extends to the end of its source.

    `code` contains the code blocks of the text.
    """

    def __init__(self, start: Location, code: Iterable[CodeBlock] = ()) -> None:
        self._start = start
        self._code = tuple(code)
        self._places: dict[str, Iterator[Place]] = {}
        self._last: dict[str, Place] = {}

    def next(self, url: str) -> Place:
        """Return the next place of a URL; after the last one, return the last one again.

        If there is none, the place is the start of the text.
        """
        if url not in self._places:
            self._places[url] = iter(self._find(url))
            self._last[url] = Place(self._start, is_certain=False)
        self._last[url] = next(self._places[url], self._last[url])
        return self._last[url]

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._start.source.lines[self._start.line - 1 :])

    def _find(self, url: str) -> list[Place]:
        if not url:
            return [
                Place(self._location(found.end(), 1), is_certain=True)
                for found in _EMPTY.finditer(self._text)
                if not self._is_code(found.end())
            ]
        written = [each for each in dict.fromkeys((url, escape(url))) if "\n" not in each]
        starts = [(start, each) for each in written for start in self._occurrences(each)]
        links = [(start, each) for start, each in starts if self._is_link(start, len(each))]
        return [
            Place(self._location(start, len(each)), is_certain=bool(links))
            for start, each in sorted(links or starts)
        ]

    def _occurrences(self, url: str) -> list[int]:
        """Return the offsets of a URL outside code."""
        found: list[int] = []
        start = self._text.find(url)
        while start >= 0 and len(found) < _MAX_OCCURRENCES:
            if not self._is_code(start):
                found.append(start)
            start = self._text.find(url, start + 1)
        return found

    def _is_link(self, start: int, length: int) -> bool:
        before = self._text[max(start - _LONGEST_OPENING, 0) : start]
        return bool(_OPENING.search(before) and _CLOSING.match(self._text, start + length))

    def _is_code(self, offset: int) -> bool:
        """Return whether an offset is in a code block, a code span or a comment."""
        line = bisect_right(self._line_starts, offset) - 1
        if any(block.first <= line < block.end for block in self._code):
            return True
        position = bisect_right(self._hidden, (offset, len(self._text))) - 1
        return position >= 0 and offset < self._hidden[position][1]

    @cached_property
    def _hidden(self) -> list[tuple[int, int]]:
        """The start and end of each comment and code span, in order."""
        spans = list(find_comments(self._text))
        start = 0
        for paragraph in self._text.split("\n\n"):
            if "`" in paragraph:
                spans += ((start + first, start + end) for first, end in _code_spans(paragraph))
            start += len(paragraph) + len("\n\n")
        return sorted(spans)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    def _location(self, offset: int, length: int) -> Location:
        line = bisect_right(self._line_starts, offset) - 1
        column = offset - self._line_starts[line] + 1
        return Location(self._start.source, self._start.line + line, column, length)


def _code_spans(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each code span, which has equally many backticks at both ends."""
    runs = [found.span() for found in _TICKS.finditer(paragraph)]
    by_length: dict[int, list[int]] = defaultdict(list)
    for start, end in runs:
        by_length[end - start].append(start)
    done = 0
    for start, end in runs:
        starts = by_length[end - start]
        following = bisect_right(starts, start)
        if start >= done and following < len(starts):
            done = starts[following] + end - start
            yield start, done
