"""Syntax highlighting with the same output as `fenced_code` and `codehilite`, but faster.

For each code block, these extensions create a formatter with its stylesheet and search all lexers,
which takes as long as the highlighting itself.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.extensions.codehilite import HiliteTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.preprocessors import Preprocessor
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from coursegen.markdown.code.code_options import code_options
from coursegen.markdown.code.lexers import Language
from coursegen.markdown.complexity import fence_cost, highlighting_cost
from coursegen.markdown.fragment import Skipped
from coursegen.markdown.limits import (
    MAX_HIGHLIGHTING_COST,
    MAX_SEARCH_COST,
    NOT_HIGHLIGHTED,
    too_complex,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown import Markdown
    from pygments.token import _TokenType

    from coursegen.markdown.code.code_options import CodeOptions
    from coursegen.markdown.limits import Limits

_PLAIN_TEXT = "text"
_FENCES = ("```", "~~~")
_LINE_BEFORE_FENCE = re.compile(r"\n(?=```|~~~)")
"""The line end before a fence. Searching for the whole block would take five times as long."""
_MAX_FIRST_LINE = 100
"""The number of characters of a fence's line that are used to find the line."""
_OPTIONS: dict[str, Any] = {
    "style": "default",
    "noclasses": False,
    "linenos": None,
    "cssclass": "highlight",
    "wrapcode": True,
    "full": False,
}
"""The lexer and formatter options for code blocks without options."""
_CODEHILITE_CONFIG: dict[str, Any] = {
    "linenums": None,
    "guess_lang": False,
    "css_class": "highlight",
    "pygments_style": "default",
    "noclasses": False,
    "lang_prefix": "language-",
}
"""The configuration from which `codehilite` derives `_OPTIONS`."""


class Highlight(Extension):
    """Adds fenced and indented code blocks to a Markdown converter.

    `highlight` is a function that returns the HTML of code in a language, such as `highlighted`.
    """

    def __init__(self, limits: Limits, highlight: Callable[[str, str], str]) -> None:
        super().__init__()
        self._limits = limits
        self._highlight = highlight

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        indented = HiliteTreeprocessor(md)
        indented.config = {**_CODEHILITE_CONFIG, "pygments_formatter": _make_formatter}
        md.treeprocessors.register(indented, "hilite", 30)
        md.preprocessors.register(
            _FencedCode(md, self._limits, indented, self._highlight), "fenced_code_block", 25
        )


class _FencedCode(Preprocessor):
    """Converts fenced code, and skips the highlighting if there is too much code."""

    def __init__(
        self,
        md: Markdown,
        limits: Limits,
        indented: HiliteTreeprocessor,
        highlight: Callable[[str, str], str],
    ) -> None:
        super().__init__(md)
        self._limits = limits
        self._indented = indented
        self._highlight = highlight

    def run(self, lines: list[str]) -> list[str]:
        """Replace each code block with a placeholder, and store its HTML in the stash."""
        text = "\n".join(lines)
        self._set_highlighting(enabled=True)
        if fence_cost(text) > MAX_SEARCH_COST:
            self._limits.skipped.append(too_complex(""))
            return lines
        if highlighting_cost(text) > MAX_HIGHLIGHTING_COST:
            self._limits.skipped.append(NOT_HIGHLIGHTED)
            self._set_highlighting(enabled=False)
        return self._store_code(text).split("\n")

    def _set_highlighting(self, *, enabled: bool) -> None:
        self._is_highlighting = enabled
        self._indented.config = {**self._indented.config, "use_pygments": enabled}

    def _store_code(self, text: str) -> str:
        parts: list[str] = []
        done = start = 0
        while match := _next_fence(text, start):
            block = code_options(match)
            if block is None:
                start = match.end("attrs")
                continue
            if block.invalid:
                self._report(block, match)
            code = self.md.htmlStash.store(self._block_html(block))
            parts += (text[done : match.start()], f"\n{code}\n")
            done = start = match.end()
        return "".join((*parts, text[done:]))

    def _report(self, block: CodeOptions, match: re.Match[str]) -> None:
        first_line = match[0].partition("\n")[0][:_MAX_FIRST_LINE]
        lines_before = match.string.count("\n", 0, match.start())
        self._limits.skipped += [
            Skipped(invalid.problem, first_line, lines_before, invalid.start, invalid.length)
            for invalid in block.invalid
        ]

    def _block_html(self, block: CodeOptions) -> str:
        if not self._is_highlighting:
            return _plain_html(block)
        if block.options or block.classes:
            return _html_with_options(block)
        return self._highlight(block.code.strip("\n"), block.language or _PLAIN_TEXT)


