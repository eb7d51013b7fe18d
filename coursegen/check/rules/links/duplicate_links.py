"""Report lectures that link to the file of another lecture."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity, closest_match
from coursegen.base.files import FILES
from coursegen.check.rule import Finding, Rule
from coursegen.content.material import Material
from coursegen.content.target import TargetKind
from coursegen.content.walk import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.lecture import Lecture
    from coursegen.content.target import Target


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each file that is also the main material of an earlier lecture of the same kind.

    Successive lectures may share a file, unless its name contains the number of another lecture.
    Any lectures may share a file in `files/` if there is no other file that the author may mean:
    one in the same folder, of the same type, that no entry links to.  Lectures often share other
    materials, such as a book or a repository.
    """
    on_disk = context.site.plan.on_disk
    by_kind: dict[str, list[tuple[Lecture, Target]]] = {}
    for lecture in context.course.schedule.lectures():
        target = lecture.main.target if lecture.main else None
        if target and target.kind is TargetKind.FILE:
            by_kind.setdefault(lecture.kind.key, []).append((lecture, target))
    for entries in by_kind.values():
        for target, earlier, lecture in _suspicious(entries):
            meant, next_step = "", "correct one of the two if this is a typo"
            if target.value in on_disk:
                meant = _meant(lecture, target, _unlinked(target.value, context))
                if not meant:
                    continue
                next_step = f"did you mean '{meant}'?"
            yield Finding(
                f"the file '{target.value}' is linked twice",
                target.location,
                f"line {earlier.location.line} links to it, too; {next_step}",
                related=f"{FILES}/{meant}" if meant else "",
            )


def _unlinked(path: str, context: CheckContext) -> list[str]:
    """Return the files of the same type in the folder of a file that no material links to."""
    materials = find(context.course.contents, Material)
    linked = {each.target.value for each in materials if each.target}
    folder, suffix = posixpath.dirname(path), posixpath.splitext(path)[1]
    return [
        name
        for name in sorted(context.site.plan.on_disk - linked)
        if posixpath.dirname(name) == folder and posixpath.splitext(name)[1] == suffix
    ]


def _meant(lecture: Lecture, target: Target, unlinked: list[str]) -> str:
    """Return the file that a lecture should probably link to, or an empty string."""
    numbers = _numbers(" ".join(heading.number for heading in lecture.headings))
    own = [name for name in unlinked if numbers & _numbers(posixpath.basename(name))]
    return own[0] if own else closest_match(target.value, unlinked)


def _suspicious(
    entries: list[tuple[Lecture, Target]],
) -> Iterator[tuple[Target, Target, Lecture]]:
    """Yield the repeated targets that may be typos, each with the first one and its lecture."""
    first: dict[str, Target] = {}
    above = ""
    for lecture, target in entries:
        earlier = first.setdefault(target.value, target)
        is_shared = above == target.value and not _has_number_of_another(lecture, target, entries)
        if earlier is not target and not is_shared:
            yield target, earlier, lecture
        above = target.value


def _has_number_of_another(
    lecture: Lecture, target: Target, entries: list[tuple[Lecture, Target]]
) -> bool:
    """Return whether a file name has the wrong number, and most others have the right number."""
    if _has_its_number(lecture, target) is not False:
        return False
    others = [_has_its_number(*entry) for entry in entries if entry[1] is not target]
    return others.count(True) > others.count(False)


def _has_its_number(lecture: Lecture, target: Target) -> bool | None:
    """Return whether a file name contains a number of its lecture; None if either has no number."""
    numbers = _numbers(" ".join(heading.number for heading in lecture.headings))
    in_name = _numbers(target.value.rpartition("/")[2])
    return bool(numbers & in_name) if numbers and in_name else None


def _numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d{1,3}", text)}


RULE = Rule(Code.DUPLICATE_LINK, Severity.WARNING, run)
