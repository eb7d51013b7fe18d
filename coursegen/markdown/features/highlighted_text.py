"""Highlighted text, written as `==text==` (Pandoc, Material for MkDocs).

A comparison such as `a==b` stays text: the highlighted text does not begin after a letter, a digit
or a closing bracket, and does not end before a letter, a digit or an opening bracket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.util import ETX, STX

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.delimited import Delimited

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_OPENING = (
    rf"""(?:(?<![A-Za-z0-9_$=)\]}}"'{ETX}])|(?<=^["'])|(?<=[\s(]["']))"""
    r"==(?![=\s])"
)
_CLOSING = (
    r"(?<![=\s])=="
    rf"""(?:(?![A-Za-z0-9_$=(\[{{"'{STX}])|(?=["'](?:[\s.,;:!?)]|$)))"""
)


class HighlightedText(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        md.inlinePatterns.register(Delimited(_OPENING, _CLOSING, "mark"), "highlighted_text", 68)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(HighlightedText(), {"highlighted_text": ("==",)})
