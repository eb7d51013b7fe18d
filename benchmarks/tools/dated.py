"""The course with meetings, holidays, assignments, releases and office hours, for coursegen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.course import CODE, START, TERM, TITLE
from benchmarks.tools import coursegen
from benchmarks.tools.tool import put, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.course import Course, Lecture, Week
    from benchmarks.tools.tool import Tool

_FUTURE = "2100-01-04 09:00"
"""A release time in the future; all other release times are computed from `START`."""
_RELEASES = 50
"""The number of materials with a release time; every fifth of them is in the future."""
_ASSIGNMENTS = 8
_HOURS = (("Mon", "13:00-14:00"), ("Tue Thu", "16:00-17:00"), ("Wed", "9:00-10:30"))


def dated(tool: Tool) -> Tool:
    """Return a version of coursegen that builds the course with dates."""
    return replace(tool, name=f"{tool.name}, dates", lay=lay)


def lay(course: Course, root: Path) -> None:
    """Write the course with dates to a folder."""
    coursegen.lay(course, root)
    put(root / "site.yaml", _settings(course))
    put(root / "content/schedule.yaml", _schedule(course))
    put(root / "content/assignments.yaml", "\n".join(_assignments(course)) + "\n")
    staff = root / "content/staff.yaml"
    put(staff, staff.read_text(encoding="utf-8") + "\n".join(_office_hours()) + "\n")


def _settings(course: Course) -> str:
    weeks = sum(len(section.weeks) for section in course.sections)
    break_ = START + timedelta(weeks=weeks // 2)
    return f"""\
title: {quoted(TITLE)}
code: {quoted(CODE)}
term: {{name: {quoted(TERM)}, start: {START}, end: {START + timedelta(weeks=weeks + 3)}}}
timezone: Europe/Berlin
due_time: 23:59
meetings:
  - {{days: Tue Thu, time: 10:00-11:20, room: Hall 1, kind: lecture}}
holidays:
  - {{title: Founders' Day, date: {START + timedelta(15)}}}
  - {{title: Break, dates: {break_} - {break_ + timedelta(6)}}}
grading:
  late: {{grace: 15 min, per_day: 10 %, days: 3}}
"""


def _schedule(course: Course) -> str:
    """Return the schedule, in which two entries of each week take the next meetings."""
    released = {id(lecture): number for number, lecture in islice(_released(course), _RELEASES)}

    def dates(week: Week, lecture: Lecture) -> Iterator[str]:
        if lecture not in week.lectures[:2]:
            yield from ("kind: lab", f"date: {lecture.day}", "time: 14:00-15:30")
        number = released.get(id(lecture))
        if number is not None:
            time = _FUTURE if number % 5 == 4 else f"{lecture.day} 18:00"
            url = f"https://example.com/handouts/{number}"
            yield f"handout: {{url: {quoted(url)}, released: {time}}}"

    return coursegen.schedule(course, dates)


def _released(course: Course) -> Iterator[tuple[int, Lecture]]:
    """Yield lectures with the numbers of their released materials, spread over the term."""
    lectures = list(course.lectures())
    return enumerate(lectures[:: max(1, len(lectures) // _RELEASES)])


def _assignments(course: Course) -> Iterator[str]:
    """Yield the assignments; all of their times are phrases that refer to other times."""
    weeks = sum(len(section.weeks) for section in course.sections)
    yield "assignments:"
    for number in range(1, _ASSIGNMENTS + 1):
        week = max(1, number * weeks // (_ASSIGNMENTS + 1))
        yield f"  - id: hw{number}"
        yield f"    title: Homework {number}"
        yield f"    released: Monday of week {week} at 9:00"
        yield "    due: Friday after released"
        yield "    points: 20"
        yield f"    files: {{title: Tasks, url: https://example.com/tasks/{number}}}"
        yield (
            f"    solution: {{url: https://example.com/solutions/{number}, "
            "released: 1 day after last accepted}"
        )


def _office_hours() -> Iterator[str]:
    yield "office_hours:"
    for number, (days, time) in enumerate(_HOURS, 1):
        yield f"  - {{title: Office {number}, days: {days}, time: {quoted(time)}}}"
