"""Add assignments to the schedule: to the entry of the day, or to a row of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coursegen.base.struct import replace
from coursegen.content.dates import Dates
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Heading, Lecture
from coursegen.content.material import Material
from coursegen.content.schedule import DEADLINE_COLUMNS, Week
from coursegen.content.target import Target, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coursegen.content.assignments import Assignment
    from coursegen.content.schedule import Schedule
    from coursegen.content.when import When


_WEEK = timedelta(days=7)


def with_deadlines(schedule: Schedule, assignments: tuple[Assignment, ...]) -> Schedule:
    """Return the schedule with the assignments in its columns `out` and `due`.

    Each assignment becomes a material of the first entry on the day of its release or deadline.  A
    day without an entry gets its own row, in the week of that day or between weeks.  A schedule
    without dates has no place for them.
    """
    weeks = [(number, week) for number, each in enumerate(schedule.sections) for week in each.weeks]
    for day, id_, material in sorted(_materials(schedule, assignments), key=lambda each: each[0]):
        _add(weeks, day, id_, material)
    return replace(
        schedule,
        sections=tuple(
            replace(section, weeks=tuple(week for section_, week in weeks if section_ == number))
            for number, section in enumerate(schedule.sections)
        ),
    )


def _materials(
    schedule: Schedule, assignments: tuple[Assignment, ...]
) -> Iterator[tuple[date, str, Material]]:
    """Yield the day of each release and deadline, the id of a row for it, and its material."""
    wanted = [choice.name for choice in schedule.columns if choice.name in DEADLINE_COLUMNS]
    for each in assignments:
        for name in wanted:
            when: When | None = each.due if name == "due" else each.released
            if when and when.moment:
                target = Target(TargetKind.SITE, f"assignments/#{each.id}", each.location)
                due = when.moment if name == "due" and when.has_clock else None
                material = Material(Kind(name), each.title, target, due=due, location=each.location)
                yield when.moment.date(), f"{name}--{each.id}", material


def _add(weeks: list[tuple[int, Week]], day: date, id_: str, material: Material) -> None:
    """Add a material to the week of its day, or add a row after the last week before that day.

    `weeks` contains all weeks with the numbers of their sections.
    """
    days = [sorted(week.days()) for _, week in weeks]
    dated = [number for number, each in enumerate(days) if each]
    begun = [number for number in dated if _monday(days[number][0]) <= day]
    if not dated:
        return
    number = begun[-1] if begun else dated[0]
    section, week = weeks[number]
    if begun and day < max(_monday(days[number][0]) + _WEEK, days[number][-1] + timedelta(days=1)):
        weeks[number] = section, _with_material(week, day, id_, material)
    else:
        row = _with_material(Week(id=f"week--{id_}"), day, id_, material)
        weeks.insert(number + 1 if begun else number, (section, row))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _with_material(week: Week, day: date, id_: str, material: Material) -> Week:
    """Return a week with a material on a day."""
    lectures = [*week.lectures]
    dates = [lecture.dates or week.dates for lecture in lectures]
    same = (n for n, each in enumerate(dates) if each and day in each)
    number = next(same, None)
    if number is None:
        later = (n for n, each in enumerate(dates) if each and each.first > day)
        number = next(later, len(lectures))
        heading = Heading(kind=material.kind)
        row = Lecture(id_, material.kind, (heading,), dates=Dates(day, day))
        lectures.insert(number, row)
    entry = lectures[number]
    lectures[number] = replace(entry, materials=(*entry.materials, material))
    return replace(week, lectures=tuple(lectures))
