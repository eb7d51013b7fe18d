"""Report audio, video and frames that play automatically.

Sound interferes with screen readers, and movement distracts some visitors (WCAG 2.2, 1.4.2 and
2.2.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.element_places import Span
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_PARAMETER = re.compile(r"autoplay=(?:1|true)", re.IGNORECASE)


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about video and audio with `autoplay`, and about frames with `autoplay` in their URL.

    A muted video with controls is allowed, because visitors can stop it.
    """
    for source in context.markdown_sources:
        for written in source.elements:
            tag = written.element
            attributes = tag.attributes
            is_stoppable = "controls" in attributes and "muted" in attributes
            if tag.name in {"video", "audio"} and "autoplay" in attributes and not is_stoppable:
                span = source.attribute(written, "autoplay")
                yield Finding(
                    f"this {tag.name} plays automatically (autoplay)",
                    source.location(span),
                    "write 'controls' instead, so that visitors can start it"
                    if "controls" not in attributes
                    else "remove 'autoplay', so that visitors can start it",
                    source.edit(span, "controls")
                    if "controls" not in attributes
                    else source.edit(Span(span.start - 1, span.end), ""),
                )
            elif tag.name == "iframe" and _is_autoplay_url(tag.value("src")):
                src = source.attribute(written, "src")
                found = _PARAMETER.search(source.text, *src)
                span = Span(*found.span()) if found else src
                yield Finding(
                    "the content of this frame plays automatically (autoplay)",
                    source.location(span),
                    "remove 'autoplay' from the URL, so that visitors can start it",
                )


def _is_autoplay_url(address: str) -> bool:
    """Return whether a URL, such as a YouTube URL, starts the video automatically."""
    try:
        return parse_qs(urlsplit(address).query).get("autoplay", [""])[-1] in {"1", "true"}
    except ValueError:  # another rule reports malformed URLs
        return False


RULE = Rule(Code.AUTOPLAY, Severity.WARNING, run)
