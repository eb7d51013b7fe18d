"""The strings in any content, and what a reader sees of Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from coursegen.base.html_comments import hide_comments
from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, LocatedStr, Location
from coursegen.content.page import Page
from coursegen.content.target import Target
from coursegen.leaks.words import visible, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_SHOWN = re.compile(
    r"\]\([^()\n]*\)|\{[:#.][^{}\n]*\}|\[\^[^\]\n]*\]:?|^\[[^\]\n]+\]:.*$", re.MULTILINE
)
"""Matches targets of links, attributes, footnote marks and link definitions in Markdown."""
_IMAGE = re.compile(r"!\[[^\]\n]*\]")
_DATA = (".yaml", ".yml", ".json")
"""The suffixes of data files."""


class CourseText(NamedTuple):
    """A string of a course; `is_title` is true for the title of something."""

    text: str
    location: Location
    is_title: bool = False

    @property
    def source(self) -> str:
        """The file of a page, or the line in a data file, in which each value is separate."""
        name = self.location.source.name
        return f"{name}:{self.location.line}" if name.endswith(_DATA) else name

    def find(self, window: str) -> Location:
        """Return the first line with the most pairs of words of a window."""
        words = window.split()
        pairs = [f" {one} {two} " for one, two in pairwise(words)]
        best, most = self.location, 0
        for number, line in enumerate(self.text.split("\n")):
            found = f" {' '.join(versions_of(line)[0])} "
            count = sum(pair in found for pair in pairs)
            if count > most:
                best, most = self.location._replace(line=self.location.line + number), count
        return best


def strings_in(value: Any) -> Iterator[CourseText]:
    """Yield every string in a value, and the Markdown of pages, but not the targets of links."""
    pending: list[tuple[str, Any, Location]] = [("", value, NO_LOCATION)]
    while pending:
        name, part, location = pending.pop()
        if isinstance(part, str):
            own = part.location if isinstance(part, LocatedStr) else location
            yield CourseText(part, own, name == "title")
        elif isinstance(part, Struct):
            location = getattr(part, "location", location)
            if isinstance(part, Page):
                yield CourseText(part.body, location._replace(line=part.body_line))
            if not isinstance(part, Target):
                fields = type(part).__struct_fields__
                pending += [(each, getattr(part, each), location) for each in reversed(fields)]
        elif isinstance(part, Mapping):
            pending += [("", each, location) for pair in part.items() for each in pair]
        elif isinstance(part, (tuple, list)) and not isinstance(part, Location):
            pending += [(name, each, location) for each in reversed(part)]


def text_of(markdown: str) -> str:
    """Return the text of Markdown without the targets of links."""
    return visible(_NOT_SHOWN.sub(" ", markdown))


def versions_of(markdown: str) -> tuple[list[str], ...]:
    """Return the words of Markdown as a page shows them, with alt text.

    If they differ, also return the words as they are written.
    """
    shown, written = words_of(text_of(markdown)), words_of(visible(markdown))
    return (shown,) if shown == written else (shown, written)


def without_hidden_text(markdown: str) -> str:
    """Return Markdown without comments and alt text, which a page does not show."""
    return _IMAGE.sub(" ", hide_comments(markdown, "")[0])
