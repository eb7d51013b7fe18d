"""Report office hours outside the term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.data.dates_outside_term import outside_term
from coursegen.content.dates import Dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.office_hours import WeeklyHours


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about dates of office hours outside the term."""
    for _, weekly in context.whole_course.staff.weekly_hours():
        for dates in _dates(weekly):
            finding = outside_term(dates, context.course.info.term_dates)
            if finding:
                yield finding


def _dates(weekly: WeeklyHours) -> Iterator[Dates]:
    for day in (weekly.starts, weekly.ends):
        if day:
            yield Dates(day, day, weekly.location)
    yield from weekly.exceptions()
    yield from (meeting.dates for meeting in weekly.added)
    yield from (moved.new.dates for moved in weekly.moved)


RULE = Rule(Code.DATE_OUTSIDE_TERM, Severity.WARNING, run)
