"""Report audio, video and frames that play automatically.

Sound drowns out screen readers, and movement distracts some readers (WCAG 2.2, 1.4.2 and 2.2.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.markup import Span
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_PARAMETER = re.compile(r"autoplay=(?:1|true)", re.IGNORECASE)


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about video and audio with `autoplay`, and frames whose URL contains it.

    A muted video with controls is allowed, as visitors can stop it.
    """
    for source in context.markdown_sources:
        for tag in source.tags:
            if tag.is_closing:
                continue
            attributes = tag.attributes
            is_stoppable = "controls" in attributes and "muted" in attributes
            if tag.name in {"video", "audio"} and "autoplay" in attributes and not is_stoppable:
                span = attributes["autoplay"].span
                yield Finding(
                    f"this {tag.name} plays automatically (autoplay)",
                    source.location(span),
                    "let visitors start it: write 'controls' instead"
                    if "controls" not in attributes
                    else "let visitors start it: remove 'autoplay'",
                    source.edit(span, "controls")
                    if "controls" not in attributes
                    else source.edit(Span(span.start - 1, span.end), ""),
                )
            elif tag.name == "iframe" and _is_autoplay_url(tag.value("src")):
                src = attributes["src"].span
                found = _PARAMETER.search(source.text, *src)
                span = Span(*found.span()) if found else src
                yield Finding(
                    "the content of this frame plays automatically (autoplay)",
                    source.location(span),
                    "let visitors start it: remove 'autoplay' from the URL",
                )


def _is_autoplay_url(address: str) -> bool:
    """Whether a URL such as YouTube's starts the video automatically."""
    try:
        return parse_qs(urlsplit(address).query).get("autoplay", [""])[-1] in {"1", "true"}
    except ValueError:  # not a URL, which another rule reports
        return False


RULE = Rule(Code.AUTOPLAY, Severity.WARNING, run)
