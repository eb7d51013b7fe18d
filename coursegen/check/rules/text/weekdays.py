"""Report weekdays in texts that do not fit their dates, such as `Friday, Oct 14`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.prose import prose, prose_dates
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each date with another weekday; a date without a year must be in the term."""
    for source in prose(context):
        for found in prose_dates(source, context.course.info.term_dates):
            if found.weekday not in (None, found.day.weekday()):
                yield Finding(
                    f"{found.day.isoformat()} is a {found.day:%A}",
                    source.location(found.span),
                    "correct the weekday or the date",
                )


RULE = Rule(Code.WRONG_WEEKDAY, Severity.WARNING, run)
