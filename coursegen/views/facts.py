"""The facts of a course that its texts can use as variables, such as `course.term`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coursegen.content.ids import slug
from coursegen.content.target import TargetKind
from coursegen.views.date_text import DateFormat
from coursegen.views.labels import kind_label
from coursegen.views.meeting_text import meeting_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.course import Course
    from coursegen.content.site import CourseInfo
    from coursegen.content.target import Target
    from coursegen.content.when import When

_OF_COURSE = ("title", "code", "description", "institution", "term", "room", "url")
_OF_ASSIGNMENT = ("title", "points")
_OF_PERSON = ("name", "role", "email", "room", "pronouns")


def facts_of(course: Course, translations: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each fact that has a value, in one line, by the name of its variable.

    The keys of `extra:` in `site.yaml` do not replace other facts.
    """
    dates = DateFormat(translations)
    pairs = (
        *_of_extra("course", course.info.extra),
        *_of_info(course.info, dates, translations),
        *_of_assignments(course, dates),
        *_of_staff(course),
        *_of_tools(course.info, translations),
    )
    return {name: " ".join(text.split()) for name, text in pairs if text.strip()}


def _of_info(
    info: CourseInfo, dates: DateFormat, translations: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name in _OF_COURSE:
        yield f"course.{name}", getattr(info, name)
    meetings = meeting_text(info.meetings, info.kinds_of_sessions, translations)
    yield "course.meeting", info.meeting or meetings
    for name, day in (("start", info.term_dates.start), ("end", info.term_dates.end)):
        if day:
            yield f"course.{name}", dates.day("date", day)


def _of_extra(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _of_extra(f"{name}.{key}", each)
    elif isinstance(value, str):
        yield name, value


def _of_assignments(course: Course, dates: DateFormat) -> Iterator[tuple[str, str]]:
    for each in course.assignments:
        for name in _OF_ASSIGNMENT:
            yield f"assignments.{each.id}.{name}", getattr(each, name)
        if each.due:
            yield f"assignments.{each.id}.due", _time(each.due, dates)


def _of_staff(course: Course) -> Iterator[tuple[str, str]]:
    known: set[str] = set()
    for person in course.staff.people():
        id_ = slug(person.name)
        if id_ not in known:
            known.add(id_)
            for name in _OF_PERSON:
                yield f"staff.{id_}.{name}", getattr(person, name)
            yield f"staff.{id_}.website", _url(person.website)


def _of_tools(info: CourseInfo, translations: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for tool in info.tools:
        name = f"tools.{tool.kind.key}"
        yield f"{name}.title", tool.title or kind_label(tool.kind, translations)
        yield f"{name}.url", _url(tool.target)
        yield f"{name}.note", tool.note


def _time(when: When, dates: DateFormat) -> str:
    """Return a time as plain text, or as the author wrote it if it is not known."""
    if when.moment is None:
        return when.text
    return dates.moment(when.moment, has_clock=when.has_clock).striptags()


def _url(target: Target | None) -> str:
    return target.value if target and target.kind is TargetKind.URL else ""
