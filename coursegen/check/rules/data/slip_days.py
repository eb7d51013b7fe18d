"""Report slip days that no student can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about slip days of the term without a late policy, and about more than the late days."""
    course = context.whole_course
    grading = course.info.grading
    policies = [(grading.late, grading.location)]
    policies += [(each.late, each.location) for each in course.assignments if each.late]
    if grading.slip_days and not any(policy.accepts_late for policy, _ in policies):
        yield Finding(
            "the slip days have no effect, because no assignment accepts late submissions",
            grading.location,
            "add a late policy to 'grading', such as 'late: {per_day: 10 %, days: 3}'",
        )
    reported = set()
    for policy, location in policies:
        if 0 < policy.days < policy.slip_days and policy not in reported:
            reported.add(policy)
            yield Finding(
                f"the late policy has more slip days ({policy.slip_days}) than late days "
                f"({policy.days})",
                location,
                "increase 'days' or decrease 'slip_days'",
            )


RULE = Rule(Code.SLIP_DAYS_UNUSED, Severity.WARNING, run)
