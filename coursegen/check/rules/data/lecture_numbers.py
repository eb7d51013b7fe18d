"""Do the numbers of lectures, labs and papers count up by one?"""

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
    from coursegen.content.schedule import Heading, Lecture, Section

_NUMBER = re.compile(
    r"(?P<before>(?:[^–]*[^\d–])?)(?P<first>\d{1,3})(?:–(?P=before)(?P<last>\d{1,3}))?"
)
_SAME_TITLE = 0.5
"""How much of a title may be that of the entry before, for one lecture in two parts."""


class _Entry(NamedTuple):
    """One number of a sequence, as it was written; `last` is another where one entry has many."""

    first: int
    last: int
    written: str
    title: str
    location: Location


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn where a number stands twice, is left out, or is smaller than the one before.

    Each kind counts for itself, and so does each `13-…`; a new section may begin anew.
    """
    counts: dict[tuple[str, str], list[list[_Entry]]] = {}
    for section in subject.course.schedule.sections:
        begun: set[tuple[str, str]] = set()
        for sequence, entry in _entries(section):
            runs = counts.setdefault(sequence, [])
            if not runs or (sequence not in begun and entry.first <= 1):
                runs.append([])
            begun.add(sequence)
            runs[-1].append(entry)
    for runs in counts.values():
        for run in runs:
            yield from _vet(run)


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


def _vet(run: list[_Entry]) -> Iterator[Finding]:
    """What is odd about numbers that should count up by one."""
    used = {number for entry in run for number in range(entry.first, entry.last + 1)}
    before = run[0]
    for entry in run[1:]:
        line = before.location.line
        if entry.first == before.last:
            if not _is_continued(before.title, entry.title):
                yield Finding(
                    f"the number {entry.written} stands twice",
                    entry.location,
                    f"it was first used on line {line}; correct one of the two if this is a slip",
                )
        elif entry.first < before.last:
            yield Finding(
                f"the number {entry.written} comes after {before.written}",
                entry.location,
                f"{before.written} is on line {line}; correct the number, or the order",
            )
        elif before.last + 1 < entry.first and before.last + 1 not in used:
            yield Finding(
                f"the number {entry.written} follows {before.written}",
                entry.location,
                f"{before.written} is on line {line}; correct one of the two if nothing is left "
                "out",
            )
        if entry.last >= before.last:
            before = entry


def _is_continued(one: str, two: str) -> bool:
    """Whether two titles are those of one lecture in two parts."""
    letters = zip(one.casefold(), two.casefold(), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], letters))
    return shared > _SAME_TITLE * min(len(one), len(two))


RULE = Rule(Code.LECTURE_NUMBER, Severity.WARNING, ask)
