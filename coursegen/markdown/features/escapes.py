r"""A backslash before any ASCII punctuation, such as `\~` or `\$` (CommonMark).

Python-Markdown knows only the characters of its own syntax.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AMP_SUBSTITUTE

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    import re

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_REFERENCES = {"&": "amp;", '"': "quot;", "'": "#39;"}
"""Characters written as references in HTML, since they could otherwise be part of one, or of a pair
of typographic quotes."""


class _Escape(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library's signature
    ) -> tuple[str, int, int]:
        """Return the character, which no other pattern sees."""
        character = m[1]
        reference = _REFERENCES.get(character)
        return f"{AMP_SUBSTITUTE}{reference}" if reference else character, m.start(), m.end()


class Escapes(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        md.inlinePatterns.register(_Escape(r"""\\([~=^"'$%&,/:;<?@])"""), "escapes", 179)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Escapes(), {"escapes": ("\\",)})
