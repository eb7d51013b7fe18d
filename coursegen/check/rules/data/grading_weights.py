"""Report weights of the grade whose sum is not 100 %."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn if the weights do not sum to 100 %."""
    grading = context.course.info.grading
    total = round(sum(group.weight for group in grading.groups), 2)
    if grading.groups and total != 100:
        yield Finding(
            f"the weights sum to {total:g} %, not 100 %",
            grading.location,
            "correct one of the weights",
        )


RULE = Rule(Code.GRADING_WEIGHTS, Severity.WARNING, run)
