"""The course's initials as its icon, and the web app manifest that lists the icons."""

from __future__ import annotations

import json
import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING

from coursegen.outputs.palette import derive_palette
from coursegen.site.generated_paths import ICON_APPLE, ICON_MASKABLE, ICON_SIDES, ICON_SVG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursegen.content.course import CourseInfo

_MAX_INITIALS = 4
# fmt: off
_STOP_WORDS = frozenset({
    "a", "an", "and", "at", "by", "das", "de", "der", "die", "for", "from", "in", "la", "of", "on",
    "or", "the", "to", "und",
})
# fmt: on


def initials(info: CourseInfo) -> str:
    """Up to four letters for the course: a short code, else from its title.

    `Theory of Linear Algebra` → `TLA`; a title in a script without spaces gives its first sign.
    """
    code = "".join(info.code.split())
    if 0 < len(code) <= _MAX_INITIALS:
        return code
    words: list[str] = re.findall(r"\w+", info.title)
    if not words:
        return info.title[:1]
    if unicodedata.east_asian_width(words[0][0]) == "W":
        return words[0][0]
    telling = [word for word in words if word.lower() not in _STOP_WORDS] or words
    return "".join(word[0] for word in telling[:3]).upper()


def icon_svg(info: CourseInfo) -> bytes:
    """The initials in white on the accent, which is dark enough for them."""
    letters = initials(info)
    wide = max(len(letters), 1.4 if len(letters) == 1 and not letters.isascii() else 1)
    size = min(40, round(74 / wide))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">\n'
        f'<rect width="64" height="64" rx="13" fill="{derive_palette(info.accent).accent[0]}"/>\n'
        f'<text x="32" y="33" text-anchor="middle" dominant-baseline="central" fill="#fff" '
        f'font-family="Charter, Georgia, serif" font-weight="600" font-size="{size}">'
        f"{escape(letters)}</text>\n</svg>\n"
    ).encode()


def manifest(info: CourseInfo, icons: Sequence[str]) -> bytes:
    """`site.webmanifest` (W3C, Web Application Manifest); its addresses are relative to itself."""
    surface = derive_palette(info.accent).surface[0]
    named = [
        {
            "src": path,
            "sizes": "any" if path == ICON_SVG else f"{ICON_SIDES[path]}x{ICON_SIDES[path]}",
            "type": "image/svg+xml" if path == ICON_SVG else "image/png",
            "purpose": "maskable" if path == ICON_MASKABLE else "any",
        }
        for path in icons
        if path == ICON_SVG or (path in ICON_SIDES and path != ICON_APPLE)
    ]
    said = {
        "name": info.title,
        "short_name": info.code or initials(info),
        "lang": info.language,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "theme_color": surface,
        "background_color": surface,
        "icons": named,
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
