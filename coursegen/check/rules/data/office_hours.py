"""Report office hours outside the term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.content.office_hours import WeeklyHours


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about dates of office hours before the first or after the last day of the term."""
    term = context.course.info.term_dates
    for _, weekly in context.course.staff.weekly_hours():
        for day, location in _days(weekly):
            if term.start and day < term.start:
                yield _finding(day, "before", term.start, location)
            elif term.end and day > term.end:
                yield _finding(day, "after", term.end, location)


def _finding(day: date, side: str, end: date, location: Location) -> Finding:
    return Finding(
        f"office hours on {day.isoformat()} are {side} the term, which "
        f"{'begins' if side == 'before' else 'ends'} on {end.isoformat()}",
        location,
        "correct the date, or 'term:' in site.yaml",
    )


def _days(weekly: WeeklyHours) -> Iterator[tuple[date, Location]]:
    for day in (weekly.starts, weekly.ends):
        if day:
            yield day, weekly.location
    added = (meeting.dates for meeting in (*weekly.added, *(each.new for each in weekly.moved)))
    for dates in (*weekly.exceptions(), *added):
        yield dates.first, dates.location


RULE = Rule(Code.DATE_OUTSIDE_TERM, Severity.WARNING, run)
