"""Syntax highlighting with the same output as Pygments' `highlight`, but faster.

For each code block, Pygments creates a formatter with its stylesheet and searches all lexers, which
takes as long as the highlighting itself.
"""

from __future__ import annotations

from functools import cache, lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any

from pygments.formatters.html import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

PLAIN_TEXT = "text"
CSS_CLASS = "highlight"
_OPTIONS: dict[str, Any] = {
    "style": "default",
    "noclasses": False,
    "linenos": None,
    "cssclass": CSS_CLASS,
    "wrapcode": True,
    "full": False,
}
"""The lexer and formatter options for code blocks without options."""


def highlighted(code: str, language: str) -> str:
    """Return the output of Pygments' `highlight`; treat an unknown language as plain text."""
    opening, closing = _wrapper_html()
    return f"{opening}{_lines_html(_tokens(code, language))}{closing}"


def highlighted_inline(code: str, language: str) -> str:
    """Return the HTML of code in a paragraph, without an element around it.

    Without a lexer for the language, return an empty string.
    """
    lexer = _lexer_class(language)
    is_known = lexer is not _lexer_class(PLAIN_TEXT) or language.lower() in lexer.aliases
    return _lines_html(_tokens(code, language)).rstrip("\n") if is_known else ""


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


def make_formatter(*, lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG001 - the library's signature
    """Return a formatter for `codehilite`; cache the default one, which is slow to create."""
    return _default_formatter() if options == _OPTIONS else HtmlFormatter(**options)


def highlighted_with_options(
    code: str, language: str, classes: Sequence[str], options: dict[str, Any]
) -> str:
    """Return highlighted code in an element with more classes, and with formatter options."""
    names = " ".join((*classes, CSS_CLASS))
    buffer = StringIO()
    formatter = HtmlFormatter(**{**_OPTIONS, "cssclass": names, **options})
    formatter.format(_tokens(code, language), buffer)
    return buffer.getvalue()


def _tokens(code: str, language: str) -> Iterable[tuple[_TokenType, str]]:
    # A new lexer each time, since a few lexers keep state from the code before.
    return _lexer_class(language)(**_OPTIONS).get_tokens(code)


@lru_cache(maxsize=256)
def _lexer_class(language: str) -> type[Lexer]:
    """Return the lexer of a language, or of plain text if Pygments has no such lexer."""
    try:
        return find_lexer_class_by_name(language)
    except ClassNotFound:
        return find_lexer_class_by_name(PLAIN_TEXT)
