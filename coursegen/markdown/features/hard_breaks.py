r"""A hard line break, written as `\` at the end of a line (CommonMark)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import SubstituteTagInlineProcessor

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_BEFORE_TWO_SPACES = 101
"""The priority of the pattern: after escapes, and before the library's pattern for line breaks."""


class HardBreaks(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        pattern = SubstituteTagInlineProcessor(r"\\\n", "br")
        md.inlinePatterns.register(pattern, "hard_break", _BEFORE_TWO_SPACES)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(HardBreaks(), {"hard_break": ("\\\n",)})
