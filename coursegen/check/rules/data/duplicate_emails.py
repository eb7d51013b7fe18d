"""Report people with the same email address."""

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
    """Warn about each email address that already belongs to an earlier person in the list."""
    first: dict[str, str] = {}
    for person in context.whole_course.staff.people():
        if not person.email:
            continue
        owner = first.setdefault(person.email.lower(), person.name)
        if owner != person.name:
            yield Finding(
                f"{person.name} has the same email address as {owner}",
                location_of(person.email),
                "correct one of the two if this is a typo",
            )


RULE = Rule(Code.DUPLICATE_EMAIL, Severity.WARNING, run)
