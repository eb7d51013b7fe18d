"""The site's one stylesheet: the theme's parts, the colours of the accent, the course's own."""

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
"""What `tokens.css` asks for first; without a font of that name, the system's come next."""


def stylesheet(
    parts: Iterable[SourceFile], accent: str, fonts: Mapping[str, str], kinds: str = ""
) -> bytes:
    """Join the parts; what is made for the course stands between the tokens and what uses them.

    `fonts` are the output paths of the course's own, by what each is for; `kinds` are the rules of
    its kinds of session.
    """
    texts = [part.disk.read_bytes().strip() for part in parts]
    made = [derive_palette(accent).css(), *starmap(_font_face_rule, fonts.items()), kinds]
    return b"\n\n".join([*texts[:1], "\n".join(filter(None, made)).encode(), *texts[1:]])


def _font_face_rule(use: str, path: str) -> str:
    """A font of the course; its address is relative to the stylesheet's."""
    return (
        f'@font-face {{\n  font-family: "{_FAMILIES[use]}";\n'
        f'  src: url("{to_root(STYLESHEET)}{encode_path(path)}") format("woff2");\n'
        "  font-weight: 100 900;\n  font-display: swap;\n}\n"
    )


def validate_accent(accent: str) -> Iterator[Diagnostic]:
    """Warn about a colour that cannot be read as text on white, with the nearest that can."""
    if accent and contrast(accent, "#ffffff") < TEXT_CONTRAST:
        yield Diagnostic(
            Code.ACCENT_PALE,
            Severity.WARNING,
            f"the accent {accent} is too pale for text: its contrast on white is "
            f"{contrast(accent, '#ffffff'):.1f}, and {TEXT_CONTRAST} is needed",
            location_of(accent),
            f"{readable(accent)} is used on light pages; write it, or choose a darker colour",
        )
