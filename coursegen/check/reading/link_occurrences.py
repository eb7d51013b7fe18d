"""Find the links in the author's files, each with its exact source text and location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import TextEdit
from coursegen.base.text import Location, location_of
from coursegen.check.reading.markup import without_code
from coursegen.markdown.link_places import LinkPlaces
from coursegen.site.broken_links import course_notes, course_targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Source
    from coursegen.content.course import Course
    from coursegen.content.target import Target

_LINK = re.compile(
    r"\]\(\s*<(?P<angled>[^<>]+)>"
    r"|\]\(\s*(?P<inline>(?:[^\s()<>]|\([^\s()]*\))+)"
    r"|<(?P<auto>(?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>]+)>"
    r"|^ {0,3}\[[^\]]+\]:\s+<?(?P<reference>[^\s<>]+)"
    r"|\s(?:href|src)=(?P<quote>[\"'])(?P<html>.+?)(?P=quote)"
)
_GROUPS = ("angled", "inline", "auto", "reference", "html")
_LINK_MARKER = re.compile(r"\]\(|<|\]:")
"""Matches every line that may contain a link, and is faster than `_LINK`."""


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
    for number, line in enumerate(without_code(text).split("\n"), start=first_line):
        if not _LINK_MARKER.search(line):
            continue
        for found in _LINK.finditer(line):
            kind = next(kind for kind in _GROUPS if found[kind])
            location = Location(source, number, found.start(kind) + 1, len(found[kind]))
            yield LinkOccurrence(found[kind], location)


def _links_in_note(note: str) -> Iterator[LinkOccurrence]:
    """Yield the links in a note (a YAML value), and search the file for their locations."""
    start = location_of(note)
    places = LinkPlaces(start)
    for link in _links_in_text(note, start.source, start.line):
        yield link._replace(location=places.next(link.text).location)
