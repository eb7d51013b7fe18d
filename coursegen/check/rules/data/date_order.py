"""Report dates that are not in order from week to week or from lecture to lecture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.dates import Dates
    from coursegen.content.schedule import Section


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each date that is earlier than the one above it.

    Weeks are compared with weeks, lectures with lectures, and labs with labs.  Sections are checked
    separately, because they may run in parallel.
    """
    for section in context.whole_course.schedule.sections:
        latest: dict[str, Dates] = {}
        for kind, dates in _all_dates(section):
            before = latest.get(kind)
            if before and dates.first < before.first:
                yield Finding(
                    f"{dates.first.isoformat()} comes after the later date "
                    f"{before.first.isoformat()}",
                    dates.location,
                    f"the later date is on line {before.location.line}; correct one of the dates "
                    "or their order",
                )
            else:
                latest[kind] = dates


def _all_dates(section: Section) -> Iterator[tuple[str, Dates]]:
    """Yield every date of a section in the author's order, with its kind."""
    for week in section.weeks:
        if week.dates:
            yield "", week.dates
        for lecture in week.lectures:
            if lecture.dates:
                yield lecture.kind.key, lecture.dates


RULE = Rule(Code.DATE_ORDER, Severity.WARNING, run)
