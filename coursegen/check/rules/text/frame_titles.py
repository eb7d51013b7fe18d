"""Report frames without a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each `<iframe>` without a title, which screen readers announce as "frame"."""
    for source in context.markdown_sources:
        for tag, span, *_ in source.elements:
            if tag.name != "iframe" or "hidden" in tag.attributes:
                continue
            if not (tag.value("title") or tag.value("aria-label") or tag.value("aria-labelledby")):
                yield Finding(
                    "this frame has no title",
                    source.location(span),
                    'describe its content: <iframe title="Recording of lecture 3" …>',
                )


RULE = Rule(Code.FRAME_TITLE_MISSING, Severity.WARNING, run)
