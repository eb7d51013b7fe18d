"""The words of a text without markup, and its windows: sequences of eight words.

Two texts have the same words if they differ only in case, white space, punctuation, tags, and
character escapes (HTML, URLs and JSON).  In Chinese and Japanese, which do not separate words, each
character counts as half a word, so sixteen characters are as long as eight words.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WINDOW = 8
"""The number of words in a window."""
_MIN_VARIETY = 4
"""The minimum number of distinct words of two or more letters in a significant window."""
_HALF_WORDS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""The ranges of characters that count as half a word: kana and Chinese characters."""

_TAG = re.compile(r"<(?:!--|[/!?]?[A-Za-z][^<>]*>?)|-->")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|[nrt/])")

# Most texts contain only ASCII letters, which are faster to process as bytes.
_PUNCTUATION = re.compile(rb"\xe2[\x80-\xbf]{2}|\xc2[\x80-\xbf]|\xc3[\x97\xb7]")
"""Matches the characters from U+2000 to U+2FFF, from U+0080 to U+00BF, and two symbols."""
_IGNORED = ("\u2019".encode(), "\u00ad".encode())
"""Apostrophes and soft hyphens, which are inside of words, except for the ASCII apostrophe."""
_ASCII = bytes(range(128))
_LETTERS = bytes(code if chr(code).isalnum() else ord(" ") for code in _ASCII).lower().ljust(256)
"""Maps ASCII letters and digits to lowercase, and all other bytes to spaces."""


# These patterns are slow to compile, and many courses do not need them.
@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"[{_HALF_WORDS}]|[^\W_{_HALF_WORDS}]+")


@cache
def _half_word() -> re.Pattern[str]:
    return re.compile(f"[{_HALF_WORDS}]")


def visible(text: str) -> str:
    """Return the visible text without escapes and tags, also where a tag is escaped."""
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    text = _TAG.sub(" ", text)
    if "&" in text:
        text = _TAG.sub(" ", unescape(text))
    return unquote(text) if "%" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return "/" if escape[0] == "\\/" else " "


def words_of(text: str) -> list[str]:
    """Return the words of a text without tags and escapes, in lowercase."""
    return words_in(text.encode("utf-8", "replace"))


def words_in(data: bytes) -> list[str]:
    """Return the words of a text in UTF-8 without tags and escapes, in lowercase."""
    for ignored in _IGNORED:
        data = data.replace(ignored, b"")
    if not _PUNCTUATION.sub(b"", data.translate(None, _ASCII)):
        return data.translate(_LETTERS, b"'").decode("ascii").split()
    plain = _PUNCTUATION.sub(b" ", data.replace(b"'", b"")).decode("utf-8", "replace")
    return _word().findall(normalize("NFKC", plain).casefold())


def length_of(words: Sequence[str]) -> float:
    """Return the number of words, with half a word for each Chinese or Japanese character."""
    if "".join(words).isascii():  # faster
        return len(words)
    is_half = _half_word().match
    return sum(0.5 if is_half(word) else 1 for word in words)


def windows(words: Sequence[str]) -> tuple[Sequence[int], Sequence[int]]:
    """Return the hash and the end of each window; the first starts at 0, the second at 1 and so on.

    A window is the shortest sequence from its start that is at least eight words long.
    """
    if "".join(words).isascii():  # faster
        fixed = zip(*(words[start:] for start in range(WINDOW)), strict=False)
        return list(map(hash, fixed)), range(WINDOW, len(words) + 1)
    is_half = _half_word().match
    halves = [1 if is_half(word) else 2 for word in words]
    ends: list[int] = []
    end = length = 0
    for half in halves:
        while length < 2 * WINDOW and end < len(words):
            length += halves[end]
            end += 1
        if length < 2 * WINDOW:
            break
        ends.append(end)
        length -= half
    return [hash(tuple(words[start:end])) for start, end in enumerate(ends)], ends


def split(words: Sequence[str]) -> Iterator[str]:
    """Yield each window, with spaces between its words."""
    for start, end in enumerate(windows(words)[1]):
        yield " ".join(words[start:end])


def joined(words: str) -> str:
    """Return words without the spaces between Chinese or Japanese characters."""
    if words.isascii():
        return words
    return re.sub(f"(?<=[{_HALF_WORDS}]) (?=[{_HALF_WORDS}])", "", words)


def is_significant(window: Sequence[str]) -> bool:
    """Return whether a window is not only numbers, single letters and repetitions."""
    distinct = {w for w in window if (len(w) > 1 and not w.isdigit()) or not w.isascii()}
    return length_of([*distinct]) >= _MIN_VARIETY
