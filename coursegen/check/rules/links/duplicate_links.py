"""Report lectures that link to the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.content.target import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each file that is also the main material of an earlier lecture.

    Lectures often share other materials, such as a book or a repository.
    """
    first: dict[str, Location] = {}
    for lecture in context.course.schedule.lectures():
        target = lecture.main.target if lecture.main else None
        if target is None or target.kind is not TargetKind.FILE:
            continue
        earlier = first.setdefault(target.value, target.location)
        if earlier is not target.location:
            yield Finding(
                f"the file '{target.value}' is linked twice",
                target.location,
                f"it was first linked on line {earlier.line}; correct one of the two if this is "
                "a typo",
            )


RULE = Rule(Code.DUPLICATE_LINK, Severity.WARNING, run)
