"""The site's stylesheet: the theme's parts, the accent's palette, the course's fonts and CSS."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.text import location_of
from coursegen.base.urls import encode_path, to_root
from coursegen.outputs.output import of_bytes
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, derive_palette, readable
from coursegen.site.generated_paths import STYLESHEET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.outputs.generated_files import OutputContext
    from coursegen.outputs.output import Output

_FAMILIES = {"text": "Course Text", "heading": "Course Heading", "code": "Course Code"}
"""The first font family of each stack in `tokens.css`; system fonts are the fallback."""


def stylesheet(context: OutputContext) -> Mapping[str, Output]:
    """Join the parts; insert the rules generated for the course after the first part (tokens).

    Check the contrast of the accent.
    """
    site = context.site
    accent = site.info.accent
    validate_accent(accent, context.diagnostics)
    sources = [part.disk.read_bytes().strip() for part in site.styles]
    fonts = starmap(_font_face_rule, site.fonts.items())
    generated = [derive_palette(accent).css(), *fonts, site.kind_styles]
    rules = "\n".join(filter(None, generated)).encode()
    return {STYLESHEET: of_bytes(b"\n\n".join([*sources[:1], rules, *sources[1:]]))}


def _font_face_rule(use: str, path: str) -> str:
    """Return the `@font-face` rule of a course font, with a URL relative to the stylesheet."""
    return (
        f'@font-face {{\n  font-family: "{_FAMILIES[use]}";\n'
        f'  src: url("{to_root(STYLESHEET)}{encode_path(path)}") format("woff2");\n'
        "  font-weight: 100 900;\n  font-display: swap;\n}\n"
    )


def validate_accent(accent: str, diagnostics: Diagnostics) -> None:
    """Warn about an accent with too little contrast on white; suggest one that works."""
    if accent and contrast(accent, "#ffffff") < TEXT_CONTRAST:
        diagnostics.warning(
            Code.ACCENT_CONTRAST,
            f"the accent color {accent} is too light for text: its contrast on white is "
            f"{contrast(accent, '#ffffff'):.1f}, but text needs {TEXT_CONTRAST}",
            location_of(accent),
            f"{readable(accent)} is used on light pages; set that color, or choose a darker one",
        )
