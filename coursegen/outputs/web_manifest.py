"""The course's initials as an SVG icon, and the web app manifest that lists the icons."""

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

    from coursegen.content.site import CourseInfo

_MAX_INITIALS = 4
# fmt: off
_STOP_WORDS = frozenset({
    "a", "an", "and", "at", "by", "das", "de", "der", "die", "for", "from", "in", "la", "of", "on",
    "or", "the", "to", "und",
})
# fmt: on


def initials(info: CourseInfo) -> str:
    """Return up to four characters: the course code if it is short, else the title's initials.

    The initials of `Theory of Linear Algebra` are `TLA`. If the title is in a script without
    spaces, the result is its first character.
    """
    code = "".join(info.code.split())
    if 0 < len(code) <= _MAX_INITIALS:
        return code
    words: list[str] = re.findall(r"\w+", info.title)
    if not words:
        return info.title[:1]
    if unicodedata.east_asian_width(words[0][0]) == "W":
        return words[0][0]
    significant = [word for word in words if word.lower() not in _STOP_WORDS] or words
    return "".join(word[0] for word in significant[:3]).upper()


def icon_svg(info: CourseInfo) -> bytes:
    """Draw the initials in white on the accent color, which is adjusted to have enough contrast."""
    text = initials(info)
    width = max(len(text), 1.4 if len(text) == 1 and not text.isascii() else 1)
    size = min(40, round(74 / width))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">\n'
        f'<rect width="64" height="64" rx="13" fill="{derive_palette(info.accent).accent[0]}"/>\n'
        f'<text x="32" y="33" text-anchor="middle" dominant-baseline="central" fill="#fff" '
        f'font-family="Charter, Georgia, serif" font-weight="600" font-size="{size}">'
        f"{escape(text)}</text>\n</svg>\n"
    ).encode()


def manifest(info: CourseInfo, icons: Sequence[str]) -> bytes:
    """Return `site.webmanifest` (W3C, Web Application Manifest), with URLs relative to the file."""
    surface = derive_palette(info.accent).surface[0]
    icon_entries = [
        {
            "src": path,
            "sizes": "any" if path == ICON_SVG else f"{ICON_SIDES[path]}x{ICON_SIDES[path]}",
            "type": "image/svg+xml" if path == ICON_SVG else "image/png",
            "purpose": "maskable" if path == ICON_MASKABLE else "any",
        }
        for path in icons
        if path == ICON_SVG or (path in ICON_SIDES and path != ICON_APPLE)
    ]
    members = {
        "name": info.title,
        "short_name": info.code or initials(info),
        "lang": info.language,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "theme_color": surface,
        "background_color": surface,
        "icons": icon_entries,
    }
    return (json.dumps(members, ensure_ascii=False, indent=1) + "\n").encode()
