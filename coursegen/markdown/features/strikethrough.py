"""Struck-out text, written as `~~text~~` (GitHub, Pandoc, Material for MkDocs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.delimited import Delimited

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits


class Strikethrough(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        pattern = Delimited(r"(?<!~)~~(?![~\s])", r"(?<![~\s])~~(?!~)", "del")
        md.inlinePatterns.register(pattern, "strikethrough", 69)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Strikethrough(), {"strikethrough": ("~~",)})
