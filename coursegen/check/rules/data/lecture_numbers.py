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
    from collections.abc import Container, Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.content.lecture import Heading
    from coursegen.content.schedule import Section

_NUMBER = re.compile(
    r"(?P<before>(?:[^–]*[^\d–])?)(?P<first>\d{1,3})(?:–(?P=before)(?P<last>\d{1,3}))?"
)
_MIN_SHARED_TITLE = 0.5
"""The minimum fraction of a title that all parts of one lecture have in common."""


class _Entry(NamedTuple):
    """A number, or a range of numbers from `first` to `last`, in a sequence.

    `continues` means that the number follows the number of the entry above, of any kind: a guest
    may give lecture 2, and the kinds then share one sequence.
    """

    first: int
    last: int
    continues: bool
    written: str
    title: str
    location: Location


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about duplicate and missing numbers, and about numbers in the wrong order.

    Each kind and each prefix, such as `13-`, has a separate sequence.  A new section may start
    again from 1.
    """
    kinds = context.course.info.kinds_of_sessions
    counts: dict[tuple[str, str], list[list[_Entry]]] = {}
    for section in context.whole_course.schedule.sections:
        begun: set[tuple[str, str]] = set()
        for sequence, entry in _entries(section, kinds):
            runs = counts.setdefault(sequence, [])
            if not runs or (sequence not in begun and entry.first <= 1):
                runs.append([])
            begun.add(sequence)
            runs[-1].append(entry)
    for runs in counts.values():
        for run in runs:
            yield from _check_sequence(run)


def _entries(section: Section, kinds: Container[str]) -> Iterator[tuple[tuple[str, str], _Entry]]:
    above: dict[str, int] = {}  # the last number with each prefix
    for week in section.weeks:
        for lecture in week.lectures:
            for heading in lecture.headings:
                found = _NUMBER.fullmatch(heading.number)
                if found:
                    before, first = found["before"], int(found["first"])
                    last = int(found["last"] or first)
                    continues = above.get(before) == first - 1
                    above[before] = last
                    location = location_of(heading.number)
                    location = location if location.source.name else lecture.location
                    yield (
                        (_kind(heading, kinds), before),
                        _Entry(first, last, continues, heading.number, heading.title, location),
                    )


def _kind(heading: Heading, kinds: Container[str]) -> str:
    """Return the kind of a numbered heading, which may also be the first word of its title."""
    if heading.kind:
        return heading.kind.key
    word = heading.title.casefold().partition(" ")[0]
    return word if word in kinds else ""


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
        elif before.last + 1 < entry.first and before.last + 1 not in used and not entry.continues:
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
