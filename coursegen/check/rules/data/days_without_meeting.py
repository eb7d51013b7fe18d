"""Report entries on a holiday, on a day without a meeting, or on a meeting that is taken."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.check.rule import Finding, Rule
from coursegen.content.timeline.assign import WITHOUT_MEETINGS, Kinds, may_overlap, written_hours
from coursegen.content.timeline.slots import make_slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.dates import Dates
    from coursegen.content.lecture import Lecture
    from coursegen.content.meetings import Slot
    from coursegen.content.site import CourseInfo


def _on_holidays(context: CheckContext) -> Iterator[Finding]:
    """Warn about each entry with a date on a holiday, unless it describes the holiday."""
    swapped = {each.day for each in context.course.info.meetings.swapped}
    for lecture, dates in _on_one_day(context):
        if lecture.kind.key in WITHOUT_MEETINGS or dates.first in swapped:
            continue
        for holiday in context.course.info.holidays:
            if dates.first in holiday and (lecture.slot is None or lecture.slot.is_usual):
                title = f" ({holiday.title})" if holiday.title else ""
                yield Finding(
                    f"{dates.first.isoformat()} is a holiday{title}",
                    dates.location,
                    "correct the date, or remove the holiday from site.yaml",
                )


def _without_meeting(context: CheckContext) -> Iterator[Finding]:
    """Warn about each entry whose date is not that of a meeting of its kind.

    Entries with their own hours and entries on a holiday are omitted.
    """
    for lecture, dates, slots in _without_slot(context):
        if not any(slot.day == dates.first for slot in slots) and not lecture.time:
            yield Finding(
                f"there is no meeting on {dates.first:%A}, {dates.first.isoformat()}",
                dates.location,
                "correct the date, or write the hours of the entry with 'time:'",
            )


def _taken_twice(context: CheckContext) -> Iterator[Finding]:
    """Warn about each entry whose meeting another entry takes."""
    for lecture, dates, slots in _without_slot(context):
        own = written_hours(lecture.time)
        if any(slot.day == dates.first and may_overlap(own, slot.hours) for slot in slots):
            yield Finding(
                f"another entry takes the meeting on {dates.first.isoformat()}",
                dates.location,
                "correct one of the dates, or write 'per: week' for the meetings in site.yaml if "
                "one meeting holds all entries of a week",
            )


def _without_slot(context: CheckContext) -> Iterator[tuple[Lecture, Dates, list[Slot]]]:
    """Yield each entry that has a date but takes no meeting, and the meetings of its kind."""
    info = context.course.info
    kinds, slots = Kinds.of_patterns(info.meetings.patterns), _slots(info)
    for lecture, dates in _on_one_day(context):
        kind = kinds.of(lecture.kind.key)
        is_holiday = any(dates.first in holiday for holiday in info.holidays)
        if kind is not None and slots[kind] and lecture.slot is None and not is_holiday:
            yield lecture, dates, slots[kind]


def _slots(info: CourseInfo) -> defaultdict[str, list[Slot]]:
    """Return the meetings of each kind; the build has reported their problems."""
    slots: defaultdict[str, list[Slot]] = defaultdict(list)
    for slot in make_slots(info, Diagnostics()).slots:
        slots[slot.kind].append(slot)
    return slots


def _on_one_day(context: CheckContext) -> Iterator[tuple[Lecture, Dates]]:
    for lecture in context.whole_course.schedule.lectures():
        if lecture.dates and lecture.dates.first == lecture.dates.last:
            yield lecture, lecture.dates


RULES = (
    Rule(Code.ON_HOLIDAY, Severity.WARNING, _on_holidays),
    Rule(Code.DAY_WITHOUT_MEETING, Severity.WARNING, _without_meeting),
    Rule(Code.MEETING_TAKEN, Severity.WARNING, _taken_twice),
)
