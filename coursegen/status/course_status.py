"""What a course publishes at a time: its public content, coming changes, and what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from itertools import chain
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.text import location_of
from coursegen.content.names import name_of
from coursegen.content.walk import find_with_owners
from coursegen.content.when import ANNOUNCED, UNRELEASED, Releasable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.content.course import Course
    from coursegen.content.lecture import Lecture

PUBLIC = "public"
EXPIRED = "expired"
_EXPECTED = ("slides", "video")
"""The kinds of material that a past session is expected to have, if others of its kind do."""
_Owners = tuple[Releasable, ...]


class ContentCount(Struct):
    """How many parts of the course of a type, such as `lecture`, are public."""

    type: str
    public: int
    total: int


class Change(Struct):
    """The new state of a part of the course from a time on.

    `state` is `public`, `announced`, `withdrawn` or `expired`.
    """

    time: datetime
    state: str
    name: str
    location: Location


class MissingMaterial(Struct):
    """The kinds of material that a past session does not have yet."""

    name: str
    ended: datetime
    kinds: tuple[str, ...]
    location: Location


class NextDeadline(Struct):
    """A deadline of an assignment, and whether the site shows the assignment."""

    time: datetime
    name: str
    is_public: bool
    location: Location


class CourseStatus(Struct):
    """The state of a course at the time `now`, in the course's time zone."""

    now: datetime
    counts: tuple[ContentCount, ...]
    changes: tuple[Change, ...]
    missing: tuple[MissingMaterial, ...]
    deadlines: tuple[NextDeadline, ...]


def status_of(course: Course, now: datetime) -> CourseStatus:
    """Return the state of a course with all its dates.

    Without a time zone, `now` is in the course's time zone.
    """
    timezone = course.info.timezone
    now = now.astimezone(timezone) if now.tzinfo else now.replace(tzinfo=timezone)
    parts = [*_releasable(course)]
    changes = chain.from_iterable(_changes(owners, part, now) for owners, part in parts)
    return CourseStatus(
        now,
        tuple(_counts(parts, now)),
        tuple(sorted(changes, key=lambda each: each.time)),
        tuple(_missing(course, now)),
        tuple(sorted(_deadlines(course, now), key=lambda each: each.time)),
    )


def _releasable(course: Course) -> Iterator[tuple[_Owners, Releasable]]:
    """Yield everything that can have a release, with the parts that contain it."""
    contents = (*course.contents.values(), *course.all_pages(), *course.drafts)
    for owners, _, part in find_with_owners(contents, Releasable):
        yield tuple(each for each in owners if isinstance(each, Releasable)), part


def _state(owners: _Owners, part: Releasable, now: datetime) -> str:
    """Return the state of a part at a time: a `visibility`, or `PUBLIC`.

    A part of announced content is not announced itself, and no part is public without its owner.
    """
    outer = [each.visibility_at(now) for each in owners]
    if any(outer):
        return next(UNRELEASED if each == ANNOUNCED else each for each in outer if each)
    return part.visibility_at(now) or PUBLIC


def _counts(parts: list[tuple[_Owners, Releasable]], now: datetime) -> Iterator[ContentCount]:
    total: Counter[str] = Counter()
    public: Counter[str] = Counter()
    for owners, part in parts:
        type_ = part.noun.partition(" ")[2].partition("'")[0]  # `page` for "a page's front matter"
        total[type_] += 1
        public[type_] += _state(owners, part, now) == PUBLIC
    for type_, count in total.items():
        yield ContentCount(type_, public[type_], count)


def _changes(owners: _Owners, part: Releasable, now: datetime) -> Iterator[Change]:
    """Yield the changes of a part after `now`, except those of the parts that contain it."""
    previous = now
    for moment in sorted(each for each in part.times() if each > now):
        before, state = _state(owners, part, previous), _state(owners, part, moment)
        has_expired = before == state == PUBLIC and part.state_at(previous) != part.state_at(moment)
        if state != before or has_expired:
            new = EXPIRED if has_expired else state
            yield Change(moment, new, name_of(part, owners), _location_of_time(part, moment))
        previous = moment


def _location_of_time(part: Releasable, moment: datetime) -> Location:
    """Return where the author wrote a time, or else the location of the part."""
    whens = (getattr(part, name, None) for name in ("released", "until", "announced", "expires"))
    written = (location_of(when.text) for when in whens if when and when.moment == moment)
    return next((each for each in written if each.source.name), part.location)


def _missing(course: Course, now: datetime) -> Iterator[MissingMaterial]:
    """Yield the past sessions without slides or a recording, if others of their kind have them."""
    past = [(lecture, ended) for lecture, ended in _ended(course) if ended <= now]
    having: dict[str, set[str]] = {}
    for lecture, _ in past:
        having.setdefault(lecture.kind.key, set()).update(_kinds(lecture))
    for lecture, ended in past:
        expected = (kind for kind in _EXPECTED if kind in having[lecture.kind.key])
        lacking = tuple(kind for kind in expected if kind not in _kinds(lecture))
        if lacking:
            yield MissingMaterial(name_of(lecture), ended, lacking, lecture.location)


def _kinds(lecture: Lecture) -> set[str]:
    """Return the kinds of the materials that exist, including those with a later release."""
    return {material.kind.key for material in lecture.materials if material.target}


def _ended(course: Course) -> Iterator[tuple[Lecture, datetime]]:
    """Yield the sessions of the schedule that have a date, with the time of their end."""
    for section in course.schedule.sections:
        for week in section.weeks:
            for lecture in week.lectures:
                ends, dates = lecture.ends or week.ends, lecture.dates or week.dates
                if ends:
                    yield lecture, ends
                elif dates:
                    yield lecture, datetime.combine(dates.last, time.max, course.info.timezone)


def _deadlines(course: Course, now: datetime) -> Iterator[NextDeadline]:
    for each in course.assignments:
        if each.due and each.due.moment and each.due.moment > now:
            is_public = each.visibility_at(now) in {"", ANNOUNCED}
            yield NextDeadline(each.due.moment, each.title, is_public, location_of(each.due.text))
