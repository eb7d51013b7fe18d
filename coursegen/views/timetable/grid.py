"""The weekly grid, with one column per weekday in use and sessions placed by date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.dates import Dates
    from coursegen.content.lecture import Lecture
    from coursegen.content.schedule import Schedule, Week

_SUNDAY = 6


class Slot(Struct):
    """The sessions in a cell that spans one or more days."""

    lectures: tuple[Lecture, ...] = ()
    span: int = 1


def weekdays(schedule: Schedule) -> tuple[int, ...]:
    """Return the weekdays in use, where Monday is 0.

    The first weekday of a date range is added only if no single date is on a weekday of the range.
    """
    dated = [lecture.dates for lecture in schedule.lectures() if lecture.dates]
    single = {dates.first.weekday() for dates in dated if dates.first == dates.last}
    without_column = {dates.first.weekday() for dates in dated if single.isdisjoint(_days(dates))}
    return tuple(sorted(single | without_column))


def make_lanes(week: Week, days: tuple[int, ...]) -> tuple[tuple[Slot, ...], ...]:
    """Return the week's lanes from top to bottom; the slots of each lane cover every day once.

    Sessions on single days are in the first lane. A session that spans several days is in the
    first lane that is free on these days.
    """
    count = max(len(days), 1)
    taken: list[dict[int, tuple[int, list[Lecture]]]] = [{}]
    ranges = []
    for lecture in week.lectures:
        start, span = _columns(lecture.dates, days)
        if span == 1:
            taken[0].setdefault(start, (1, []))[1].append(lecture)
        else:
            ranges.append((start, span, lecture))
    for start, span, lecture in ranges:
        lane = next((lane for lane in taken if _is_free(lane, start, span)), None)
        if lane is None:
            lane = {}
            taken.append(lane)
        lane[start] = (span, [lecture])
    return tuple(tuple(_slots(lane, count)) for lane in taken)


def _days(dates: Dates) -> range:
    """Return the weekdays of a range, within the week of its first day."""
    first = dates.first.weekday()
    return range(first, min(first + (dates.last - dates.first).days, _SUNDAY) + 1)


def _columns(dates: Dates | None, days: tuple[int, ...]) -> tuple[int, int]:
    """Return a session's first column and column span; default to the first column."""
    matching = [position for position, day in enumerate(days) if dates and day in _days(dates)]
    return (matching[0], len(matching)) if matching else (0, 1)


def _is_free(lane: dict[int, tuple[int, list[Lecture]]], start: int, span: int) -> bool:
    return all(
        other + width <= start or start + span <= other for other, (width, _) in lane.items()
    )


def _slots(lane: dict[int, tuple[int, list[Lecture]]], count: int) -> Iterator[Slot]:
    position = 0
    while position < count:
        span, lectures = lane.get(position, (1, []))
        yield Slot(tuple(lectures), span)
        position += span
