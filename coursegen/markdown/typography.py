"""Typographic quotes, dashes and ellipses in the HTML of Markdown, by the language of the text."""

from __future__ import annotations

import re

# Compiled on first use, since most courses do not switch typography on.
_PIECE = (
    r"""(?i)<(?P<tag>/?[a-z][a-z0-9]*)(?:[^<>"']++|"[^"]*+"|'[^']*+')*>|&[#\w]+;"""
    r"""|(?P<mark>["']|-{2,}|\.{3,})"""
)
_ADDRESS = r"|(?:https?://|ftp://|www\.)[^\s<>]+|(?<![\w.+-])[\w.+-]++@[\w.-]+"
_ADDRESS_SIGNS = ("://", "www.", "@")
_VERBATIM = frozenset(("pre", "code", "kbd", "samp", "script", "style", "svg", "math", "textarea"))
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    ]
)
"""Elements inside a sentence, before and after which a quote may continue."""
_BEFORE_QUOTE = frozenset("([{<-–—/¿¡“„«‘‚「『（")
_CJK = "[぀-ヿ㐀-鿿가-힯]"
_NBSP = "\N{NO-BREAK SPACE}"
_QUOTES = {
    "bg": "„“‚‘",
    "cs": "„“‚‘",
    "da": "“”‘’",
    "de": "„“‚‘",
    "de-ch": "«»‹›",
    "el": "«»“”",
    "es": "«»“”",
    "et": "„“‚‘",
    "fi": "””’’",
    "fr-ch": "«»‹›",
    "hr": "„“‚‘",
    "hu": "„”»«",
    "is": "„“‚‘",
    "it": "«»“”",
    "ja": "「」『』",
    "lt": "„“‚‘",
    "nb": "«»‘’",
    "no": "«»‘’",
    "pl": "„”«»",
    "pt-pt": "«»“”",
    "ro": "„”«»",
    "ru": "«»„“",
    "sk": "„“‚‘",
    "sl": "„“‚‘",
    "sv": "””’’",
    "uk": "«»„“",
    "zh-hant": "「」『』",
    "zh-hk": "「」『』",
    "zh-tw": "「」『』",
}
"""The double and single quotes of languages whose quotes differ from those of English (CLDR)."""
_ENGLISH = "“”‘’"
_LONG_DASH, _LONG_ELLIPSIS = {"zh": "——"}, {"zh": "……"}


def typographic(html: str, language: str) -> str:
    """Replace straight quotes, `--`, `---` and `...` in the text of some HTML.

    Code, attributes and addresses do not change, and neither do characters written as references.
    """
    return _Text(html, language).converted()


class _Text:
    """A text that is converted from left to right."""

    def __init__(self, html: str, language: str) -> None:
        self._html = html
        tag = language.lower()
        primary = tag.partition("-")[0]
        self._double, self._single = _quotes(tag, primary)
        self._em_dash = _LONG_DASH.get(primary, "—")
        self._ellipsis = _LONG_ELLIPSIS.get(primary, "…")
        self._before = ""
        self._open: list[str] = []

    def converted(self) -> str:
        """Return the converted HTML."""
        parts: list[str] = []
        done = 0
        has_addresses = any(sign in self._html for sign in _ADDRESS_SIGNS)
        search = re.compile(_PIECE + _ADDRESS if has_addresses else _PIECE).search
        while token := search(self._html, done):
            between = self._html[done : token.start()]
            self._before = between[-1:] or self._before
            written, end = token[0], token.end()
            tag = (token["tag"] or "").lower()
            if token["mark"]:
                written = self._mark(written, self._html[end : end + 1])
                self._before = written[-1]
            elif tag in _VERBATIM:
                end = self._html.find(f"</{tag}", end)
                end = end if end >= 0 else len(self._html)
                written = self._html[token.start() : end]
                self._before = "x"
            elif not tag:
                self._before = "x"
            elif tag.lstrip("/") not in _INLINE | _VERBATIM:
                self._before, self._open = "", []
            parts += (between, written)
            done = end
        return "".join((*parts, self._html[done:]))

    def _mark(self, mark: str, after: str) -> str:
        """Return what replaces a quote, dash or ellipsis before the character `after`."""
        if mark[0] == "-":
            fits = (not self._before.strip()) == (not after.strip())
            return {2: "–", 3: self._em_dash}.get(len(mark), mark) if fits and after else mark
        if mark[0] == ".":
            return self._ellipsis if len(mark) == 3 and self._before != "/" else mark
        opening, closing = self._double if mark == '"' else self._single
        if mark == "'" and self._before.isalnum() and after.isalnum():
            return "’"
        if (not self._before.strip() or self._before in _BEFORE_QUOTE) and after.strip():
            if mark == "'" and after.isdigit():  # '90s
                return "’"
            self._open.append(mark)
            return opening
        if mark in self._open:
            while self._open.pop() != mark:
                pass
            return closing
        if re.match(_CJK, self._before) and after.strip():
            self._open.append(mark)
            return opening
        return "’" if mark == "'" and self._before.isalpha() else mark


def _quotes(tag: str, primary: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the opening and closing quotes of a language, double and single."""
    if primary == "fr" and tag not in _QUOTES:
        return (f"«{_NBSP}", f"{_NBSP}»"), ("“", "”")
    quotes = _QUOTES.get(tag) or _QUOTES.get(primary) or _ENGLISH
    return (quotes[0], quotes[1]), (quotes[2], quotes[3])
