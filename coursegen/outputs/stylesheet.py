"""The site's stylesheet: the theme's parts, the accent's palette, the course's fonts and CSS."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Severity
from coursegen.base.text import location_of
from coursegen.base.urls import encode_path, to_root
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, derive_palette, readable
from coursegen.site.generated_paths import STYLESHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coursegen.base.files import SourceFile

_FAMILIES = {"text": "Course Text", "heading": "Course Heading", "code": "Course Code"}
"""The first font family of each stack in `tokens.css`; system fonts are the fallback."""


def stylesheet(
    parts: Iterable[SourceFile], accent: str, fonts: Mapping[str, str], kinds: str = ""
) -> bytes:
    """Join the parts; insert the rules generated for the course after the first part (tokens).

    `fonts` maps each use of a course font to its output path. `kinds` are the rules for the session
    kinds.
    """
    sources = [part.disk.read_bytes().strip() for part in parts]
    generated = [derive_palette(accent).css(), *starmap(_font_face_rule, fonts.items()), kinds]
    return b"\n\n".join([*sources[:1], "\n".join(filter(None, generated)).encode(), *sources[1:]])


def _font_face_rule(use: str, path: str) -> str:
    """Return the `@font-face` rule of a course font, with a URL relative to the stylesheet."""
    return (
        f'@font-face {{\n  font-family: "{_FAMILIES[use]}";\n'
        f'  src: url("{to_root(STYLESHEET)}{encode_path(path)}") format("woff2");\n'
        "  font-weight: 100 900;\n  font-display: swap;\n}\n"
    )


def validate_accent(accent: str) -> Iterator[Diagnostic]:
    """Warn about an accent with too little contrast on white; suggest one that works."""
    if accent and contrast(accent, "#ffffff") < TEXT_CONTRAST:
        yield Diagnostic(
            Code.ACCENT_CONTRAST,
            Severity.WARNING,
            f"the accent color {accent} is too light for text: its contrast on white is "
            f"{contrast(accent, '#ffffff'):.1f}, but text needs {TEXT_CONTRAST}",
            location_of(accent),
            f"{readable(accent)} is used on light pages; set that color, or choose a darker one",
        )
