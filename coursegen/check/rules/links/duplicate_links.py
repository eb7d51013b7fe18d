"""Do two lectures link to the same file or address?"""

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


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn at each file that a lecture above has as its main material too.

    Other materials (a book, a repository) are often shared on purpose.
    """
    first: dict[str, Location] = {}
    for lecture in subject.course.schedule.lectures():
        target = lecture.main.target if lecture.main else None
        if target is None or target.kind is not TargetKind.FILE:
            continue
        earlier = first.setdefault(target.value, target.location)
        if earlier is not target.location:
            yield Finding(
                f"the file '{target.value}' is linked twice",
                target.location,
                f"it was first linked on line {earlier.line}; correct one of the two if this is "
                "a slip",
            )


RULE = Rule(Code.DUPLICATE_TARGET, Severity.WARNING, ask)
