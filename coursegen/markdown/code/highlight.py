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
from coursegen.markdown.limits import COLOURLESS, MOST_COLOUR, MOST_SOUGHT, Skipped, too_complex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown import Markdown
    from pygments.token import _TokenType

    from coursegen.markdown.code.code_options import CodeOptions
    from coursegen.markdown.limits import Limits

_TEXT = "text"
_FENCES = ("```", "~~~")
_LINE_BEFORE_FENCE = re.compile(r"\n(?=```|~~~)")
"""How a line with code after it ends; that is found in a fifth of the time of the code itself."""
_BEGINNING = 100
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
_SETTINGS: dict[str, Any] = {
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

    `colour` makes the HTML of a piece of code in a language; `highlighted` does.
    """

    def __init__(self, bounds: Limits, colour: Callable[[str, str], str]) -> None:
        super().__init__()
        self._bounds = bounds
        self._colour = colour

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        indented = HiliteTreeprocessor(md)
        indented.config = {**_SETTINGS, "pygments_formatter": _formatter}
        md.treeprocessors.register(indented, "hilite", 30)
        md.preprocessors.register(
            _Fences(md, self._bounds, indented, self._colour), "fenced_code_block", 25
        )


class _Fences(Preprocessor):
    """Fenced code, unless its ends are too hard to find; without colours where it is too long."""

    def __init__(
        self,
        md: Markdown,
        bounds: Limits,
        indented: HiliteTreeprocessor,
        colour: Callable[[str, str], str],
    ) -> None:
        super().__init__(md)
        self._bounds = bounds
        self._indented = indented
        self._colour = colour

    def run(self, lines: list[str]) -> list[str]:
        """Put each piece of code into the stash, and what stands for it into its place."""
        text = "\n".join(lines)
        self._set(wanted=True)
        if fence_cost(text) > MOST_SOUGHT:
            self._bounds.left.append(too_complex(""))
            return lines
        if highlighting_cost(text) > MOST_COLOUR:
            self._bounds.left.append(COLOURLESS)
            self._set(wanted=False)
        return self._stored(text).split("\n")

    def _set(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._indented.config = {**self._indented.config, "use_pygments": wanted}

    def _stored(self, text: str) -> str:
        parts: list[str] = []
        done = start = 0
        while found := _next_fence(text, start):
            asked = code_options(found)
            if asked is None:
                start = found.end("attrs")
                continue
            if asked.wrong:
                self._tell(asked, found)
            code = self.md.htmlStash.store(self._html(asked))
            parts += (text[done : found.start()], f"\n{code}\n")
            done = start = found.end()
        return "".join((*parts, text[done:]))

    def _tell(self, asked: CodeOptions, found: re.Match[str]) -> None:
        begins = found[0].partition("\n")[0][:_BEGINNING]
        after = found.string.count("\n", 0, found.start())
        self._bounds.left += [
            Skipped(wrong.problem, begins, after, wrong.start, wrong.length)
            for wrong in asked.wrong
        ]

    def _html(self, asked: CodeOptions) -> str:
        if not self._wanted:
            return _plain(asked)
        if asked.options or asked.classes:
            return _with_options(asked)
        return self._colour(asked.code.strip("\n"), asked.language or _TEXT)


def _next_fence(text: str, start: int) -> re.Match[str] | None:
    """The next piece of fenced code; whatever begins no line as a fence does is passed by."""
    begins = 0 if not start and text.startswith(_FENCES) else -1
    if begins < 0:
        line_end = _LINE_BEFORE_FENCE.search(text, max(start - 1, 0))
        if not line_end:
            return None
        begins = line_end.end()
    return FencedBlockPreprocessor.FENCED_BLOCK_RE.search(text, begins)


def _plain(asked: CodeOptions) -> str:
    """Code without colours, as `fenced_code` writes it."""
    language = f"{_SETTINGS['lang_prefix']}{asked.language}" if asked.language else ""
    of_pre = _attribute("id", asked.identifier) + _attribute("class", " ".join(asked.classes))
    of_code = _attribute("class", language)
    return f"<pre{of_pre}><code{of_code}>{escape(asked.code, quote=False)}</code></pre>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def _with_options(asked: CodeOptions) -> str:
    names = " ".join((*asked.classes, _OPTIONS["cssclass"]))
    written = StringIO()
    formatter = HtmlFormatter(**{**_OPTIONS, "cssclass": names, **asked.options})
    tokens = _language(asked.language or _TEXT).tokens(asked.code.strip("\n"))
    formatter.format(tokens, written)
    return written.getvalue()


def highlighted(code: str, language: str) -> str:
    """`code` as Pygments' `highlight` writes it with `_OPTIONS`; plain in an unknown language."""
    opening, closing = _around()
    return f"{opening}{_lines(_language(language).tokens(code))}{closing}"


def _lines(tokens: Iterable[tuple[_TokenType, str]]) -> str:
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
def _around() -> tuple[str, str]:
    """What Pygments writes before and after the lines."""
    written = StringIO()
    _plain_formatter().format([], written)
    opening, closing_tag, rest = written.getvalue().partition("</code>")
    return opening, closing_tag + rest


@cache
def _plain_formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(**_OPTIONS)


def _formatter(*, lang_str: str, **options: Any) -> HtmlFormatter[str]:  # noqa: ARG001 - as asked
    """A formatter, as `codehilite` asks for one; making it takes longer than its work."""
    return _plain_formatter() if options == _OPTIONS else HtmlFormatter(**options)


@lru_cache(maxsize=256)
def _language(name: str) -> Language:
    """A language, looked for once; text where there is none of that name."""
    try:
        return Language(find_lexer_class_by_name(name), _OPTIONS)
    except ClassNotFound:
        return Language(find_lexer_class_by_name(_TEXT), _OPTIONS)
