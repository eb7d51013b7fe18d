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

_LONGEST_TAG = 1000
"""The number of characters around an escape in which a tag can begin and end."""


class _Escape(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[str | None, int | None, int | None]:
        """Return the character, which no other pattern sees; skip an attribute of raw HTML."""
        if _is_in_tag(data, m.start(), m.end()):
            return None, None, None
        character = m[1]
        reference = _REFERENCES.get(character)
        return f"{AMP_SUBSTITUTE}{reference}" if reference else character, m.start(), m.end()


def _is_in_tag(text: str, start: int, end: int) -> bool:
    """Return whether a passage is inside an HTML tag of usual length."""
    before = text[max(0, start - _LONGEST_TAG) : start]
    opened = before.rfind("<")
    if opened < 0 or before.rfind(">") > opened or not before[opened + 1 : opened + 2].isalpha():
        return False
    return text.find(">", end, end + _LONGEST_TAG) >= 0


class Escapes(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        md.inlinePatterns.register(_Escape(r"""\\([~=^"'$%&,/:;<?@])"""), "escapes", 179)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Escapes(), {"escapes": ("\\",)})
