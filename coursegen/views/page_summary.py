"""A page's HTML → one or two sentences of plain text, for search engines and shared links."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import east_asian_width

MAX_COLUMNS = 160
"""How wide a description gets, in columns: search engines show no more; a wide sign takes two."""

_MAX_HTML = 6000
"""Letters of HTML that are looked at: the text of a description stands at the start."""
_NO_TEXT = re.compile(
    r"<(?P<name>script|style|pre|table|h[1-6]|svg|video|audio|iframe|noscript)\b.*?(?:</(?P=name)>|\Z)"
    r'|<sup\b[^<>]*\bid="fnref.*?(?:</sup>|\Z)|<div class="footnote".*|<[^<>]*\Z',
    re.IGNORECASE | re.DOTALL,
)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_ABBREVIATED = r"(?<!\b(?:Dr|Mr|Ms|St|vs|cf))(?<!\b(?:Mrs|e\.g|i\.e))(?<!\bProf)"
_SENTENCE = re.compile(
    rf"""(?:{_ABBREVIATED}(?<!\b[A-Z])[.!?]{{1,9}}["'”’)\]]*(?=\s)|[。！？]["”’」』）]*|\Z)\s*"""
)
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.\w")


def summary(html: str) -> str:
    """Return the first sentences, up to `MAX_COLUMNS`, leaving out those with an e-mail address."""
    text = _TAG.sub(" ", _INLINE_TAG.sub("", _NO_TEXT.sub(" ", html[:_MAX_HTML])))
    taken = ""
    for sentence in _sentences(" ".join(unescape(text).split())):
        if _EMAIL.search(sentence):
            continue
        if _columns(taken + sentence.rstrip()) > MAX_COLUMNS:
            return taken.rstrip() or _truncate(sentence)
        taken += sentence
    return taken.rstrip()


def _sentences(text: str) -> list[str]:
    parts, start = [], 0
    for end in _SENTENCE.finditer(text):
        parts.append(text[start : end.end()])
        start = end.end()
    return [part for part in parts if part.strip()]


def _columns(text: str) -> int:
    return len(text) + sum(east_asian_width(sign) in "WF" for sign in text)


def _truncate(sentence: str) -> str:
    """The beginning of a long sentence, up to the end of a word where there are words."""
    kept = sentence[:MAX_COLUMNS]
    while _columns(kept) >= MAX_COLUMNS:
        kept = kept[:-1]
    word = sentence.rfind(" ", MAX_COLUMNS // 2, len(kept) + 1)
    return kept[: word if word > 0 else None].rstrip(" ,;:，、；：") + "…"
