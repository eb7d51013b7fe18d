"""Report headings that are empty or at the wrong level.

Users of screen readers navigate a page by its headings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.diagnostics import TextEdit
    from coursegen.check.context import CheckContext
    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.check.reading.markup import MarkdownHeading

_MAX_SHOWN = 50
"""The maximum length of a heading in a message, in characters."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about skipped levels, duplicate page titles and empty headings."""
    twice_titled = {
        document.sources[0].name for document in context.documents if document.h1_count > 1
    }
    for source in context.markdown_sources:
        if source.page:
            yield from _check_source(source, twice_titled=source.page.name in twice_titled)


def _check_source(source: MarkdownSource, *, twice_titled: bool) -> Iterator[Finding]:
    headings = source.headings
    opening = len(source.bare) - len(source.bare.lstrip())  # after comments
    only_titles = all(heading.level == 1 for heading in headings)
    above = 1  # the page title, which the theme adds if it is missing
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        level = heading.level
        if not heading.words:
            yield Finding(
                "this heading is empty",
                source.location(heading.span),
                "add its text, or remove it",
            )
        elif level == 1 and twice_titled and heading.span.start != opening:
            level = 2
            # The fix is certain only if the headings below can keep their levels.
            edit = _level_edit(source, heading, 2) if only_titles else None
            yield Finding(
                f"the heading '{_shortened(heading)}' has the same level as the page title",
                source.location(heading.span),
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
                source.location(heading.span),
                f"write {_suggestion(heading, expected)}"
                + ("" if is_alone else ", and move the headings below it up"),
                _level_edit(source, heading, expected) if is_alone else None,
            )
        above = level


def _level_edit(source: MarkdownSource, heading: MarkdownHeading, level: int) -> TextEdit | None:
    """Return the edit that changes the number of `#` characters of a heading."""
    return source.edit(heading.marks, "#" * level) if heading.marks else None


def _suggestion(heading: MarkdownHeading, level: int) -> str:
    return (
        f"'{'#' * level} {_shortened(heading)}'" if heading.marks else f"a heading of level {level}"
    )


def _shortened(heading: MarkdownHeading) -> str:
    words = heading.words
    return words if len(words) <= _MAX_SHOWN else words[: _MAX_SHOWN - 1].rstrip() + "…"


RULE = Rule(Code.HEADING_ORDER, Severity.WARNING, run)
