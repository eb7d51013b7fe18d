"""Converted Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostic, Problem, Severity
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location


class Skipped(NamedTuple):
    """A passage that was not converted: its problem, and the data to find its location.

    `lines_before` is the number of lines before `first_line`. `column` and `length` specify the
    characters to mark in `first_line`.
    """

    problem: Problem
    first_line: str
    lines_before: int = 0
    column: int = 0
    length: int = 1

    def location(self, start: Location) -> Location:
        """Return the location of the passage in the text that begins at `start`."""
        if not self.first_line:
            return start._replace(length=1)
        location = start.source.find(self.first_line, start.line + self.lines_before)
        if location.marked != self.first_line:  # the line was not found verbatim
            return location._replace(length=1)
        return location._replace(column=location.column + self.column, length=self.length)


class Fragment(Struct):
    """The HTML of Markdown text, and the passages that were not converted."""

    html: str
    skipped: tuple[Skipped, ...] = ()

    def diagnostics(self, start: Location) -> Iterator[Diagnostic]:
        """Yield a warning for each skipped passage in the text, which begins at `start`."""
        for each in self.skipped:
            problem = each.problem
            yield Diagnostic(
                problem.code, Severity.WARNING, problem.message, each.location(start), problem.hint
            )

    def as_note(self) -> str:
        """Return the HTML of a field, without the `<p>` of a single paragraph."""
        html = self.html
        is_single = html.count("<p>") == html.count("</p>") == 1
        if is_single and html.startswith("<p>") and html.endswith("</p>"):
            return html[len("<p>") : -len("</p>")]
        return html
