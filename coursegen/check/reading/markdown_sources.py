"""The source of the author's Markdown with locations, for each page and each note."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import TextEdit
from coursegen.base.struct import Struct
from coursegen.base.text import Location, location_of
from coursegen.check.reading import markup
from coursegen.site.broken_links import course_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.reading.markup import (
        HtmlTag,
        MarkdownHeading,
        MarkdownImage,
        MarkdownLink,
        Span,
    )
    from coursegen.content.course import Course
    from coursegen.content.page import Page


class MarkdownSource(Struct, eq=False, dict=True):
    """Markdown that begins at `start`; `page` is the page that it belongs to, if any.

    `is_exact` means that `text` is identical to the file; a YAML string may contain escapes.
    """

    text: str
    start: Location
    page: Page | None = None
    is_exact: bool = False

    @cached_property
    def bare(self) -> str:
        """The text with code and comments replaced by spaces."""
        return markup.without_code(self.text)

    @cached_property
    def markdown(self) -> str:
        """The text with code, comments and HTML blocks replaced by spaces."""
        return markup.without_html(self.bare, self.tags, self.closing_tags)

    @cached_property
    def tags(self) -> tuple[HtmlTag, ...]:
        """The HTML tags, in order."""
        return tuple(markup.find_tags(self.bare))

    @cached_property
    def closing_tags(self) -> dict[Span, HtmlTag]:
        """The closing tag of each HTML element, keyed by the span of its opening tag."""
        return markup.closing_tags(self.tags)

    @cached_property
    def headings(self) -> list[MarkdownHeading]:
        """The headings, in order."""
        return markup.find_headings(self.text, self.markdown, self.closing_tags)

    @cached_property
    def links(self) -> tuple[MarkdownLink, ...]:
        """The links, in order."""
        found = markup.find_links(self.text, self.markdown, self.tags, self.closing_tags)
        return tuple(sorted(found, key=lambda link: link.span))

    @cached_property
    def images(self) -> tuple[MarkdownImage, ...]:
        """The images that have alt text."""
        return tuple(markup.find_images(self.text, self.markdown, self.tags))

    def tables(self) -> Iterator[tuple[list[str], Span]]:
        """Yield the cells of each Markdown table's first row, with the row's span."""
        return markup.find_tables(self.text, self.markdown)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def location(self, span: Span) -> Location:
        """Return the location of a span in the file, as exactly as possible."""
        start, end = span
        source = self.start.source
        line_end = self.text.find("\n", start)
        end = end if line_end < 0 else min(end, line_end)
        if not self.is_exact:
            needle = self.text[start:end]
            found = source.find(needle, self.start.line)
            is_found = source.line(found.line).startswith(needle, found.column - 1)
            return found if is_found else self.start
        line = self.start.line + bisect_left(self._line_ends, start)
        column = start - self.text.rfind("\n", 0, start)
        return Location(source, line, column, max(end - start, 1))

    def edit(self, span: Span, text: str) -> TextEdit | None:
        """Return the edit that replaces a span; None if its location is uncertain."""
        location = self.location(span)
        marked = location.source.line(location.line)[location.column - 1 :][: location.length]
        return TextEdit(location, text) if marked == self.text[slice(*span)] else None


def markdown_sources(course: Course) -> Iterator[MarkdownSource]:
    """Yield the text of every page, and every note in data."""
    for page in course.all_pages():
        if page.body.strip():
            yield MarkdownSource(
                page.body, page.location._replace(line=page.body_line), page, is_exact=True
            )
    for note in course_notes(course):
        if note.strip():
            yield MarkdownSource(note, location_of(note))
