"""Which entry of the schedule takes which meeting.

An entry takes the next meeting of its kind, or of the meetings without a kind if its kind has none
of its own.  Holidays, breaks and canceled meetings take none.  An explicit date wins: an entry with
a date takes the meeting on that day, and the entries after it take later meetings.  If it has hours
of its own at another time, it takes no meeting.  If one meeting holds all entries of a week, the
week takes the next meeting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Self

from coursegen.base.struct import Struct
from coursegen.content.clock import MIDNIGHT, ClockError, Hours, hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, time

    from coursegen.base.text import Location
    from coursegen.content.dates import Dates
    from coursegen.content.lecture import Lecture
    from coursegen.content.meetings import MeetingPattern, Slot
    from coursegen.content.schedule import Schedule, Week

WITHOUT_MEETINGS = frozenset({"holiday", "break", "cancelled"})
"""The kinds of entries that take no meeting."""


_DAY = timedelta(days=1)


class Assigned(Struct):
    """The meetings of entries and weeks, by ID.

    `without_meeting` are the locations of entries that get no meeting because there are too few.
    `unused` are the meetings that no entry takes.
    """

    slots: Mapping[str, tuple[Slot, ...]]
    without_meeting: tuple[Location, ...]
    unused: tuple[Slot, ...]


class _Unit(Struct):
    """Entries, or a week, that take `count` meetings of a kind together, or those on `dates`.

    `hours` are the hours that the author wrote.  Without `ids`, no meetings before `dates` are
    taken from then on.
    """

    kind: str
    ids: tuple[str, ...]
    location: Location
    dates: Dates | None = None
    hours: Hours | None = None
    count: int = 1


class Kinds(Struct):
    """The kinds of the patterns, and whether one meeting of a kind holds all entries of a week."""

    per_week: Mapping[str, bool]

    @classmethod
    def of_patterns(cls, patterns: Iterable[MeetingPattern]) -> Self:
        """Return the kinds of meetings that a course has."""
        per_week: dict[str, bool] = {}
        for pattern in patterns:
            per_week[pattern.kind] = pattern.per_week or per_week.get(pattern.kind, False)
        return cls(per_week)

    @property
    def main(self) -> str | None:
        """The kind of the meetings of whole weeks."""
        return next(iter(self.per_week)) if len(self.per_week) == 1 else self.of("lecture")

    def of(self, key: str) -> str | None:
        """Return the kind of the meetings of entries of a kind, or None if they take none."""
        if key in self.per_week:
            return key
        return "" if "" in self.per_week and key not in WITHOUT_MEETINGS else None


def assign(
    schedule: Schedule, patterns: Iterable[MeetingPattern], slots: Iterable[Slot]
) -> Assigned:
    """Assign the meetings of a course, in order, to the entries of its schedule."""
    kinds = Kinds.of_patterns(patterns)
    queues = {kind: _Queue() for kind in kinds.per_week}
    for slot in slots:
        queues[slot.kind].add(slot)
    weeks = (week for section in schedule.sections for week in section.weeks)
    units = [unit for week in weeks for unit in _units(week, kinds)]
    found: dict[str, tuple[Slot, ...]] = {}
    for unit in units:
        if unit.dates and unit.ids:
            is_shared = kinds.per_week[unit.kind]
            taken = queues[unit.kind].claim(unit.dates, unit.hours, is_shared=is_shared)
            found |= dict.fromkeys(unit.ids, taken)
    without_meeting = []
    for unit in units:
        queue = queues[unit.kind]
        if not unit.dates:
            taken = queue.take(unit.count)
            found |= dict.fromkeys(unit.ids, taken)
            if len(taken) < unit.count:
                without_meeting.append(unit.location)
        elif not unit.ids:
            queue.skip_before(unit.dates.first)
        elif found[unit.ids[0]] or not unit.hours:
            queue.skip_before(unit.dates.last + _DAY)
    unused = (slot for queue in queues.values() for slot in queue.free())
    return Assigned(found, tuple(without_meeting), tuple(unused))


def written_hours(text: str) -> Hours | None:
    """Return the hours that an author wrote for an entry, or None for any other text."""
    try:
        return hours(text) if text else None
    except ClockError:
        return None


def _units(week: Week, kinds: Kinds) -> Iterator[_Unit]:
    """Yield what takes the meetings of a week, in order."""
    days, main = week.dates, kinds.main
    is_one_day = days is not None and days.first == days.last
    is_meeting = days or (week.number and main is not None and kinds.per_week[main])
    if main is not None and not week.lectures and is_meeting:
        yield _Unit(main, (week.id,), week.location, days)
    entries: defaultdict[str, list[Lecture]] = defaultdict(list)
    for lecture in week.lectures:
        kind = kinds.of(lecture.kind.key)
        if kind is not None and not lecture.dates and not lecture.is_tba:
            entries[kind].append(lecture)
    for lecture in week.lectures:
        kind = kinds.of(lecture.kind.key)
        if kind is None or lecture.is_tba:
            continue
        ids, location = (lecture.id,), lecture.location
        if lecture.dates:
            yield _Unit(kind, ids, location, lecture.dates, written_hours(lecture.time))
            continue
        is_first = entries[kind][0] is lecture
        if is_one_day or kinds.per_week[kind]:
            if is_first:
                whole = (week.id,) if kind == main else ()
                all_ids = (*whole, *(each.id for each in entries[kind]))
                yield _Unit(kind, all_ids, location, days)
            continue
        if days and is_first:
            yield _Unit(kind, (), location, days)
        yield _Unit(kind, ids, location, count=lecture.meetings)


class _Queue:
    """The meetings of one kind, in order; those before `_position` are over."""

    def __init__(self) -> None:
        self._slots: list[Slot] = []
        self._taken: set[int] = set()
        self._position = 0

    def add(self, slot: Slot) -> None:
        """Add the next meeting."""
        self._slots.append(slot)

    def claim(self, days: Dates, own: Hours | None, *, is_shared: bool) -> tuple[Slot, ...]:
        """Take the meetings on these days, but only one on a single day, at these hours.

        Meetings that are taken are free only if entries share them.
        """
        first, end = (
            bisect_left(self._slots, day, key=lambda slot: slot.day)
            for day in (days.first, days.last + _DAY)
        )
        numbers = [
            number
            for number in range(first, end)
            if (is_shared or number not in self._taken)
            and may_overlap(own, self._slots[number].hours)
        ]
        if days.first == days.last:
            numbers = numbers[:1]
        self._taken.update(numbers)
        return tuple(self._slots[number] for number in numbers)

    def skip_before(self, day: date) -> None:
        """Continue with the meetings from this day on."""
        position = bisect_left(self._slots, day, key=lambda slot: slot.day)
        self._position = max(self._position, position)

    def take(self, count: int) -> tuple[Slot, ...]:
        """Take the next meetings; fewer than `count` if there are not enough."""
        left = range(self._position, len(self._slots))
        numbers = list(islice((number for number in left if number not in self._taken), count))
        self._taken.update(numbers)
        self._position = numbers[-1] + 1 if numbers else self._position
        return tuple(self._slots[number] for number in numbers)

    def free(self) -> Iterator[Slot]:
        """Yield the meetings that nothing has taken."""
        yield from (slot for n, slot in enumerate(self._slots) if n not in self._taken)


def may_overlap(one: Hours | None, other: Hours | None) -> bool:
    """Return whether two times of a day overlap; unknown hours may."""
    if one is None or other is None:
        return True
    return _is_before(one.start, other.end) and _is_before(other.start, one.end)


def _is_before(start: time, end: time) -> bool:
    """Return whether hours start before others end; an end of 0:00 is the end of the day."""
    return end == MIDNIGHT or start < end
