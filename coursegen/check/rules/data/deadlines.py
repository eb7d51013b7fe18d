"""Report assignments whose times contradict each other, and exams that are not in the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity, did_you_mean
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.course import Course
    from coursegen.content.dates import Dates

_BREAKS = ("break", "holiday")


def _due_before_released(context: CheckContext) -> Iterator[Finding]:
    """Warn about deadlines before the release of the assignment."""
    for each in context.whole_course.assignments:
        due, released = each.due, each.released
        if due and released and due.moment and released.moment and due.moment <= released.moment:
            yield Finding(
                f"'{each.title}' is due before it is released",
                location_of(due.text),
                f"it is released on {released.moment:%Y-%m-%d at %H:%M}; correct one of the times",
            )


def _solution_early(context: CheckContext) -> Iterator[Finding]:
    """Warn about solutions that are public while submissions are accepted.

    After that time, a solution needs no release.
    """
    for each in context.whole_course.assignments:
        end = each.last_accepted or (each.due.moment if each.due else None)
        if end is None:
            continue
        for solution in each.solution:
            released = solution.released
            if released:
                is_early = released.moment is not None and released.moment < end
            else:
                is_early = not solution.draft and context.site.now < end
            if is_early:
                yield Finding(
                    f"the solution of '{each.title}' is public before the last submissions",
                    location_of(released.text) if released else solution.location,
                    f"submissions are accepted until {end:%Y-%m-%d %H:%M}; release it later, such "
                    "as 'released: 1 hour after last accepted'",
                )


def _due_in_break(context: CheckContext) -> Iterator[Finding]:
    """Warn about deadlines in a break of several days."""
    breaks = dict(_breaks(context.whole_course))
    for each in context.whole_course.assignments:
        day = each.due and each.due.moment and each.due.moment.date()
        during = (dates for dates in breaks if day and day in dates)
        dates = next(during, None)
        if each.due and dates:
            name = f" ({breaks[dates]})" if breaks[dates] else ""
            yield Finding(
                f"'{each.title}' is due in a break{name}",
                location_of(each.due.text),
                f"the break lasts until {dates.last.isoformat()}; choose another deadline",
            )


def _breaks(course: Course) -> Iterator[tuple[Dates, str]]:
    """Yield the dates and the title of each break, from the schedule and from site.yaml."""
    for lecture in course.schedule.lectures():
        dates = lecture.dates
        if dates and dates.first != dates.last and lecture.kind.key in _BREAKS:
            yield dates, lecture.headings[0].title
    for holiday in course.info.holidays:
        if holiday.dates.first != holiday.dates.last:
            yield holiday.dates, holiday.title


def _unknown_exam(context: CheckContext) -> Iterator[Finding]:
    """Report ids of exams that the schedule does not contain."""
    ids = [lecture.id for lecture in context.whole_course.schedule.lectures()]
    for each in context.whole_course.assignments:
        if each.exam and each.exam not in ids:
            yield Finding(
                f"the schedule has no entry with the id '{each.exam}'",
                location_of(each.exam),
                did_you_mean(each.exam, ids) or f"write 'id: {each.exam}' in the exam's entry",
            )


RULES = (
    Rule(Code.DUE_BEFORE_RELEASED, Severity.WARNING, _due_before_released),
    Rule(Code.SOLUTION_EARLY, Severity.WARNING, _solution_early),
    Rule(Code.DUE_IN_BREAK, Severity.WARNING, _due_in_break),
    Rule(Code.UNKNOWN_EXAM, Severity.ERROR, _unknown_exam),
)
