"""View models of assignments, with the times of the exams that they refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from markupsafe import Markup

    from coursegen.content.assignments import Assignment
    from coursegen.content.course import Course
    from coursegen.content.lecture import Lecture


class Exam(Struct):
    """An entry of the schedule where students take an exam.

    `time` is HTML, and `over` is the time from which the exam is past.  All times are empty if the
    entry has no date.
    """

    lecture: Lecture
    time: Markup | None = None
    starts: datetime | None = None
    over: str = ""


class DatedAssignment(Struct):
    """An assignment, and its exam if it has one that the site shows."""

    assignment: Assignment
    exam: Exam | None = None

    @property
    def over(self) -> str:
        """The time from which it is past, or an empty string."""
        due = self.assignment.due
        if self.exam and self.exam.over:
            return self.exam.over
        return due.moment.isoformat() if due and due.moment else ""


def make_assignments(
    course: Course, translations: Mapping[str, str]
) -> tuple[DatedAssignment, ...]:
    """Return the assignments in order of their exams and deadlines; those without come last."""
    assignments = course.assignments
    exams = _exams(course, translations) if any(each.exam for each in assignments) else {}
    dated = (DatedAssignment(each, exams.get(each.exam)) for each in assignments)
    return tuple(sorted(dated, key=_order))


def _order(item: DatedAssignment) -> tuple[bool, datetime | None]:
    starts = item.exam.starts if item.exam else None
    due = item.assignment.due
    time = starts or (due.time if due else None)
    return time is None, time


def _exams(course: Course, translations: Mapping[str, str]) -> dict[str, Exam]:
    """Return the entries of the schedule by their ids, with their times."""
    from coursegen.content.timeline.session_times import (  # noqa: PLC0415 - only for exams
        SessionTimes,
    )
    from coursegen.views.hours_text import HoursFormat  # noqa: PLC0415 - as above

    texts = HoursFormat(translations)
    undated = {lecture.id: Exam(lecture) for lecture in course.schedule.lectures()}
    dated = {
        lecture.id: Exam(
            lecture, texts.session(span), span.start, span.over.isoformat(timespec="minutes")
        )
        for lecture, _, span in SessionTimes(course).all()
    }
    return undated | dated
