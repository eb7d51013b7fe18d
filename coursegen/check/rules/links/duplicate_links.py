"""Report lectures that link to the file of another lecture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.content.target import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.lecture import Lecture
    from coursegen.content.target import Target


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each file that is also the main material of an earlier lecture of the same kind.

    Successive lectures may share a file, unless its name contains the number of another lecture.
    Lectures often share other materials, such as a book or a repository.
    """
    by_kind: dict[str, list[tuple[Lecture, Target]]] = {}
    for lecture in context.course.schedule.lectures():
        target = lecture.main.target if lecture.main else None
        if target and target.kind is TargetKind.FILE:
            by_kind.setdefault(lecture.kind.key, []).append((lecture, target))
    for entries in by_kind.values():
        yield from _check(entries)


def _check(entries: list[tuple[Lecture, Target]]) -> Iterator[Finding]:
    first: dict[str, Target] = {}
    above = ""
    for lecture, target in entries:
        earlier = first.setdefault(target.value, target)
        is_shared = above == target.value and not _has_number_of_another(lecture, target, entries)
        if earlier is not target and not is_shared:
            yield Finding(
                f"the file '{target.value}' is linked twice",
                target.location,
                f"it was first linked on line {earlier.location.line}; correct one of the two if "
                "this is a typo",
            )
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
