"""Compute the dates of a course from its meetings, holidays and phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.struct import replace
from coursegen.base.text import location_of
from coursegen.content.clock import AmbiguousTimeError, ClockError, hours
from coursegen.content.dates import Dates
from coursegen.content.schedule import SCHEDULE
from coursegen.content.timeline.assign import WITHOUT_MEETINGS, assign, written_hours
from coursegen.content.timeline.days_off import with_days_off
from coursegen.content.timeline.slots import make_slots, report_swapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.course import Course
    from coursegen.content.lecture import Lecture
    from coursegen.content.meetings import Slot
    from coursegen.content.schedule import Schedule, Week
    from coursegen.content.site import CourseInfo
    from coursegen.content.timeline.assign import Assigned
    from coursegen.content.timeline.slots import Slots


def resolve(course: Course, diagnostics: Diagnostics) -> Course:
    """Return a course with the dates that follow from its meetings, and the times of phrases.

    After an error in the meetings, most other problems would only be its consequences, so no date
    is computed.
    """
    if course.computes_dates:
        _report_ambiguous(course.schedule, diagnostics)
    if course.info.meetings and course.schedule.sections:
        problems = diagnostics.total
        found = make_slots(course.info, diagnostics)
        if diagnostics.total != problems:
            return course
        schedule = _dated(course.schedule, course.info, found, diagnostics)
        course = replace(course, contents={**course.contents, SCHEDULE.name: schedule})
    if course.has_phrases:
        from coursegen.content.timeline.phrases import (  # noqa: PLC0415 - only for phrases
            resolve_phrases,
        )

        course = resolve_phrases(course, diagnostics)
    return course


def _report_ambiguous(schedule: Schedule, diagnostics: Diagnostics) -> None:
    """Report hours of entries that may be in the morning or in the afternoon."""
    for lecture in schedule.lectures():
        for text in filter(None, (lecture.time, *(each.time for each in lecture.sittings))):
            try:
                hours(text)
            except AmbiguousTimeError as error:
                diagnostics.error(Code.INVALID_VALUE, str(error), location_of(text), error.hint)
            except ClockError:  # other text, which is only shown
                pass


def _dated(
    schedule: Schedule, info: CourseInfo, found: Slots, diagnostics: Diagnostics
) -> Schedule:
    named = {holiday.title: holiday.dates for holiday in reversed(info.holidays) if holiday.title}
    written = _map_weeks(schedule, lambda week: _with_named_holidays(week, named))
    assigned = assign(written, info.meetings.patterns, found.slots)
    report_swapped(info, found.slots, diagnostics)
    _report(assigned, info, diagnostics)
    dated = _map_weeks(written, lambda week: _dated_week(week, assigned.slots, info.timezone))
    return with_days_off(dated, written, found.days_off, info.kinds_of_sessions)


def _map_weeks(schedule: Schedule, change: Callable[[Week], Week]) -> Schedule:
    sections = (
        replace(section, weeks=tuple(map(change, section.weeks))) for section in schedule.sections
    )
    return replace(schedule, sections=tuple(sections))


def _with_named_holidays(week: Week, named: Mapping[str, Dates]) -> Week:
    """Return a week in which the entry of a holiday has the date of the holiday with its title."""

    def dated(lecture: Lecture) -> Lecture:
        if lecture.dates or lecture.kind.key not in WITHOUT_MEETINGS:
            return lecture
        return replace(lecture, dates=named.get(lecture.headings[0].title))

    return replace(week, lectures=tuple(map(dated, week.lectures)))


def _dated_week(week: Week, slots: Mapping[str, tuple[Slot, ...]], timezone: tzinfo) -> Week:
    """Return a week and its entries with the dates of their meetings."""
    own = slots.get(week.id, ())
    is_one_day = week.dates is not None and week.dates.first == week.dates.last

    def dated(lecture: Lecture) -> Lecture:
        taken = slots.get(lecture.id, ())
        is_shared = bool(taken) and (taken == own or is_one_day)
        return _dated_lecture(lecture, taken, timezone, is_shared=is_shared)

    lectures = tuple(map(dated, week.lectures))
    if not own:
        return replace(week, lectures=lectures)
    first = own[0]
    starts, ends = first.hours.on(first.day, timezone) if first.hours else (None, None)
    return replace(
        week,
        dates=week.dates or Dates(first.day, first.day, week.location),
        lectures=lectures,
        starts=starts,
        ends=ends,
        slot=first,
    )


def _dated_lecture(
    lecture: Lecture, taken: tuple[Slot, ...], timezone: tzinfo, *, is_shared: bool
) -> Lecture:
    """Return an entry with the dates, times and room of its meetings.

    If the meetings are shared by the whole week, the week has their dates.
    """
    own = written_hours(lecture.time)
    if not taken:
        day = lecture.dates
        if own is None or day is None or day.first != day.last:
            return lecture
        starts, ends = own.on(day.first, timezone)
        return replace(lecture, starts=starts, ends=ends)
    first, last = taken[0], taken[-1]
    begin, end = own or first.hours, own or last.hours
    dates = None if is_shared else Dates(first.day, last.day, lecture.location)
    return replace(
        lecture,
        dates=lecture.dates or dates,
        time=lecture.time or first.time,
        room=lecture.room or first.room,
        starts=begin.on(first.day, timezone)[0] if begin else None,
        ends=end.on(last.day, timezone)[1] if end else None,
        slot=first,
    )


def _report(assigned: Assigned, info: CourseInfo, diagnostics: Diagnostics) -> None:
    """Report entries without a meeting, and meetings of weeks that nothing uses."""
    missing = assigned.without_meeting
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        diagnostics.warning(
            Code.MEETINGS_TOO_FEW,
            f"no meeting is left for this entry{more}",
            missing[0],
            "move the end of the term, add meetings, or set 'date:'",
        )
    for pattern in info.meetings.patterns:
        days = [slot.day for slot in assigned.unused if slot.kind == pattern.kind]
        if pattern.per_week and days:
            diagnostics.warning(
                Code.MEETINGS_UNUSED,
                f"the schedule has no week for the meetings from {days[0].isoformat()} on "
                f"({len(days)} in total)",
                pattern.location,
                "add weeks to the schedule, move the end of the term, or list the days in "
                "'cancelled'",
            )
