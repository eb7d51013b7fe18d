"""What is not released is not in the site, in any form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coursegen.model.target import TargetKind

if TYPE_CHECKING:
    from datetime import datetime

    from coursegen.model.schedule import Lecture, Material, Schedule


def released(schedule: Schedule, now: datetime) -> tuple[Schedule, frozenset[str]]:
    """The schedule as visitors may see it at `now` (with a time zone), and the held-back files.

    Held back are the paths below `files/` that only unreleased materials name.
    """
    waiting = [m for m in schedule.materials() if not _is_out(m, now)]
    if not waiting:
        return schedule, frozenset()
    out = {_file(m) for m in schedule.materials() if _is_out(m, now)}
    held = {_file(m) for m in waiting} - out - {""}
    sections = tuple(
        replace(
            section,
            weeks=tuple(
                replace(week, lectures=tuple(_open(lecture, now) for lecture in week.lectures))
                for week in section.weeks
            ),
        )
        for section in schedule.sections
    )
    return replace(schedule, sections=sections), frozenset(held)


def _open(lecture: Lecture, now: datetime) -> Lecture:
    return replace(lecture, materials=tuple(m for m in lecture.materials if _is_out(m, now)))


def _is_out(material: Material, now: datetime) -> bool:
    return material.released is None or material.released <= now


def _file(material: Material) -> str:
    target = material.target
    return target.value if target and target.kind is TargetKind.FILE else ""
