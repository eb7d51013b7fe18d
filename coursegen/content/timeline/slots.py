"""The single meetings of a term, and the days on which meetings do not take place.

A pattern meets on its weekdays from its first to its last day.  Every few weeks means the week of
its first day, from Monday to Sunday, and then every so many weeks.  There are no meetings on a
holiday.  On a swapped day, the meetings of another weekday take place, even on a holiday, and those
of its own weekday do not.  A meeting can be moved away from a holiday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.struct import Struct, replace
from coursegen.content.clock import MIDNIGHT
from coursegen.content.meetings import Slot
from coursegen.content.timeline.periods import MAX_DAYS, checked_period, period_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.dates import Dates
    from coursegen.content.meetings import MeetingPattern, MeetingTime
    from coursegen.content.site import CourseInfo
    from coursegen.content.term import Holiday

_DAY = timedelta(days=1)


class DayOff(Struct):
    """Days on which a meeting would take place, but does not.

    `kind` is the key of the session kind that describes them.  `pattern_kind` is the kind of the
    canceled meeting.
    """

    dates: Dates
    kind: str
    title: str = ""
    pattern_kind: str = ""


class Slots(Struct):
    """The meetings of a term in order, and the days off."""

    slots: tuple[Slot, ...]
    days_off: tuple[DayOff, ...]


def make_slots(info: CourseInfo, diagnostics: Diagnostics) -> Slots:
    """Return all meetings of a course.  Reports changes of meetings that do not exist."""
    swapped = {each.day: each.follows for each in info.meetings.swapped}
    holidays = {
        day: holiday
        for holiday in reversed(info.holidays)
        for day in _days_of(holiday.dates)
        if day not in swapped
    }
    slots: list[Slot] = []
    days_off: dict[DayOff, None] = {}
    for pattern in info.meetings.patterns:
        days = tuple(_days(pattern, info, swapped, diagnostics))
        for day in days:
            if day in holidays:
                days_off[_of_holiday(holidays[day])] = None
        _report_missing(pattern, days, diagnostics)
        for each in pattern.cancelled:
            days_off[DayOff(each, "cancelled", pattern_kind=pattern.kind)] = None
        slots += _slots(pattern, (day for day in days if day not in holidays), swapped)
    return Slots(
        tuple(sorted(slots, key=_order)), tuple(sorted(days_off, key=lambda off: off.dates.first))
    )


def _order(slot: Slot) -> tuple[date, str]:
    return slot.day, (slot.hours.start if slot.hours else MIDNIGHT).isoformat()


def _days(
    pattern: MeetingPattern,
    info: CourseInfo,
    swapped: Mapping[date, int],
    diagnostics: Diagnostics,
) -> Iterator[date]:
    """Yield the days of a pattern, including holidays."""
    if not pattern.days.numbers:
        return
    period = checked_period(pattern, info.term_dates, diagnostics)
    if not period:
        return
    first, last = period
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        if _is_week(pattern, day, info) and swapped.get(day, day.weekday()) in pattern.days.numbers:
            yield day


def _is_between(day: date, pattern: MeetingPattern, info: CourseInfo) -> bool:
    first, last = period_of(pattern, info.term_dates)
    return first is not None and last is not None and first <= day <= last


def _is_week(pattern: MeetingPattern, day: date, info: CourseInfo) -> bool:
    """Return whether a pattern meets in the week of a day."""
    first, _ = period_of(pattern, info.term_dates)
    if first is None or pattern.weeks == 1:
        return True
    monday = first - first.weekday() * _DAY
    return (day - monday).days // 7 % pattern.weeks == 0


def _slots(
    pattern: MeetingPattern, days: Iterable[date], swapped: Mapping[date, int]
) -> Iterator[Slot]:
    """Yield the meetings of a pattern, which would usually be on these days."""
    usual = Slot(date.min, pattern.hours, pattern.time, pattern.room, pattern.kind)
    gone = {each.usual.first for each in pattern.moved}
    for day in days:
        if day not in gone and not any(day in each for each in pattern.cancelled):
            is_swapped = day in swapped
            reason = f"as on a {_weekday(swapped[day])}" if is_swapped else f"{day:%A} meeting"
            yield replace(usual, day=day, reason=reason)
    for moved in pattern.moved:
        slot = _at(usual, moved.new)
        yield replace(
            slot,
            room=moved.room or slot.room,
            is_usual=slot.is_usual and not moved.room,
            moved_from=moved.usual,
            reason=f"moved from {moved.usual.first.isoformat()}",
        )
    for time in pattern.added:
        yield replace(_at(usual, time), reason="additional meeting")


def _at(usual: Slot, time: MeetingTime) -> Slot:
    """Return a meeting on another day, and perhaps at another time."""
    hours = time.hours_like(usual.hours)
    if hours == usual.hours:
        return replace(usual, day=time.day)
    text = time.text
    if hours and usual.hours and not time.end:
        text = f"{hours.start:%H:%M}-{hours.end:%H:%M}"
    return replace(usual, day=time.day, hours=hours, time=text, is_usual=False)


def _report_missing(
    pattern: MeetingPattern, days: tuple[date, ...], diagnostics: Diagnostics
) -> None:
    """Report canceled and moved meetings that do not exist."""
    changed = (*pattern.cancelled, *(each.usual for each in pattern.moved))
    for dates in changed if days else ():
        if not any(day in dates for day in days):
            near = min(days, key=lambda day: abs(day - dates.first))
            diagnostics.error(
                Code.MEETING_MISSING,
                f"there is no meeting on {dates.first:%A}, {dates.first.isoformat()}",
                dates.location,
                f"the nearest meeting is on {near:%A}, {near.isoformat()}",
            )


def report_swapped(info: CourseInfo, slots: Iterable[Slot], diagnostics: Diagnostics) -> None:
    """Report swapped days without meetings, unless they cancel the meetings of their weekday."""
    days = {slot.day for slot in slots}
    for swapped in info.meetings.swapped:
        day, name = swapped.day, _weekday(swapped.follows)
        patterns = [each for each in info.meetings.patterns if _is_between(day, each, info)]
        followed = [each for each in patterns if swapped.follows in each.days.numbers]
        off = [each for each in followed if not _is_week(each, day, info)]
        cancels = any(day in each.days for each in patterns)
        if day in days or ((cancels or followed) and not off):
            continue
        if off:
            start = f" {off[0].hours.start:%H:%M}" if off[0].hours else ""
            reason = f"the {name} meetings, every {off[0].weeks} weeks, are not in this week"
            hint = f"write 'added: {day.isoformat()}{start}' to hold the meeting"
        else:
            reason, hint = f"there are no {name} meetings then", "correct 'date' or 'follows'"
        diagnostics.warning(
            Code.SWAPPED_WITHOUT_MEETING,
            f"no meeting takes place on {day:%A}, {day.isoformat()}, because {reason}",
            swapped.dates.location,
            hint,
        )


def _weekday(number: int) -> str:
    return f"{date(2024, 1, 1) + number * _DAY:%A}"  # the date is a Monday


def _days_of(dates: Dates) -> Iterator[date]:
    length = (dates.last - dates.first).days
    yield from (dates.first + number * _DAY for number in range(min(length, MAX_DAYS) + 1))


def _of_holiday(holiday: Holiday) -> DayOff:
    is_single = holiday.dates.first == holiday.dates.last
    return DayOff(holiday.dates, "holiday" if is_single else "break", holiday.title)
