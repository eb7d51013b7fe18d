"""Report week numbers that do not increase."""

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
    """Warn about duplicate numbers, and about numbers that come after a larger one.

    Gaps are allowed, such as for a week without classes.  A new section may start again from 1.
    """
    largest = ""
    for section in context.whole_course.schedule.sections:
        begun = False
        for week in section.weeks:
            if not week.number.isdecimal():
                continue
            number = int(week.number)
            if largest and (begun or number > 1):
                line = location_of(largest).line
                if number == int(largest):
                    yield Finding(
                        f"duplicate week number {week.number}",
                        location_of(week.number),
                        f"the first is on line {line}; correct one of the two",
                    )
                elif number < int(largest):
                    yield Finding(
                        f"week {week.number} comes after week {largest}",
                        location_of(week.number),
                        f"week {largest} is on line {line}; correct the number or the order",
                    )
                if number > int(largest):
                    largest = week.number
            else:
                largest = week.number
            begun = True


RULE = Rule(Code.WEEK_NUMBER, Severity.WARNING, run)
