"""Does anything play by itself?

Sound drowns a screen reader, and what moves keeps some from reading (WCAG 2.2, 1.4.2 and 2.2.2).
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
    """Warn about video and audio with `autoplay`, and frames whose address asks for it.

    A silent video that has controls can be stopped by who minds it.
    """
    for source in context.markdown_sources:
        for tag in source.tags:
            if tag.is_closing:
                continue
            given = tag.attributes
            stoppable = "controls" in given and "muted" in given
            if tag.name in {"video", "audio"} and "autoplay" in given and not stoppable:
                span = given["autoplay"].span
                yield Finding(
                    f"this {tag.name} plays by itself",
                    source.location(span),
                    "let the visitor start it: write 'controls' instead"
                    if "controls" not in given
                    else "let the visitor start it: take 'autoplay' out",
                    source.edit(span, "controls")
                    if "controls" not in given
                    else source.edit(Span(span.start - 1, span.end), ""),
                )
            elif tag.name == "iframe" and _is_autoplay_url(tag.value("src")):
                src = given["src"].span
                found = _PARAMETER.search(source.text, *src)
                span = Span(*found.span()) if found else src
                yield Finding(
                    "what is in this frame plays by itself",
                    source.location(span),
                    "let the visitor start it: take 'autoplay' out of the address",
                )


def _is_autoplay_url(address: str) -> bool:
    """Whether an address such as YouTube's says that the video is to start."""
    try:
        return parse_qs(urlsplit(address).query).get("autoplay", [""])[-1] in {"1", "true"}
    except ValueError:  # no address at all, which is told elsewhere
        return False


RULE = Rule(Code.AUTOPLAY, Severity.WARNING, run)