def _next_fence(text: str, start: int) -> re.Match[str] | None:
    """Find the next fenced code block, trying only lines that start with a fence."""
    fence_start = 0 if not start and text.startswith(_FENCES) else -1
    if fence_start < 0:
        line_end = _LINE_BEFORE_FENCE.search(text, max(start - 1, 0))
        if not line_end:
            return None
        fence_start = line_end.end()
    return FencedBlockPreprocessor.FENCED_BLOCK_RE.search(text, fence_start)


def _plain_html(block: CodeOptions) -> str:
    """Return a code block without highlighting, in the format of `fenced_code`."""
    language = f"{_CODEHILITE_CONFIG['lang_prefix']}{block.language}" if block.language else ""
    pre_attributes = _attribute("id", block.identifier) + _attribute(
        "class", " ".join(block.classes)
    )
    code_attributes = _attribute("class", language)
    code = escape(block.code, quote=False)
    return f"<pre{pre_attributes}><code{code_attributes}>{code}</code></pre>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def _html_with_options(block: CodeOptions) -> str:
    names = " ".join((*block.classes, _OPTIONS["cssclass"]))
    buffer = StringIO()
    formatter = HtmlFormatter(**{**_OPTIONS, "cssclass": names, **block.options})
    tokens = _language(block.language or _PLAIN_TEXT).tokens(block.code.strip("\n"))
    formatter.format(tokens, buffer)
    return buffer.getvalue()


def highlighted(code: str, language: str) -> str:
    """Return the output of Pygments' `highlight`; treat an unknown language as plain text."""
    opening, closing = _wrapper_html()
    return f"{opening}{_lines_html(_language(language).tokens(code))}{closing}"


def _lines_html(tokens: Iterable[tuple[_TokenType, str]]) -> str:
    """Return the lines in the format of `HtmlFormatter`, in one pass with fixed options.

    Adjacent tokens of the same type share an element, up to the end of their line.
    """
    parts: list[str] = []
    append = parts.append
    open_tag: str | None = None  # the open tag, "" for none, or None at the start of a line
    for kind, value in tokens:
        tag = _opening_tag(kind)
        text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        first, newline, rest = text.partition("\n")
        if first:
            if open_tag != tag:
                append(f"</span>{tag}" if open_tag else tag)
                open_tag = tag
            append(first)
        if newline:
            for line in rest.split("\n"):
                append("</span>\n" if open_tag else "\n")
                open_tag = None
                if line:
                    append(f"{tag}{line}")
                    open_tag = tag
    if open_tag is not None:
        append("</span>\n" if open_tag else "\n")
    return "".join(parts)


@cache
def _opening_tag(kind: _TokenType) -> str:
    """Return Pygments' start tag for a token type, or an empty string if it has none."""
    buffer = StringIO()
    HtmlFormatter(**_OPTIONS, nowrap=True).format([(kind, "\0")], buffer)
    return buffer.getvalue().partition("\0")[0]


@cache
def _wrapper_html() -> tuple[str, str]:
    """Return the HTML that Pygments writes before and after the lines of code."""
    buffer = StringIO()
    _default_formatter().format([], buffer)
    opening, closing_tag, rest = buffer.getvalue().partition("</code>")
    return opening, closing_tag + rest


@cache
def _default_formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(**_OPTIONS)


def _make_formatter(*, lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG001 - the library's signature
    """Return a formatter for `codehilite`; cache the default one, which is slow to create."""
    return _default_formatter() if options == _OPTIONS else HtmlFormatter(**options)


@lru_cache(maxsize=256)
def _language(name: str) -> Language:
    """Return the language with this name, or plain text if Pygments has no such lexer."""
    try:
        return Language(find_lexer_class_by_name(name), _OPTIONS)
    except ClassNotFound:
        return Language(find_lexer_class_by_name(_PLAIN_TEXT), _OPTIONS)
