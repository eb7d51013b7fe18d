"""The site's one stylesheet: the theme's parts, the colours of the accent, the course's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.diagnostics import Diagnostic, Level
from coursegen.paths import STATIC
from coursegen.site.palette import TEXT_CONTRAST, contrast, derive, readable
from coursegen.source import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.paths import Found

STYLESHEET = f"{STATIC}/css/site.css"
"""Where it stands in the site."""

PARTS = (
    "css/tokens.css",
    "css/base.css",
    "css/chrome.css",
    "css/home.css",
    "css/schedule.css",
    "css/people.css",
    "css/code.css",
    "css/print.css",
    "css/course.css",
)
"""Its parts in order, below `static/`: a part of the course takes the place of the theme's."""

_DEFAULT_ACCENT = "#1f5a93"


def stylesheet(parts: Iterable[Found], accent: str, kinds: str = "") -> bytes:
    """Join the parts; colours and the rules of `kinds` stand between tokens and what uses them."""
    texts = [part.disk.read_bytes().strip() for part in parts]
    colours = derive(accent or _DEFAULT_ACCENT).css()
    made = [text.encode() for text in (colours, kinds) if text]
    return b"\n\n".join([*texts[:1], *made, *texts[1:]])


def vet_accent(accent: str) -> Iterator[Diagnostic]:
    """Warn about a colour that cannot be read as text on white, with the nearest that can."""
    if accent and contrast(accent, "#ffffff") < TEXT_CONTRAST:
        yield Diagnostic(
            Level.WARNING,
            f"the accent {accent} is too pale for text: its contrast on white is "
            f"{contrast(accent, '#ffffff'):.1f}, and {TEXT_CONTRAST} is needed",
            place_of(accent),
            f"{readable(accent)} is used on light pages; write it, or choose a darker colour",
        )
