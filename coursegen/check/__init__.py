"""Rules that check a course and its site, one in each module; `registry.py` lists them all.

This module contains only the parts that every build needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostic
from coursegen.base.severity import is_suppressed
from coursegen.base.timer import no_progress
from coursegen.check.context import CheckContext
from coursegen.check.rules.data import duplicate_emails
from coursegen.check.rules.links import duplicate_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.base.timer import Progress
    from coursegen.build import Site
    from coursegen.check.rule import Rule

QUICK_RULES: tuple[Rule, ...] = (duplicate_emails.RULE, duplicate_links.RULE)
"""Rules about the course's data that are fast enough for every build."""


def build_rules(site: Site) -> tuple[Rule, ...]:
    """Return the rules of every build; those about unreleased content only if there is any."""
    if not site.plan.unreleased.parts:
        return QUICK_RULES
    from coursegen.check.rules.releases import leaks  # noqa: PLC0415 - only for such courses

    return (*QUICK_RULES, *leaks.RULES)


def run_rules(
    rules: Iterable[Rule], site: Site, progress: Progress = no_progress
) -> Iterator[Diagnostic]:
    """Run the rules and yield their findings with the severity that the author configured."""
    context = CheckContext(site, progress)
    severities = context.course.info.severities
    for rule in rules:
        severity = severities.get(rule.code, rule.severity)
        if severity:
            for message, location, hint, edit, related in rule.run(context):
                diagnostic = Diagnostic(
                    rule.code, severity, message, location, hint, edit=edit, related=related
                )
                if not is_suppressed(diagnostic):
                    yield diagnostic
