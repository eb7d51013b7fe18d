"""View models of the sessions and deadlines of a course in order of time.

The list contains past items, too: the script on the page decides which items are next.  The HTML is
thus independent of the time of the build, so that a build without changes has nothing to do.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, replace
from coursegen.content.timeline.assign import WITHOUT_MEETINGS
from coursegen.content.timeline.session_times import SessionTimes
from coursegen.views.hours_text import HoursFormat
from coursegen.views.timetable.sessions import SessionFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from markupsafe import Markup

    from coursegen.content.assignments import Assignment
    from coursegen.content.course import Course
    from coursegen.views.timetable.rows import Session

    _Dated = tuple[datetime, "UpcomingItem"]


class UpcomingItem(Struct):
    """A deadline, or the sessions that one meeting holds.

    `time` is HTML.  `over` is the time from which the item is past, and `room` is the common room
    of the sessions.  `has_clock` is false if only the day is known.
    """

    time: Markup
    over: str
    sessions: tuple[Session, ...] = ()
    assignment: Assignment | None = None
    room: str = ""
    has_clock: bool = True


def make_upcoming(course: Course, translations: Mapping[str, str]) -> tuple[UpcomingItem, ...]:
    """Return all sessions and deadlines of a course in order of time."""
    texts = HoursFormat(translations)
    dated = (*_sessions(course, texts, translations), *_deadlines(course, texts))
    return tuple(item for _, item in sorted(dated, key=itemgetter(0)))


def _sessions(
    course: Course, texts: HoursFormat, translations: Mapping[str, str]
) -> Iterator[_Dated]:
    form = SessionFormat(translations, texts.dates, (), has_filter=False)
    found = (
        each for each in SessionTimes(course).all() if each[0].kind.key not in WITHOUT_MEETINGS
    )
    for (_, span), same in groupby(found, key=lambda each: (each[1].id, each[2])):
        lectures = [lecture for lecture, _, _ in same]
        rooms = {lecture.room for lecture in lectures}
        yield (
            span.start,
            UpcomingItem(
                texts.session(span),
                span.over.isoformat(timespec="minutes"),
                tuple(replace(form.session(each), target=None) for each in lectures),
                room=rooms.pop() if len(rooms) == 1 else "",
                has_clock=span.has_clock,
            ),
        )


def _deadlines(course: Course, texts: HoursFormat) -> Iterator[_Dated]:
    for each in course.assignments:
        if each.due and each.due.moment and not each.exam:  # an exam is a session
            moment = each.due.moment
            time = texts.dates.moment(moment, has_clock=each.due.has_clock)
            over = moment.isoformat(timespec="minutes")
            yield moment, UpcomingItem(time, over, assignment=each, has_clock=each.due.has_clock)
