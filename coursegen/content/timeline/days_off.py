"""Rows of the schedule for holidays, breaks and canceled meetings.

A day off is an entry of the week of the schedule that meets in the same calendar week, from Monday
to Sunday.  If there is no such week, or if the week is a single meeting, the day off is a row of
its own.  There is no row for a day for which the author wrote one, nor outside the schedule.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coursegen.base.struct import replace
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Heading, Lecture
from coursegen.content.schedule import Week

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from coursegen.content.dates import Dates
    from coursegen.content.schedule import Schedule, Section
    from coursegen.content.timeline.slots import DayOff

_DAY = timedelta(days=1)


def with_days_off(
    schedule: Schedule, written: Schedule, days_off: Iterable[DayOff], kinds: Mapping[str, Kind]
) -> Schedule:
    """Return a schedule with computed dates, and a row for each day off.

    `written` is the schedule as the author wrote it.
    """
    known = tuple(_written_dates(written))
    all_weeks = [week for section in schedule.sections for week in section.weeks]
    dated = [day for week in all_weeks for day in _days(week)]
    taken = set(schedule.ids())
    sections = list(schedule.sections)
    for off in days_off:
        is_inside = dated and min(dated) <= off.dates.first <= max(dated)
        if is_inside and not any(_overlap(off.dates, dates) for dates in known):
            _insert(sections, _entry(off, kinds, taken), taken)
    return replace(schedule, sections=tuple(sections))


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


def _insert(sections: list[Section], entry: Lecture, taken: set[str]) -> None:
    """Insert the entry of a day off, which changes one of the sections."""
    day = _first(entry)
    places = [
        (number, position, week)
        for number, section in enumerate(sections)
        for position, week in enumerate(section.weeks)
        if any(_days(week))
    ]
    later = next((each for each in places if max(_days(each[2])) > day), None)
    earlier = [each for each in places if min(_days(each[2])) < day]
    for number, position, week in filter(None, (later, *earlier[-1:])):
        if week.slot is None and week.lectures and _is_in_week_of(day, week):
            _replace_weeks(sections, number, position, 1, _with_entry(week, entry))
            return
    name = _free_id(f"week-of-{day.isoformat()}", taken)
    row = Week(id=name, dates=entry.dates, lectures=(replace(entry, dates=None),))
    number, position, _ = later or places[-1]
    _replace_weeks(sections, number, position + (0 if later else 1), 0, row)


def _replace_weeks(
    sections: list[Section], number: int, position: int, count: int, week: Week
) -> None:
    weeks = sections[number].weeks
    new = (*weeks[:position], week, *weeks[position + count :])
    sections[number] = replace(sections[number], weeks=new)


def _is_in_week_of(day: date, week: Week) -> bool:
    """Return whether a week has a meeting in the calendar week of a day, or meetings around it."""
    days = tuple(_days(week))
    monday = day - day.weekday() * _DAY
    return min(days) < day < max(days) or any(monday <= d < monday + 7 * _DAY for d in days)


def _with_entry(week: Week, entry: Lecture) -> Week:
    """Return a week with an additional entry, in the order of dates."""
    day, lectures = _first(entry), week.lectures
    position = next(
        (n for n, each in enumerate(lectures) if each.dates and each.dates.first > day),
        len(lectures),
    )
    return replace(week, lectures=(*lectures[:position], entry, *lectures[position:]))


def _first(entry: Lecture) -> date:
    assert entry.dates is not None  # noqa: S101 - a day off has dates
    return entry.dates.first


def _days(week: Week) -> Iterator[date]:
    """Yield the first and last days of a week and its entries."""
    for dates in (week.dates, *(lecture.dates for lecture in week.lectures)):
        if dates:
            yield from (dates.first, dates.last)


def _written_dates(schedule: Schedule) -> Iterator[Dates]:
    """Yield the dates for which the author wrote an entry, or a week without entries."""
    for section in schedule.sections:
        for week in section.weeks:
            if week.dates and not week.lectures:
                yield week.dates
            yield from (lecture.dates for lecture in week.lectures if lecture.dates)


def _overlap(one: Dates, other: Dates) -> bool:
    return one.first <= other.last and other.first <= one.last
