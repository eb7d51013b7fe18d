"""The weekly grid: a column for each weekday that occurs, sessions where their dates put them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.views.timetable.rows import Row, Session, kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.kinds import Kind
    from coursegen.content.schedule import Dates, Lecture, Schedule, Week

_SUNDAY = 6


class Cell(Struct):
    """The sessions of a day, or of `span` days; one row for each date."""

    rows: tuple[Row, ...] = ()
    span: int = 1


class Lane(Struct):
    """One row of a week: its cells cover every day once."""

    cells: tuple[Cell, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of its sessions, as `Row.kinds`."""
        rows = (row for cell in self.cells for row in cell.rows)
        return kinds_of(session.lecture for row in rows for session in row.sessions)


def weekdays(schedule: Schedule) -> tuple[int, ...]:
    """The weekdays that occur, Monday is 0: those of single days, and one for any other range."""
    dated = [lecture.dates for lecture in schedule.lectures() if lecture.dates]
    single = {dates.first.weekday() for dates in dated if dates.first == dates.last}
    alone = {dates.first.weekday() for dates in dated if single.isdisjoint(_days(dates))}
    return tuple(sorted(single | alone))


def make_lanes(week: Week, days: tuple[int, ...]) -> tuple[Lane, ...]:
    """The week's lanes, one above the other.

    Days stand in the first lane, a range in the first one where nothing is in its way.
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
    return tuple(Lane(tuple(_cells(lane, count))) for lane in taken)


def _days(dates: Dates) -> range:
    """The weekdays of a range within the week of its first day."""
    first = dates.first.weekday()
    return range(first, min(first + (dates.last - dates.first).days, _SUNDAY) + 1)


def _columns(dates: Dates | None, days: tuple[int, ...]) -> tuple[int, int]:
    """Where a session begins and over how many columns it reaches; the first without a date."""
    inside = [place for place, day in enumerate(days) if dates and day in _days(dates)]
    return (inside[0], len(inside)) if inside else (0, 1)


def _is_free(lane: dict[int, tuple[int, list[Lecture]]], start: int, span: int) -> bool:
    return all(
        other + width <= start or start + span <= other for other, (width, _) in lane.items()
    )


def _cells(lane: dict[int, tuple[int, list[Lecture]]], count: int) -> Iterator[Cell]:
    place = 0
    while place < count:
        span, lectures = lane.get(place, (1, []))
        yield Cell(tuple(_rows(lectures)), span)
        place += span


def _rows(lectures: list[Lecture]) -> Iterator[Row]:
    for dates, same in groupby(lectures, key=lambda lecture: lecture.dates):
        yield Row(tuple(Session.of(lecture) for lecture in same), dates)
