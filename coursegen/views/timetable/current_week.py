"""The time spans of a schedule's weeks, and the dates on which the year changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.content.dates import Dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.lecture import Lecture
    from coursegen.content.schedule import Schedule, Week

_WEEK = timedelta(days=6)
_DAY = timedelta(days=1)


class Span(Struct):
    """A time span with a time zone, from `begins` up to but not including `ends`."""

    begins: datetime
    ends: datetime


def span(days: Dates, timezone: tzinfo) -> Span:
    """Return the time span of `days` in a time zone."""
    over = min(days.last, date.max - _DAY) + _DAY
    return Span(
        datetime.combine(days.first, time(), timezone), datetime.combine(over, time(), timezone)
    )


def spans(schedule: Schedule) -> dict[str, Dates]:
    """Return the dates on which each week is "this week", by ID; weeks without dates are omitted.

    A week lasts from its first day to the day before the next week, but for at most seven days.  It
    lasts until its own last day if that is later.
    """
    dates_of_week = {week.id: dates for week in _weeks(schedule) if (dates := _week_dates(week))}
    first_days = sorted({dates.first for dates in dates_of_week.values()})
    next_first_day = dict(pairwise(first_days))
    result = {}
    for name, dates in dates_of_week.items():
        end = dates.first + _WEEK
        if dates.first in next_first_day:
            end = min(end, next_first_day[dates.first] - _DAY)
        result[name] = Dates(dates.first, max(dates.last, end))
    return result


def new_years(schedule: Schedule) -> tuple[str, ...]:
    """Return the IDs of weeks and sessions whose year differs from that of the previous date."""
    return tuple(_new_years(schedule))  # in order, since a template can output all of them


def _new_years(schedule: Schedule) -> Iterator[str]:
    year = None
    for week in _weeks(schedule):
        parts: tuple[Week | Lecture, ...] = (week, *week.lectures)
        for part in parts:
            if part.dates is None:
                continue
            if year is not None and part.dates.first.year != year:
                yield part.id
            year = part.dates.last.year


def _weeks(schedule: Schedule) -> Iterator[Week]:
    for section in schedule.sections:
        yield from section.weeks


def _week_dates(week: Week) -> Dates | None:
    if week.dates:
        return week.dates
    dated = [lecture.dates for lecture in week.lectures if lecture.dates]
    if not dated:
        return None
    return Dates(min(days.first for days in dated), max(days.last for days in dated))
