"""The first and the last day of weekly meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code

if TYPE_CHECKING:
    from datetime import date

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.meetings import MeetingPattern
    from coursegen.content.term import Term

MAX_DAYS = 2 * 366
"""The maximum length of a term, in days, so that a typo in a year cannot stall a build."""


def period_of(pattern: MeetingPattern, term: Term) -> tuple[date | None, date | None]:
    """Return the first and the last day of meetings, as far as they are known."""
    first, last = pattern.first, pattern.last
    return first.first if first else term.start, last.first if last else term.end


def checked_period(
    pattern: MeetingPattern, term: Term, diagnostics: Diagnostics
) -> tuple[date, date] | None:
    """Return the first and the last day of meetings; report invalid ones and return None."""
    first, last = period_of(pattern, term)
    if first is None or last is None:
        diagnostics.error(
            Code.MEETINGS_WITHOUT_TERM,
            "the first and the last day of these meetings are unknown",
            pattern.location,
            "write 'term: {name: …, start: …, end: …}', or 'from: …' and 'until: …' here",
        )
        return None
    if _report_outside(pattern, term, diagnostics):
        return None
    if last < first:
        diagnostics.error(
            Code.DATES_REVERSED,
            f"the last day of these meetings, {last.isoformat()}, is before the first day, "
            f"{first.isoformat()}",
            pattern.location,
            "correct 'from', 'until' or the term",
        )
        return None
    if (last - first).days > MAX_DAYS:
        diagnostics.error(
            Code.YEAR_RANGE,
            f"the meetings from {first.isoformat()} to {last.isoformat()} last more than two years",
            pattern.location,
            "correct the year of the first or the last day",
        )
        return None
    return first, last


def _report_outside(pattern: MeetingPattern, term: Term, diagnostics: Diagnostics) -> bool:
    """Return whether the first or the last day is outside the term, and report it."""
    is_outside = False
    for dates in filter(None, (pattern.first, pattern.last)):
        problem = term.problem_of(dates)
        if problem:
            is_outside = True
            diagnostics.error(
                Code.MEETINGS_OUTSIDE_TERM,
                problem,
                dates.location,
                "correct the date, or the term",
            )
    return is_outside
