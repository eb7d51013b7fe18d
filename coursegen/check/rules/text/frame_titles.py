"""Does each frame say what is in it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each `<iframe>` without a title: a screen reader says only "frame"."""
    for passage in subject.passages:
        for tag in passage.tags:
            if tag.name != "iframe" or tag.closes or "hidden" in tag.attributes:
                continue
            if not (tag.value("title") or tag.value("aria-label") or tag.value("aria-labelledby")):
                yield Finding(
                    "this frame has no title",
                    passage.location(tag.span),
                    'say what is in it: <iframe title="Recording of lecture 3" …>',
                )


RULE = Rule(Code.FRAME_TITLE, Severity.WARNING, ask)
