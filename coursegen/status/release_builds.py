"""Report that no scheduled workflow follows a release within an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.status.course_status import status_of
from coursegen.status.cron import is_followed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coursegen.check.context import CheckContext
    from coursegen.status.workflows import Workflow


def release_builds_rule(workflows: Sequence[Workflow]) -> Rule:
    """Return the rule for a course whose site is built by `workflows`.

    A course without workflows is not published by GitHub Actions, so it has no findings.
    """

    def run(context: CheckContext) -> Iterator[Finding]:
        if not workflows:
            return
        lines = [line for workflow in workflows for line in workflow.schedule()]
        changes = status_of(context.site.course, context.site.now).changes
        missed = [change for change in changes if not is_followed(lines, change.time)]
        more = len({change.time for change in missed}) - 1
        for change in missed[:1]:
            yield Finding(
                "no scheduled workflow builds the site within an hour after "
                f"{change.time:%Y-%m-%d %H:%M}" + (f" and {more} other times" if more else ""),
                change.location,
                "run: coursegen status --cron",
            )

    return Rule(Code.RELEASE_WITHOUT_BUILD, Severity.WARNING, run)
