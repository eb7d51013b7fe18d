"""Find the links in the author's files, each with its exact source text and location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import TextEdit
from coursegen.base.text import Location, location_of
from coursegen.check.reading.markup import without_code
from coursegen.markdown.link_places import LinkPlaces, written_links
from coursegen.site.broken_links import course_notes, course_targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Source
    from coursegen.content.course import Course
    from coursegen.content.target import Target

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


def link_occurrences(course: Course) -> Iterator[LinkOccurrence]:
    """Yield every link in data, notes and pages, except in code examples."""
    for target in course_targets(course):
        if target.value:
            yield link_in_yaml(target.location, target)
    for page in course.all_pages():
        if page.body:
            yield from _links_in_text(page.body, page.location.source, page.body_line)
    for note in course_notes(course):
        if note:
            yield from _links_in_note(note)


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


def _links_in_text(text: str, source: Source, first_line: int) -> Iterator[LinkOccurrence]:
    if not _LINK_MARKER.search(text):
        return
    line, done = first_line, 0
    for link in written_links(without_code(text)):
        if link.text and link.attribute in _ATTRIBUTES:
            line, done = line + text.count("\n", done, link.start), link.start
            column = done - text.rfind("\n", 0, done)
            yield LinkOccurrence(link.text, Location(source, line, column, len(link.text)))


def _links_in_note(note: str) -> Iterator[LinkOccurrence]:
    """Yield the links in a note (a YAML value), and search the file for their locations."""
    start = location_of(note)
    places = LinkPlaces(start)
    for link in _links_in_text(note, start.source, start.line):
        yield link._replace(location=places.next(link.text).location)
