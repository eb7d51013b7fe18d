"""The dates of a course, each with the reason for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.text import location_of
from coursegen.content.names import name_of
from coursegen.content.walk import find_with_owners
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
    """Yield the dates of the schedule, and then the times of phrases.

    `written` is the course as the author wrote it.
    """
    for section in resolved.schedule.sections:
        for week in section.weeks:
            if week.dates:
                yield _listed(name_of(week), week, week.dates)
            for lecture in week.lectures:
                if lecture.dates:
                    yield _listed(name_of(lecture), lecture, lecture.dates)
    phrases = {location_of(when.text) for when in written.find(When) if not when.moment}
    for owners, field, when in find_with_owners(resolved.parts(), When):
        moment, location = when.moment, location_of(when.text)
        if moment and location in phrases:
            name, day = f"{name_of(owners[-1], owners[:-1])}: {field}", moment.date()
            yield ListedDate(name, day, day, moment, None, str(when.text), location)


def _listed(name: str, part: Week | Lecture, dates: Dates) -> ListedDate:
    is_computed = part.slot is not None and dates.location == part.location
    reason = part.slot.reason if part.slot and is_computed else f"written in {dates.location}"
    return ListedDate(name, dates.first, dates.last, part.starts, part.ends, reason, part.location)
