"""Report deadlines outside the term, and announcements long before it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.data.dates_outside_term import outside_term
from coursegen.content.announcements import ANNOUNCEMENTS
from coursegen.content.dates import Dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.announcements import Announcement
    from coursegen.content.when import When

_AFTER_TERM = timedelta(days=14)
"""The time after the end of the term in which deadlines are usual."""
_BEFORE_TERM = timedelta(days=120)
"""The time before the start of the term in which announcements are usual."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about deadlines and announcements outside the term; the year is often wrong."""
    course = context.whole_course
    term = course.info.term_dates
    for dates in _days(each.due for each in course.assignments):
        is_late = term.end and term.end < dates.first <= term.end + _AFTER_TERM
        finding = None if is_late else outside_term(dates, term)
        if finding:
            yield finding
    announcements: tuple[Announcement, ...] = course.contents[ANNOUNCEMENTS.name]
    for dates in _days(each.when for each in announcements):
        is_early = term.start and dates.first < term.start - _BEFORE_TERM
        finding = outside_term(dates, term) if is_early else None
        if finding:
            yield finding


def _days(times: Iterable[When | None]) -> Iterator[Dates]:
    """Yield the days of all known times, with the location of what the author wrote."""
    for when in times:
        if when and when.moment:
            day = when.moment.date()
            yield Dates(day, day, location_of(when.text))


RULE = Rule(Code.DATE_OUTSIDE_TERM, Severity.WARNING, run)
