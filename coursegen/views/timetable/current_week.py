"""When the weeks of a schedule are: which days each reaches over, and where years begin."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.content.schedule import Dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.schedule import Lecture, Schedule, Week

_WEEK = timedelta(days=6)
_DAY = timedelta(days=1)


class Span(Struct):
    """A stretch of time, with its time zone: from `begins` on, and over at `ends`."""

    begins: datetime
    ends: datetime


def span(days: Dates, timezone: tzinfo) -> Span:
    """The moments between which it is one of `days` somewhere."""
    over = min(days.last, date.max - _DAY) + _DAY
    return Span(
        datetime.combine(days.first, time(), timezone), datetime.combine(over, time(), timezone)
    )


def spans(schedule: Schedule) -> dict[str, Dates]:
    """From when to when each week is "this week", by the week's id; those without days have none.

    A week reaches from its first day to the day before the next one begins, but no longer than
    seven days, or than its own last day.
    """
    known = {week.id: own for week in _weeks(schedule) if (own := _week_dates(week))}
    starts = sorted({own.first for own in known.values()})
    following = dict(pairwise(starts))
    reached = {}
    for name, own in known.items():
        end = own.first + _WEEK
        if own.first in following:
            end = min(end, following[own.first] - _DAY)
        reached[name] = Dates(own.first, max(own.last, end))
    return reached


def new_years(schedule: Schedule) -> tuple[str, ...]:
    """The ids of the weeks and sessions whose date is in another year than the one before."""
    return tuple(_new_years(schedule))  # in order: a template can write them all


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
