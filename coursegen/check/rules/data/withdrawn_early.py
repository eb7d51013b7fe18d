"""Report content that is withdrawn before its release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import location_of
from coursegen.check.rule import Finding, Rule
from coursegen.content.when import Releasable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about content that is never public because it is withdrawn before its release."""
    for part in context.whole_course.find(Releasable):
        released = part.released.moment if part.released else None
        until = part.until.moment if part.until else None
        if part.until and released and until and until <= released:
            yield Finding(
                "this is withdrawn before it is released, so it is never public",
                location_of(part.until.text),
                f"it is released on {released:%Y-%m-%d at %H:%M}; correct one of the times",
            )


RULE = Rule(Code.WITHDRAWN_EARLY, Severity.WARNING, run)
