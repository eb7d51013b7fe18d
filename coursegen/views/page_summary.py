"""Summarize a page's HTML in one or two sentences, for search engines and shared links."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import east_asian_width

MAX_COLUMNS = 160
"""The maximum width of a description in columns. Wide characters count twice."""

_MAX_HTML = 6000
"""The maximum number of HTML characters to process, as summaries use only the beginning."""
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
    """Return the first sentences that contain no email address, up to `MAX_COLUMNS`."""
    text = _TAG.sub(" ", _INLINE_TAG.sub("", _NO_TEXT.sub(" ", html[:_MAX_HTML])))
    selected = ""
    for sentence in _sentences(" ".join(unescape(text).split())):
        if _EMAIL.search(sentence):
            continue
        if _columns(selected + sentence.rstrip()) > MAX_COLUMNS:
            return selected.rstrip() or _truncate(sentence)
        selected += sentence
    return selected.rstrip()


def _sentences(text: str) -> list[str]:
    sentences, start = [], 0
    for end in _SENTENCE.finditer(text):
        sentences.append(text[start : end.end()])
        start = end.end()
    return [part for part in sentences if part.strip()]


def _columns(text: str) -> int:
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)


def _truncate(sentence: str) -> str:
    """Truncate a long sentence, after a whole word if it contains spaces."""
    beginning = sentence[:MAX_COLUMNS]
    while _columns(beginning) >= MAX_COLUMNS:
        beginning = beginning[:-1]
    word = sentence.rfind(" ", MAX_COLUMNS // 2, len(beginning) + 1)
    return beginning[: word if word > 0 else None].rstrip(" ,;:，、；：") + "…"
