"""The source of the author's Markdown with locations, for each page and each note."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import TextEdit
from coursegen.base.struct import Struct
from coursegen.base.text import Location, location_of
from coursegen.check.reading.element_places import Span, element_places
from coursegen.markdown.code.without_code import spaces_for, without_code
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.elements import FindElements
from coursegen.markdown.fragment import Fragment
from coursegen.site.broken_links import course_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.course import Course
    from coursegen.content.page import Page
    from coursegen.markdown.fragment import MarkdownElement

_NOT_MARKUP = re.compile(
    r"<(?P<tag>pre|script|style|svg|textarea)\b[^<>]*>.*?(?:</(?P=tag)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?<=\s)(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
)


class WrittenElement(NamedTuple):
    """An element, the span of its source (see `element_places`), and its number in the fragment."""

    element: MarkdownElement
    span: Span
    number: int


class MarkdownSource(Struct, eq=False, dict=True):
    """Markdown that begins at `start`; `page` is the page that it belongs to, if any.

    `is_exact` means that `text` is identical to the file; a YAML string may contain escapes.
    """

    text: str
    start: Location
    fragment: Fragment = Fragment("")
    page: Page | None = None
    is_exact: bool = False

    @cached_property
    def bare(self) -> str:
        """The text with code, comments and scripts replaced by spaces."""
        bare = without_code(self.text, self.fragment.code)
        return _NOT_MARKUP.sub(lambda found: spaces_for(found[0]), bare)

    @cached_property
    def elements(self) -> tuple[WrittenElement, ...]:
        """The elements whose place is known, in order."""
        found = self.fragment.elements
        spans = element_places(self.text, self.bare, found)
        return tuple(
            WrittenElement(element, span, number)
            for number, (element, span) in enumerate(zip(found, spans, strict=True))
            if span
        )

    def is_html(self, written: WrittenElement) -> bool:
        """Return whether an element is written in HTML."""
        return self.text.startswith("<", written.span.start)

    def inside(self, written: WrittenElement) -> tuple[MarkdownElement, ...]:
        """Return the elements inside an element."""
        return self.fragment.elements[written.number + 1 : written.element.end]

    def around(self, written: WrittenElement) -> list[MarkdownElement]:
        """Return the elements that contain an element."""
        before = self.fragment.elements[: written.number]
        return [element for element in before if element.end > written.number]

    def whole(self, written: WrittenElement) -> Span:
        """Return the span of an element with its content and its end tag, if it has one."""
        element, span, _ = written
        tag = re.compile(rf"</{re.escape(element.name)}[^>]*>", re.IGNORECASE)
        end_tag = tag.search(self.text, span.end) if element.tag else None
        return span._replace(end=end_tag.end()) if end_tag else span

    def attribute(self, element: WrittenElement, name: str) -> Span:
        """Return the span of an attribute of an element in HTML, or else of the element."""
        for found in _ATTRIBUTE.finditer(self.text, *element.span):
            if found["name"].lower() == name:
                return Span(*found.span())
        return element.span

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
    """Convert the text of every page, and every note in data, without highlighting code."""
    renderer = MarkdownRenderer(lambda _code, _language: "", FindElements())
    for page in course.all_pages():
        if page.body.strip():
            start = page.location._replace(line=page.body_line)
            fragment = renderer.page(page.body)
            yield MarkdownSource(page.body, start, fragment, page, is_exact=True)
    for note in course_notes(course):
        if note.strip():
            yield MarkdownSource(note, location_of(note), renderer.page(note))
