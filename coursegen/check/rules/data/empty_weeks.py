"""Report empty weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once if weeks have no topic, lecture or note."""
    weeks = [week for section in context.whole_course.schedule.sections for week in section.weeks]
    empty = [week for week in weeks if not (week.topic or week.lectures or week.note)]
    if empty:
        first, *others = empty
        yield Finding(
            f"this week and {len(others)} more have no topic, lecture or note"
            if others
            else "this week has no topic, lecture or note",
            first.location,
            "add a topic, or 'topic: No class'",
        )


RULE = Rule(Code.EMPTY_WEEK, Severity.WARNING, run)
