"""Subscripts and superscripts, written as `H~2~O` and `x^2^` (Pandoc, Material for MkDocs).

The text between the delimiters contains no spaces, except after a backslash, so `~20 to ~30` and
`2^3 and 3^2` stay text. So do `x^2+y^2` and `~/a:~/b`, which Pandoc would change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_NOT_BEFORE_WORD = re.compile(r".+[-+*/=<>]|.*[,;:(/-]\Z")
"""Text that is not a script if a letter or digit follows the closing delimiter."""


class _Script(InlineProcessor):
    def __init__(self, delimiter: str, tag: str) -> None:
        mark = re.escape(delimiter)
        super().__init__(
            rf"(?<![{mark}\[]){mark}(?![{mark}\s/\[])"
            rf"(?P<text>(?:[^{mark}\s\\]|\\[ ]?)+){mark}(?P<after>[^\W_])?(?!{mark})"
        )
        self._tag = tag

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library's signature
    ) -> tuple[Element | None, int, int]:
        """Return the element, unless the text is probably part of a formula or a path."""
        text, end = m["text"], m.end("text") + 1
        if not any(map(str.isalnum, text)) or (m["after"] and _NOT_BEFORE_WORD.match(text)):
            return None, m.start(), m.end("text")
        element = Element(self._tag)
        element.text = text.replace("\\ ", " ")
        return element, m.start(), end


class Scripts(Extension):
    """Adds the patterns to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the patterns with the Markdown converter."""
        md.inlinePatterns.register(_Script("~", "sub"), "subscript", 67)
        md.inlinePatterns.register(_Script("^", "sup"), "superscript", 66)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Scripts(), {"subscript": ("~",), "superscript": ("^",)})
