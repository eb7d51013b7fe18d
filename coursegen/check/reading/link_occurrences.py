"""Find the links in the author's files, each with its exact source text and location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import TextEdit
from coursegen.base.text import Location, location_of
from coursegen.check.reading.element_places import Span
from coursegen.content.target import Target
from coursegen.markdown.link_places import LinkPlaces, written_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.content.course import Course

_LINK_MARKER = re.compile(r"\]\(|<|\]:")
"""Matches every text that may contain a link."""
_ATTRIBUTES = ("", "href", "src")
"""The HTML attributes with links that rules check; Markdown has none."""


class LinkOccurrence(NamedTuple):
    """A link as written in the source; `location` covers the characters of `text`.

    `target` is the parsed link if it is in a data file; None in Markdown.
    """

    text: str
    location: Location
    target: Target | None = None

    def part(self, start: int, end: int) -> Location:
        """Return the location of `text[start:end]`."""
        return self.location._replace(column=self.location.column + start, length=end - start)

    def edit(self, start: int, end: int, text: str) -> TextEdit | None:
        """Return the edit that replaces `self.text[start:end]` with `text`.

        Return None if the link was not found in the source, for example in a multi-line string.
        """
        is_located = self.location.length == len(self.text)
        return TextEdit(self.part(start, end), text) if is_located else None


def link_occurrences(course: Course, sources: Iterable[MarkdownSource]) -> Iterator[LinkOccurrence]:
    """Yield every link in data, pages and notes, except in code examples."""
    for target in course.find(Target):
        if target.value:
            yield link_in_yaml(target.location, target)
    for source in sources:
        if _LINK_MARKER.search(source.bare):
            yield from _links_in_markdown(source)


def link_in_yaml(value: str | Location, target: Target | None = None) -> LinkOccurrence:
    """Return the link in a YAML value, or in the value at a location, without its quotes."""
    location = location_of(value) if isinstance(value, str) else value
    line, start = location.source.line(location.line), location.column - 1
    text = line[start : start + location.length]
    if text[:1] in ("'", '"') and text[-1:] == text[:1] and len(text) > 2:
        return LinkOccurrence(
            text[1:-1], location._replace(column=start + 2, length=len(text) - 2), target
        )
    return LinkOccurrence(text, location, target)


def _links_in_markdown(source: MarkdownSource) -> Iterator[LinkOccurrence]:
    """Yield the links in Markdown, and search the file for those of notes, which are in YAML."""
    places = LinkPlaces(source.start)
    for link in written_links(source.bare):
        if link.text and link.attribute in _ATTRIBUTES:
            end = link.start + len(link.text)
            location = (
                source.location(Span(link.start, end))
                if source.is_exact
                else places.next(link.text).location
            )
            yield LinkOccurrence(link.text, location)
