"""Report headings that are empty or at the wrong level.

Users of screen readers navigate a page by its headings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.element_places import Span
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.diagnostics import TextEdit
    from coursegen.check.context import CheckContext
    from coursegen.check.reading.markdown_sources import MarkdownSource, WrittenElement

_MAX_SHOWN = 50
"""The maximum length of a heading in a message, in characters."""
_NAME = re.compile("h[1-6]")


class _Heading(NamedTuple):
    """A heading; `has_marks` means that it begins with `#` characters."""

    written: WrittenElement
    has_marks: bool

    @property
    def level(self) -> int:
        return int(self.written.element.name[1])

    @property
    def text(self) -> str:
        return self.written.element.text


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about skipped levels, duplicate page titles and empty headings."""
    twice_titled = {
        document.sources[0].name for document in context.documents if document.h1_count > 1
    }
    for source in context.markdown_sources:
        if source.page:
            yield from _check_source(source, twice_titled=source.page.name in twice_titled)


def _check_source(source: MarkdownSource, *, twice_titled: bool) -> Iterator[Finding]:
    headings = [
        _Heading(written, source.text.startswith("#", written.span.start))
        for written in source.elements
        if _NAME.fullmatch(written.element.name)
    ]
    opening = len(source.bare) - len(source.bare.lstrip())  # after comments
    only_titles = all(heading.level == 1 for heading in headings)
    above = 1  # the page title, which the theme adds if it is missing
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        level = heading.level
        if not heading.text:
            yield Finding(
                "this heading is empty",
                source.location(heading.written.span),
                "add its text, or remove it",
            )
        elif level == 1 and twice_titled and heading.written.span.start != opening:
            level = 2
            # The fix is certain only if the headings below can keep their levels.
            edit = _level_edit(source, heading, 2) if only_titles else None
            yield Finding(
                f"the heading '{_shortened(heading)}' has the same level as the page title",
                source.location(heading.written.span),
                f"write {_suggestion(heading, 2)}, and move the headings below it down one level",
                edit,
            )
        elif level > above + 1:
            expected = above + 1
            is_alone = following is None or following.level <= expected
            parent = f"level {above}" if above > 1 else "the page title"
            yield Finding(
                f"the heading '{_shortened(heading)}' skips a level: level {level} follows "
                f"{parent}",
                source.location(heading.written.span),
                f"write {_suggestion(heading, expected)}"
                + ("" if is_alone else ", and move the headings below it up"),
                _level_edit(source, heading, expected) if is_alone else None,
            )
        above = level


def _level_edit(source: MarkdownSource, heading: _Heading, level: int) -> TextEdit | None:
    """Return the edit that changes the number of `#` characters of a heading."""
    if not heading.has_marks:
        return None
    start = heading.written.span.start
    return source.edit(Span(start, start + heading.level), "#" * level)


def _suggestion(heading: _Heading, level: int) -> str:
    if not heading.has_marks:
        return f"a heading of level {level}"
    return f"'{'#' * level} {_shortened(heading)}'"


def _shortened(heading: _Heading) -> str:
    words = heading.text
    return words if len(words) <= _MAX_SHOWN else words[: _MAX_SHOWN - 1].rstrip() + "…"


RULE = Rule(Code.HEADING_ORDER, Severity.WARNING, run)
