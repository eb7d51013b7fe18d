"""Report gaps and duplicates in the numbers of lectures, labs and papers."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.content.lecture import Heading, Lecture
    from coursegen.content.schedule import Section

_NUMBER = re.compile(
    r"(?P<before>(?:[^–]*[^\d–])?)(?P<first>\d{1,3})(?:–(?P=before)(?P<last>\d{1,3}))?"
)
_MIN_SHARED_TITLE = 0.5
"""The minimum fraction of a title that all parts of one lecture have in common."""


class _Entry(NamedTuple):
    """A number, or a range of numbers from `first` to `last`, in a sequence."""

    first: int
    last: int
    written: str
    title: str
    location: Location


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about duplicate and missing numbers, and about numbers in the wrong order.

    Each kind and each prefix, such as `13-`, has a separate sequence.  A new section may start
    again from 1.
    """
    counts: dict[tuple[str, str], list[list[_Entry]]] = {}
    for section in context.course.schedule.sections:
        begun: set[tuple[str, str]] = set()
        for sequence, entry in _entries(section):
            runs = counts.setdefault(sequence, [])
            if not runs or (sequence not in begun and entry.first <= 1):
                runs.append([])
            begun.add(sequence)
            runs[-1].append(entry)
    for runs in counts.values():
        for run in runs:
            yield from _check_sequence(run)


def _entries(section: Section) -> Iterator[tuple[tuple[str, str], _Entry]]:
    for week in section.weeks:
        for lecture in week.lectures:
            for heading in lecture.headings:
                found = _NUMBER.fullmatch(heading.number)
                if found:
                    kind = heading.kind.key if heading.kind else ""
                    yield (kind, found["before"]), _entry(found, heading, lecture)


def _entry(found: re.Match[str], heading: Heading, lecture: Lecture) -> _Entry:
    location = location_of(heading.number)
    location = location if location.source.name else lecture.location
    first = int(found["first"])
    return _Entry(first, int(found["last"] or first), heading.number, heading.title, location)


def _check_sequence(run: list[_Entry]) -> Iterator[Finding]:
    """Report the numbers that do not continue a sequence."""
    used = {number for entry in run for number in range(entry.first, entry.last + 1)}
    before = run[0]
    for entry in run[1:]:
        line = before.location.line
        if entry.first == before.last:
            if not _is_same_lecture(before.title, entry.title):
                yield Finding(
                    f"duplicate number {entry.written}",
                    entry.location,
                    f"it was first used on line {line}; correct one of the two if this is a typo",
                )
        elif entry.first < before.last:
            yield Finding(
                f"the number {entry.written} comes after the larger number {before.written}",
                entry.location,
                f"{before.written} is on line {line}; correct the number or the order",
            )
        elif before.last + 1 < entry.first and before.last + 1 not in used:
            yield Finding(
                f"missing number between {before.written} and {entry.written}",
                entry.location,
                f"{before.written} is on line {line}; correct one of the two unless the gap is "
                "intended",
            )
        if entry.last >= before.last:
            before = entry


def _is_same_lecture(one: str, two: str) -> bool:
    """Return whether two titles belong to the same lecture."""
    pairs = zip(one.casefold(), two.casefold(), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared > _MIN_SHARED_TITLE * min(len(one), len(two))


RULE = Rule(Code.LECTURE_NUMBER, Severity.WARNING, run)
