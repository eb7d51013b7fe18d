"""What is not released is not in the site, in any form."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.model.target import TargetKind
from coursegen.paths import FILES
from coursegen.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from coursegen.model.course import Course
    from coursegen.model.schedule import Lecture, Material


def released(course: Course, now: datetime) -> tuple[Course, frozenset[str]]:
    """The course as visitors may see it at `now` (with a time zone), and what is held back.

    Held back are the output paths, folded, of the files and pages that only unreleased materials
    lead to.
    """
    schedule = course.schedule
    waiting = [m for m in schedule.materials() if not _is_out(m, now)]
    if not waiting:
        return course, frozenset()
    out = {path for m in schedule.materials() if _is_out(m, now) for path in _paths(m, course)}
    held = {path for m in waiting for path in _paths(m, course)} - out
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
    return replace(course, schedule=replace(schedule, sections=sections)), frozenset(held)


def releases(course: Course) -> tuple[datetime, ...]:
    """When something is released; between two of these times the site stays the same."""
    return tuple(m.released for m in course.schedule.materials() if m.released is not None)


def folded(path: str) -> str:
    """A path for comparing: a file is held back even where its name is written in another case."""
    return unicodedata.normalize("NFC", path).casefold()


def site_paths(link: str) -> Iterator[str]:
    """The output paths that a path from the site's root may mean, folded."""
    plain = re.split("[?#]", link, maxsplit=1)[0]
    for path in {link, plain, unquote(plain)} - {""}:
        for end in ("", "/index.html", ".html"):
            yield folded(posixpath.normpath(path) + end)


def _open(lecture: Lecture, now: datetime) -> Lecture:
    return replace(lecture, materials=tuple(m for m in lecture.materials if _is_out(m, now)))


def _is_out(material: Material, now: datetime) -> bool:
    return material.released is None or material.released <= now


def _paths(material: Material, course: Course) -> Iterator[str]:
    """The output paths that a material leads to, however its link is written."""
    target, site = material.target, course.facts.url
    if target is None:
        return
    if target.kind is TargetKind.FILE:
        yield folded(f"{FILES}/{target.value}")
    elif target.kind is TargetKind.PAGE:
        name = posixpath.normpath(target.value.partition("#")[0])
        yield from (folded(page.path) for page in course.pages if page.name == name)
    elif target.kind is TargetKind.SITE:
        yield from site_paths(target.value)
    elif site and target.value.startswith(site):
        yield from site_paths(target.value.removeprefix(site))
