"""Code in colours: what Python-Markdown's `fenced_code` and `codehilite` make, made once.

The library makes a formatter, with its stylesheet, and looks through all languages for each piece
of code.  That took as long as colouring it.
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
from coursegen.markdown.limits import (
    MAX_HIGHLIGHTING_COST,
    MAX_SEARCH_COST,
    NOT_HIGHLIGHTED,
    Skipped,
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
"""How a line with code after it ends; that is found in a fifth of the time of the code itself."""
_MAX_FIRST_LINE = 100
"""Letters of a line that are enough to find it."""
_OPTIONS: dict[str, Any] = {
    "style": "default",
    "noclasses": False,
    "linenos": None,
    "cssclass": "highlight",
    "wrapcode": True,
    "full": False,
}
"""What lexer and formatter are given for code without options of its own."""
_CODEHILITE_CONFIG: dict[str, Any] = {
    "linenums": None,
    "guess_lang": False,
    "css_class": "highlight",
    "pygments_style": "default",
    "noclasses": False,
    "lang_prefix": "language-",
}
"""Those of `codehilite`, which makes `_OPTIONS` of them."""


class Highlight(Extension):
    """Adds code, fenced and indented, to a Markdown converter.

    `highlight` makes the HTML of a piece of code in a language; `highlighted` does.
    """

    def __init__(self, limits: Limits, highlight: Callable[[str, str], str]) -> None:
        super().__init__()
        self._limits = limits
        self._highlight = highlight

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        indented = HiliteTreeprocessor(md)
        indented.config = {**_CODEHILITE_CONFIG, "pygments_formatter": _make_formatter}
        md.treeprocessors.register(indented, "hilite", 30)
        md.preprocessors.register(
            _FencedCode(md, self._limits, indented, self._highlight), "fenced_code_block", 25
        )


class _FencedCode(Preprocessor):
    """Fenced code, unless its ends are too hard to find; without colours where it is too long."""

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
        """Put each piece of code into the stash, and what stands for it into its place."""
        text = "\n".join(lines)
        self._set_highlighting(wanted=True)
        if fence_cost(text) > MAX_SEARCH_COST:
            self._limits.skipped.append(too_complex(""))
            return lines
        if highlighting_cost(text) > MAX_HIGHLIGHTING_COST:
            self._limits.skipped.append(NOT_HIGHLIGHTED)
            self._set_highlighting(wanted=False)
        return self._store_code(text).split("\n")

    def _set_highlighting(self, *, wanted: bool) -> None:
        self._is_highlighting = wanted
        self._indented.config = {**self._indented.config, "use_pygments": wanted}

    def _store_code(self, text: str) -> str:
        parts: list[str] = []
        done = start = 0
        while found := _next_fence(text, start):
            block = code_options(found)
            if block is None:
                start = found.end("attrs")
                continue
            if block.invalid:
                self._report(block, found)
            code = self.md.htmlStash.store(self._block_html(block))
            parts += (text[done : found.start()], f"\n{code}\n")
            done = start = found.end()
        return "".join((*parts, text[done:]))

    def _report(self, block: CodeOptions, found: re.Match[str]) -> None:
        begins = found[0].partition("\n")[0][:_MAX_FIRST_LINE]
        after = found.string.count("\n", 0, found.start())
        self._limits.skipped += [
            Skipped(invalid.problem, begins, after, invalid.start, invalid.length)
            for invalid in block.invalid
        ]

    def _block_html(self, block: CodeOptions) -> str:
        if not self._is_highlighting:
            return _plain_html(block)
        if block.options or block.classes:
            return _html_with_options(block)
        return self._highlight(block.code.strip("\n"), block.language or _PLAIN_TEXT)


def _next_fence(text: str, start: int) -> re.Match[str] | None:
    """The next piece of fenced code; whatever begins no line as a fence does is passed by."""
    begins = 0 if not start and text.startswith(_FENCES) else -1
    if begins < 0:
        line_end = _LINE_BEFORE_FENCE.search(text, max(start - 1, 0))
        if not line_end:
            return None
        begins = line_end.end()
    return FencedBlockPreprocessor.FENCED_BLOCK_RE.search(text, begins)


def _plain_html(block: CodeOptions) -> str:
    """Code without colours, as `fenced_code` writes it."""
    language = f"{_CODEHILITE_CONFIG['lang_prefix']}{block.language}" if block.language else ""
    of_pre = _attribute("id", block.identifier) + _attribute("class", " ".join(block.classes))
    of_code = _attribute("class", language)
    return f"<pre{of_pre}><code{of_code}>{escape(block.code, quote=False)}</code></pre>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def _html_with_options(block: CodeOptions) -> str:
    names = " ".join((*block.classes, _OPTIONS["cssclass"]))
    written = StringIO()
    formatter = HtmlFormatter(**{**_OPTIONS, "cssclass": names, **block.options})
    tokens = _language(block.language or _PLAIN_TEXT).tokens(block.code.strip("\n"))
    formatter.format(tokens, written)
    return written.getvalue()


def highlighted(code: str, language: str) -> str:
    """`code` as Pygments' `highlight` writes it with `_OPTIONS`; plain in an unknown language."""
    opening, closing = _wrapper_html()
    return f"{opening}{_lines_html(_language(language).tokens(code))}{closing}"


def _lines_html(tokens: Iterable[tuple[_TokenType, str]]) -> str:
    """What `HtmlFormatter` writes between the tags around it, in one go and with nothing to ask.

    Tokens of one kind share an element, up to the end of their line.
    """
    parts: list[str] = []
    append = parts.append
    open_now: str | None = None  # the tag that a line is in, empty outside; None before its text
    for kind, value in tokens:
        tag = _opening_tag(kind)
        text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        first, newline, rest = text.partition("\n")
        if first:
            if open_now != tag:
                append(f"</span>{tag}" if open_now else tag)
                open_now = tag
            append(first)
        if newline:
            for line in rest.split("\n"):
                append("</span>\n" if open_now else "\n")
                open_now = None
                if line:
                    append(f"{tag}{line}")
                    open_now = tag
    if open_now is not None:
        append("</span>\n" if open_now else "\n")
    return "".join(parts)


@cache
def _opening_tag(kind: _TokenType) -> str:
    """The tag that Pygments opens for a token; empty where it opens none."""
    written = StringIO()
    HtmlFormatter(**_OPTIONS, nowrap=True).format([(kind, "\0")], written)
    return written.getvalue().partition("\0")[0]


@cache
def _wrapper_html() -> tuple[str, str]:
    """What Pygments writes before and after the lines."""
    written = StringIO()
    _default_formatter().format([], written)
    opening, closing_tag, rest = written.getvalue().partition("</code>")
    return opening, closing_tag + rest


@cache
def _default_formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(**_OPTIONS)


def _make_formatter(*, lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG001 - as asked
    """A formatter, as `codehilite` asks for one; making it takes longer than its work."""
    return _default_formatter() if options == _OPTIONS else HtmlFormatter(**options)


@lru_cache(maxsize=256)
def _language(name: str) -> Language:
    """A language, looked for once; text where there is none of that name."""
    try:
        return Language(find_lexer_class_by_name(name), _OPTIONS)
    except ClassNotFound:
        return Language(find_lexer_class_by_name(_PLAIN_TEXT), _OPTIONS)
