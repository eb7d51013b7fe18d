"""Report people who are listed twice, or with two spellings of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about duplicate names in one group, and about names that differ in case or spaces.

    The same person may be in two groups.
    """
    first: dict[str, str] = {}
    for group in context.whole_course.staff.groups:
        seen: dict[str, str] = {}
        for person in group.people:
            name, plain = person.name, _normalized(person.name)
            above = first.setdefault(plain, name)
            if plain in seen:
                line = location_of(seen[plain]).line
                yield Finding(
                    f"duplicate person '{name}' in this group",
                    location_of(name),
                    f"the first is on line {line}; remove one of the two",
                )
            elif above != name:
                yield Finding(
                    f"'{name}' is spelled '{above}' above",
                    location_of(name),
                    "use one spelling if this is one person",
                )
            seen.setdefault(plain, name)
    for lecture in context.whole_course.schedule.lectures():
        for speaker in lecture.speakers:
            above = first.get(_normalized(speaker.name), speaker.name)
            if above != speaker.name:
                yield Finding(
                    f"'{speaker.name}' is spelled '{above}' in {location_of(above).source.name}",
                    location_of(speaker.name),
                    "use one spelling if this is one person",
                )


def _normalized(name: str) -> str:
    return " ".join(name.split()).casefold()


RULE = Rule(Code.DUPLICATE_PERSON, Severity.WARNING, run)
