"""Rows of the schedule for holidays, breaks and canceled meetings.

A day off is an entry of the week of the schedule that meets in the same calendar week, from Monday
to Sunday.  If there is no such week, or if the week is a single meeting, the day off is a row of
its own.  There is no row for a day for which the author wrote one, nor outside the schedule.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, replace
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Heading, Lecture
from coursegen.content.schedule import Week

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coursegen.content.dates import Dates
    from coursegen.content.schedule import Schedule
    from coursegen.content.timeline.slots import DayOff

_DAY = timedelta(days=1)


class _Place(Struct):
    """A week that has dates, with its first and last day."""

    week: Week
    first: date
    last: date

    def is_in_week_of(self, day: date) -> bool:
        """Return whether a day is between the meetings, or in the calendar week of one."""
        monday = day - day.weekday() * _DAY
        sunday = monday + 6 * _DAY
        days = self.week.days()
        return self.first < day < self.last or any(monday <= d <= sunday for d in days)


def with_days_off(
    schedule: Schedule, written: Schedule, days_off: Iterable[DayOff], kinds: Mapping[str, Kind]
) -> Schedule:
    """Return a schedule with computed dates, and a row for each day off.

    `written` is the schedule as the author wrote it.
    """
    weeks = [week for section in schedule.sections for week in section.weeks]
    dated = [(week, tuple(week.days())) for week in weeks]
    places = [_Place(week, min(days), max(days)) for week, days in dated if days]
    known = tuple(_written_dates(written))
    shown = (
        off
        for off in days_off
        if any(place.first <= off.dates.first for place in places)
        and any(off.dates.first <= place.last for place in places)
        and not any(_overlap(off.dates, dates) for dates in known)
    )
    taken = set(schedule.ids())
    inside: defaultdict[str, list[Lecture]] = defaultdict(list)
    before: defaultdict[str, list[Week]] = defaultdict(list)
    for off in shown:
        day, entry = off.dates.first, _entry(off, kinds, taken)
        later = next(place for place in places if place.last >= day)
        earlier = next(place for place in reversed(places) if place.first <= day)
        for place in (later, earlier):
            week = place.week
            if week.slot is None and week.lectures and place.is_in_week_of(day):
                inside[week.id].append(entry)
                break
        else:
            name = _free_id(f"week-of-{day.isoformat()}", taken)
            row = Week(id=name, dates=off.dates, lectures=(replace(entry, dates=None),))
            before[later.week.id].append(row)
    return replace(
        schedule,
        sections=tuple(
            replace(
                section,
                weeks=tuple(
                    row
                    for week in section.weeks
                    for row in (*before[week.id], _with_entries(week, inside[week.id]))
                ),
            )
            for section in schedule.sections
        ),
    )


def _entry(off: DayOff, kinds: Mapping[str, Kind], taken: set[str]) -> Lecture:
    kind = kinds.get(off.kind) or Kind(off.kind)
    canceled = kinds.get(off.pattern_kind)
    return Lecture(
        _free_id(f"{off.kind}-{off.dates.first.isoformat()}", taken),
        kind,
        (Heading(title=off.title, kind=canceled or (None if off.title else kind)),),
        dates=off.dates,
        location=off.dates.location,
    )


def _free_id(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-2"
    taken.add(name)
    return name


def _with_entries(week: Week, entries: Iterable[Lecture]) -> Week:
    """Return a week with additional entries, each before the first entry with a later date."""
    lectures = list(week.lectures)
    for entry in entries:
        day = entry.dates.first if entry.dates else date.max
        later = (n for n, each in enumerate(lectures) if each.dates and each.dates.first > day)
        lectures.insert(next(later, len(lectures)), entry)
    return replace(week, lectures=tuple(lectures)) if entries else week


def _written_dates(schedule: Schedule) -> Iterator[Dates]:
    """Yield the dates for which the author wrote an entry, or a week without entries."""
    for section in schedule.sections:
        for week in section.weeks:
            if week.dates and not week.lectures:
                yield week.dates
            yield from (lecture.dates for lecture in week.lectures if lecture.dates)


def _overlap(one: Dates, other: Dates) -> bool:
    return one.first <= other.last and other.first <= one.last
