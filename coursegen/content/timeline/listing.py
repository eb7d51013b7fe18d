"""The dates of a course, each with the reason for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.text import location_of
from coursegen.content.walk import find
from coursegen.content.when import When

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from coursegen.base.text import Location
    from coursegen.content.course import Course
    from coursegen.content.dates import Dates
    from coursegen.content.lecture import Lecture
    from coursegen.content.schedule import Week


class ListedDate(Struct):
    """A date, or a range of dates, with its reason.

    `name` is that of the week or entry.  `location` is where the author wrote it.
    """

    name: str
    first: date
    last: date
    starts: datetime | None
    ends: datetime | None
    reason: str
    location: Location


def listed_dates(written: Course, resolved: Course) -> Iterator[ListedDate]:
    """Yield the dates of the schedule in order, and then the times of phrases.

    `written` is the course as the author wrote it.
    """
    for section in resolved.schedule.sections:
        for week in section.weeks:
            if week.dates:
                yield _listed(_name_of_week(week), week, week.dates)
            for lecture in week.lectures:
                if lecture.dates:
                    yield _listed(_name_of_lecture(lecture), lecture, lecture.dates)
    phrases = {location_of(when.text) for when in find(written.parts(), When) if not when.moment}
    for when in find(resolved.parts(), When):
        moment, location = when.moment, location_of(when.text)
        if moment and location in phrases:
            day = moment.date()
            yield ListedDate(str(location), day, day, moment, None, str(when.text), location)


def _listed(name: str, part: Week | Lecture, dates: Dates) -> ListedDate:
    is_computed = part.slot is not None and dates.location == part.location
    reason = part.slot.reason if part.slot and is_computed else f"written in {dates.location}"
    return ListedDate(name, dates.first, dates.last, part.starts, part.ends, reason, part.location)


def _name_of_week(week: Week) -> str:
    if week.number or not (week.topic or week.lectures):
        return f"week {week.number}".rstrip()
    return week.topic or _name_of_lecture(week.lectures[0])


def _name_of_lecture(lecture: Lecture) -> str:
    heading = lecture.headings[0]
    if heading.number:
        return f"{lecture.kind.key} {heading.number}"
    return heading.title or lecture.kind.key
