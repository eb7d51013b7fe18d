"""Code in colours: what Python-Markdown's `fenced_code` and `codehilite` make, made once.

The library makes a formatter, with its stylesheet, and looks through all languages for each piece
of code.  That took as long as colouring it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.extensions.codehilite import HiliteTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from coursegen.render.bounds import COLOURLESS, MOST_COLOUR, MOST_SOUGHT, entangled
from coursegen.render.effort import colour_effort, fence_effort
from coursegen.render.languages import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown import Markdown
    from pygments.token import _TokenType

    from coursegen.render.bounds import Bounds

_TEXT = "text"
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

    `colour` makes the HTML of a piece of code in a language; `coloured` does.
    """

    def __init__(self, bounds: Bounds, colour: Callable[[str, str], str]) -> None:
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


class _Fences(FencedBlockPreprocessor):
    """Fenced code, unless its ends are too hard to find; without colours where it is too long."""

    def __init__(
        self,
        md: Markdown,
        bounds: Bounds,
        indented: HiliteTreeprocessor,
        colour: Callable[[str, str], str],
    ) -> None:
        super().__init__(md, {"lang_prefix": _SETTINGS["lang_prefix"]})
        self._bounds = bounds
        self._indented = indented
        self._colour = colour
        self.checked_for_deps = self.use_attr_list = True

    def run(self, lines: list[str]) -> list[str]:
        """Put each piece of code into the stash, and what stands for it into its place."""
        text = "\n".join(lines)
        self._set(wanted=True)
        if fence_effort(text) > MOST_SOUGHT:
            self._bounds.left.append(entangled(""))
            return lines
        if colour_effort(text) > MOST_COLOUR:
            self._bounds.left.append(COLOURLESS)
            self._set(wanted=False)
            return super().run(lines)
        return self._coloured(text).split("\n")

    def _set(self, *, wanted: bool) -> None:
        self.codehilite_conf = {**self._indented.config, "use_pygments": wanted}
        self._indented.config = self.codehilite_conf

    def _coloured(self, text: str) -> str:
        parts: list[str] = []
        done = start = 0
        while found := self.FENCED_BLOCK_RE.search(text, start):
            attributes = found["attrs"]
            if attributes and get_attrs_and_remainder(attributes)[1]:  # no attributes, then
                start = found.end("attrs")
                continue
            if attributes or found["hl_lines"]:  # options of its own: as the library does
                stored = "\n".join(super().run(found[0].split("\n")))
            else:
                code = self._colour(found["code"].strip("\n"), found["lang"] or _TEXT)
                stored = f"\n{self.md.htmlStash.store(code)}\n"
            parts += (text[done : found.start()], stored)
            done = start = found.end()
        return "".join((*parts, text[done:]))


def coloured(code: str, language: str) -> str:
    """`code` as Pygments' `highlight` writes it with `_OPTIONS`; plain in an unknown language."""
    opening, closing = _around()
    return f"{opening}{_lines(_language(language).tokens(code))}{closing}"


def _lines(tokens: Iterable[tuple[_TokenType, str]]) -> str:
    """What `HtmlFormatter` writes between the tags around it, in one go and with nothing to ask.

    Tokens of one kind share an element, up to the end of their line.
    """
    parts: list[str] = []
    open_now: str | None = None  # the tag that a line is in, empty outside; None before its text
    for kind, value in tokens:
        tag = _opening_tag(kind)
        first, *others = escape(value, quote=False).split("\n")
        if first:
            if open_now is None:
                parts += (tag, first)
            elif open_now == tag:
                parts.append(first)
            else:
                parts += ("</span>" if open_now else "", tag, first)
            open_now = tag
        for line in others:
            parts.append("</span>\n" if open_now else "\n")
            open_now = None
            if line:
                parts += (tag, line)
                open_now = tag
    if open_now is not None:
        parts.append("</span>\n" if open_now else "\n")
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
