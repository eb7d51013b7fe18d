"""Report exams at the same time as another exam or session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.struct import Struct
from coursegen.check.rule import Finding, Rule
from coursegen.content.timeline.assign import WITHOUT_MEETINGS, written_hours
from coursegen.content.timeline.session_times import SessionTimes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.content.course import Course
    from coursegen.content.lecture import Lecture

_EXAM = "exam"


class _Sitting(Struct):
    """A time of an entry; an exam can have several."""

    lecture: Lecture
    start: datetime
    end: datetime
    name: str
    location: Location


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each exam that overlaps another exam or session; an exam may overlap itself."""
    times = list(_times(context.whole_course))
    for number, one in enumerate(times):
        for other in times[:number]:
            exam, rest = (one, other) if one.lecture.kind.key == _EXAM else (other, one)
            if exam.lecture.kind.key == _EXAM and _clash(exam, rest):
                yield Finding(
                    f"{exam.name} is at the same time as {rest.name}",
                    exam.location,
                    f"{rest.name} starts at {rest.start:%Y-%m-%d %H:%M}; correct one of the times",
                )


def _times(course: Course) -> Iterator[_Sitting]:
    """Yield the known times of all entries; of an entry over several meetings, the first."""
    timezone = course.info.timezone
    for lecture, _, span in SessionTimes(course).all():
        name, location = _name(lecture), lecture.location
        if lecture.kind.key not in WITHOUT_MEETINGS and span.has_clock:
            slot = lecture.slot
            if lecture.meetings > 1 and slot and slot.hours:
                yield _Sitting(lecture, *slot.hours.on(slot.day, timezone), name, location)
            else:
                yield _Sitting(lecture, span.start, span.end, name, location)
        for each in lecture.sittings:
            hours = written_hours(each.time)
            if each.dates and hours:
                start, end = hours.on(each.dates.first, timezone)
                yield _Sitting(lecture, start, end, f"a sitting of {name}", each.dates.location)


def _clash(one: _Sitting, other: _Sitting) -> bool:
    """Return whether two entries overlap, unless one meeting holds both."""
    slot = one.lecture.slot
    is_shared = one.lecture is other.lecture or (slot is not None and slot == other.lecture.slot)
    return not is_shared and one.start < other.end and other.start < one.end


def _name(lecture: Lecture) -> str:
    heading = lecture.headings[0]
    return f"'{heading.title or f'{lecture.kind.key} {heading.number}'.strip()}'"


RULE = Rule(Code.EXAM_CLASH, Severity.WARNING, run)
