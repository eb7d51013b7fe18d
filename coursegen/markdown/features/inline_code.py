"""Inline code in a language.

It is written as `#!python x` in backticks (Material for MkDocs), or with `{.python}` after the
closing backtick (Pandoc).
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor

from coursegen.markdown.code.highlight import CSS_CLASS, highlighted_inline
from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_PREFIX = re.compile(r"#!(?P<language>[\w+#-]+) +(?=\S)")
_SUFFIX = re.compile(r"\{:? *\.(?:language-)?(?P<language>[\w+#-]+) *\}")


class _InlineCode(BacktickInlineProcessor):
    def __init__(self, md: Markdown) -> None:
        super().__init__(BACKTICK_RE)
        self._md = md

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self, m: re.Match[str], data: str
    ) -> tuple[Any, int | None, int | None]:
        """Return the code, highlighted if a language follows its start or its end."""
        node, start, end = super().handleMatch(m, data)
        if isinstance(node, str) or node is None or end is None:
            return node, start, end
        text = unescape(node.text or "")
        prefix = _PREFIX.match(text)
        found = prefix or (None if data.endswith("```", 0, end) else _SUFFIX.match(data, end))
        if found is None:
            return node, start, end
        language = found["language"]
        html = highlighted_inline(text[prefix.end() :] if prefix else text, language)
        if not html:
            return node, start, end
        names = CSS_CLASS if prefix else f"{CSS_CLASS} {language}"
        code = self._md.htmlStash.store(f'<code class="{names}">{html}</code>')
        return code, start, end if prefix else found.end()


class InlineCode(Extension):
    """Replaces the pattern for inline code of a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        md.inlinePatterns.register(_InlineCode(md), "backtick", 190)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(InlineCode(), {"backtick": ("`",)})
