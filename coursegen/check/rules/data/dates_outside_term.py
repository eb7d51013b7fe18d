"""Report lectures outside their week, and dates far outside the term."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.dates import Dates
    from coursegen.content.schedule import Week
    from coursegen.content.term import Term

_MAX_DISTANCE = timedelta(days=200)
"""The maximum distance of a date from the middle of a term or academic year."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about dates outside the term or in another year, and lectures outside their week."""
    weeks = [week for section in context.whole_course.schedule.sections for week in section.weeks]
    term, dated = context.course.info.term_dates, []
    for dates in (dates for week in weeks for dates in _dates(week)):
        finding = outside_term(dates, term)
        if finding:
            yield finding
        else:
            dated.append(dates)
    middle = sorted(dates.first for dates in dated)[len(dated) // 2] if dated else None
    for dates in dated:
        if middle and abs(dates.first - middle) > _MAX_DISTANCE:
            yield Finding(
                f"{dates.first.isoformat()} is far from the other dates, which are "
                f"around {middle.isoformat()}",
                dates.location,
                "check the year",
            )
    for week in weeks:
        for lecture in week.lectures:
            if week.dates and lecture.dates and _is_outside(lecture.dates, week.dates):
                yield Finding(
                    f"{lecture.dates.first.isoformat()} is not in the week of "
                    f"{week.dates.first.isoformat()}",
                    lecture.dates.location,
                    "correct the date, or move the entry to its week",
                )


def outside_term(dates: Dates, term: Term) -> Finding | None:
    """Return the problem of dates outside the term, or None."""
    problem = term.problem_of(dates)
    hint = "correct the date, or the term in site.yaml"
    return Finding(problem, dates.location, hint) if problem else None


def _is_outside(day: Dates, week: Dates) -> bool:
    """Return whether a day is outside the full weeks (Sunday to Sunday) that `week` overlaps.

    An exam may be on the Saturday after a Monday-to-Friday week.
    """
    first = week.first - timedelta(days=(week.first.weekday() + 1) % 7)
    last = week.last + timedelta(days=6 - week.last.weekday())
    return not first <= day.first <= last and abs(day.first - week.first) <= _MAX_DISTANCE


def _dates(week: Week) -> Iterator[Dates]:
    if week.dates:
        yield week.dates
    yield from (lecture.dates for lecture in week.lectures if lecture.dates)


RULE = Rule(Code.DATE_OUTSIDE_TERM, Severity.WARNING, run)
