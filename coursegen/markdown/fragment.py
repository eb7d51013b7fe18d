"""A fragment: the HTML of some Markdown, and the facts that its one parse finds.

A fragment depends only on the text, so it can be cached by the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Problem, TextEdit
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location
    from coursegen.content.site import CourseInfo


class CodeBlock(NamedTuple):
    """A code block: its language, and its lines from `first` up to, but not including, `end`.

    Lines are counted from 0 at the start of the text, and include the fences.
    """

    language: str
    first: int
    end: int


class Rewrite(NamedTuple):
    """The only possible replacement of a passage; it contains a link to `target`, unless empty."""

    old: str
    new: str
    target: str = ""


class Skipped(NamedTuple):
    """A passage that was not converted: its problem, and the data to find its location.

    `lines_before` is the number of lines before `first_line`. `column` and `length` specify the
    characters to mark in `first_line`. `rewrite` is set if there is exactly one correct fix.
    """

    problem: Problem
    first_line: str
    lines_before: int = 0
    column: int = 0
    length: int = 1
    rewrite: Rewrite | None = None

    def location(self, start: Location) -> Location:
        """Return the location in the Markdown that begins at `start`."""
        if not self.first_line:
            return start._replace(length=1)
        location = start.source.find(self.first_line, start.line + self.lines_before)
        if location.marked != self.first_line:  # the line was not found verbatim
            return location._replace(length=1)
        return location._replace(column=location.column + self.column, length=self.length)

    def edit(self, location: Location, exists: Callable[[str], bool]) -> TextEdit | None:
        """Return the edit that fixes the problem at its location, if the file has the same text."""
        if not self.rewrite:
            return None
        old, new, target = self.rewrite
        first_line, *more_lines = old.split("\n")
        lines = location.source.lines[location.line - 1 :][: 1 + len(more_lines)]
        is_same = (
            lines[0].startswith(first_line, location.column - 1)
            and lines[1:-1] == more_lines[:-1]
            and (not more_lines or lines[-1].startswith(more_lines[-1]))
        )
        if not is_same or (target and not exists(target)):
            return None
        return TextEdit(location._replace(length=len(old)), new)


class MarkdownElement(NamedTuple):
    """An element of the converted text, and its visible text, with the alt text of images.

    `tag` is the start tag of an element in raw HTML, as written. `end` is the number of the first
    element that is not inside; 0 if the element has no end tag.
    """

    name: str
    attributes: dict[str, str]
    tag: str = ""
    text: str = ""
    end: int = 0

    def value(self, name: str) -> str:
        """Return an attribute's value without surrounding spaces; empty if it is missing."""
        return self.attributes.get(name, "").strip()


class Fragment(Struct):
    """The HTML of a text, without comments, and the facts about the text, in order.

    `elements` is empty if the converter does not find elements, which a build does not need.
    """

    html: str
    code: tuple[CodeBlock, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    elements: tuple[MarkdownElement, ...] = ()

    def html_for(self, info: CourseInfo, language: str = "") -> str:
        """Return the HTML with the typography that `site.yaml` requires.

        `language` is the language of the page, or empty for that of the site.
        """
        if not info.typography:
            return self.html
        from coursegen.markdown.typography import typographic  # noqa: PLC0415 - not for most courses

        return typographic(self.html, language or info.language)

    def report(
        self,
        start: Location,
        diagnostics: Diagnostics,
        exists: Callable[[str], bool] = lambda _url: False,
    ) -> None:
        """Warn about each passage that was not converted, in Markdown that begins at `start`.

        `exists` returns whether a link in the Markdown has a target.
        """
        for item in self.skipped:
            problem, location = item.problem, item.location(start)
            edit = item.edit(location, exists)
            diagnostics.warning(problem.code, problem.message, location, problem.hint, edit)
