"""Do dates run forward from week to week, and from lecture to lecture?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.schedule import Dates, Section


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn at each date that is before the one above it.

    Weeks are compared with weeks, lectures with lectures and labs with labs, each within a section:
    sections may be about things that happen at the same time.
    """
    for section in subject.course.schedule.sections:
        latest: dict[str, Dates] = {}
        for sort, dates in _dated(section):
            before = latest.get(sort)
            if before and dates.first < before.first:
                yield Finding(
                    f"{dates.first.isoformat()} comes after {before.first.isoformat()}",
                    dates.location,
                    f"that is the date on line {before.location.line}; correct one of the two, or "
                    "the order",
                )
            else:
                latest[sort] = dates


def _dated(section: Section) -> Iterator[tuple[str, Dates]]:
    """Every date of a section, in the author's order, with what it is compared with."""
    for week in section.weeks:
        if week.dates:
            yield "", week.dates
        for lecture in week.lectures:
            if lecture.dates:
                yield lecture.kind.key, lecture.dates


RULE = Rule(Code.DATES_OUT_OF_ORDER, Severity.WARNING, ask)
