"""Are the headings of each page in order?

Who cannot see a page goes through it by its headings, as others do with their eyes.
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
"""Letters of a heading that a message repeats."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about a level that is left out, a second title, and headings without words."""
    twice_titled = {
        document.texts[0].name for document in context.documents if document.h1_count > 1
    }
    for source in context.markdown_sources:
        if source.page:
            yield from _check_source(source, twice_titled=source.page.name in twice_titled)


def _check_source(source: MarkdownSource, *, twice_titled: bool) -> Iterator[Finding]:
    headings = source.headings
    opening = len(source.bare) - len(source.bare.lstrip())  # comments may come before it
    only_titles = all(heading.level == 1 for heading in headings)
    above = 1  # the page's title, which the theme sets where the text does not
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        level = heading.level
        if not heading.words:
            yield Finding(
                "this heading is empty",
                source.location(heading.span),
                "write its words, or take it out",
            )
        elif level == 1 and twice_titled and heading.span.start != opening:
            level = 2
            # One answer only where nothing below it would have to move as well.
            edit = _level_edit(source, heading, 2) if only_titles else None
            yield Finding(
                f"the heading '{_shortened(heading)}' is as high as the page's title",
                source.location(heading.span),
                f"write {_suggestion(heading, 2)}, and what stands below it one level lower",
                edit,
            )
        elif level > above + 1:
            right = above + 1
            alone = following is None or following.level <= right
            upper = f"below one of level {above}" if above > 1 else "right below the page's title"
            yield Finding(
                f"the heading '{_shortened(heading)}' leaves out a level: it is of level {level}, "
                f"{upper}",
                source.location(heading.span),
                f"write {_suggestion(heading, right)}"
                + ("" if alone else ", and move up what belongs to it"),
                _level_edit(source, heading, right) if alone else None,
            )
        above = level


def _level_edit(source: MarkdownSource, heading: MarkdownHeading, level: int) -> TextEdit | None:
    """The change of a heading's `####`."""
    return source.edit(heading.marks, "#" * level) if heading.marks else None


def _suggestion(heading: MarkdownHeading, level: int) -> str:
    return (
        f"'{'#' * level} {_shortened(heading)}'" if heading.marks else f"a heading of level {level}"
    )


def _shortened(heading: MarkdownHeading) -> str:
    words = heading.words
    return words if len(words) <= _MAX_SHOWN else words[: _MAX_SHOWN - 1].rstrip() + "…"


RULE = Rule(Code.HEADING_ORDER, Severity.WARNING, run)
