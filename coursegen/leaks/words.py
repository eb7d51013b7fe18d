"""The words of a text without markup, and its windows: sequences of eight words.

Two texts have the same words if they differ only in case, white space, punctuation, tags, and
character escapes (HTML, URLs and JSON).  In Chinese and Japanese, which do not separate words, each
character counts as half a word, so sixteen characters are as long as eight words.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOW = 8
"""The number of words in a window."""
_MIN_VARIETY = 4
"""The minimum number of distinct words of two or more letters in a significant window."""
_HALF_WORDS = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""The ranges of characters that count as half a word: kana and Chinese characters."""
_HALF_WORD = re.compile(f"[{_HALF_WORDS}]")
_SPACE_BETWEEN = re.compile(f"(?<=[{_HALF_WORDS}]) (?=[{_HALF_WORDS}])")
_WORD = re.compile(rf"[{_HALF_WORDS}]|[^\W_{_HALF_WORDS}]+")

_TAG = re.compile(r"(<(?:!--|[/!?]?[A-Za-z][^<>]*>?)|-->)")
_MIN_TAG = len("<a href=a.b>")
"""The minimum length of a tag that is searched."""
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|[nrt/])")

# Most texts contain only ASCII letters, which are faster to process as bytes.
_PUNCTUATION = re.compile(rb"\xe2[\x80-\xbf]{2}|\xc2[\x80-\xbf]|\xc3[\x97\xb7]")
"""Matches the characters from U+2000 to U+2FFF, from U+0080 to U+00BF, and two symbols."""
_IGNORED = re.compile(rb"'|\xe2\x80\x99|\xc2\xad")
"""Matches apostrophes and soft hyphens, which are inside of words."""
_ASCII = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).lower().ljust(256)


class Reading(NamedTuple):
    """A text without escapes: its visible part, and its tags with their attributes."""

    visible: str
    tags: str


def read(text: str) -> Reading:
    """Separate the visible text from the tags, also where a tag is part of an escaped text."""
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    visible, tags = _split(text)
    if "&" in text:
        visible, inner = _split(unescape(visible))
        tags = f"{unescape(tags)} {inner}"
    if "%" in text:
        visible, tags = unquote(visible), unquote(tags)
    return Reading(visible, tags)


def _split(text: str) -> tuple[str, str]:
    if "<" not in text:
        return text, ""
    parts = _TAG.split(text)
    tags = [tag for tag in parts[1::2] if len(tag) >= _MIN_TAG]
    return " ".join(parts[::2]), " ".join(tags)


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return "/" if escape[0] == "\\/" else " "


def words_of(text: str) -> list[str]:
    """Return the words of a part of a `Reading` in lowercase."""
    data = text.encode("utf-8", "replace")
    if b"'" in data or not data.isascii():
        data = _PUNCTUATION.sub(b" ", _IGNORED.sub(b"", data))
    if data.isascii():
        return data.translate(_ASCII).decode("ascii").split()
    return _WORD.findall(normalize("NFKC", data.decode("utf-8")).casefold())


def length_of(words: Sequence[str]) -> float:
    """Return the number of words, with half a word for each Chinese or Japanese character."""
    return sum(0.5 if _HALF_WORD.match(word) else 1 for word in words)


def windows(words: Sequence[str]) -> tuple[Sequence[int], Sequence[int]]:
    """Return the hash and the end of each window; the first starts at 0, the second at 1 and so on.

    A window is the shortest sequence from its start that is at least eight words long.
    """
    if "".join(words).isascii():  # faster
        fixed = zip(*(words[start:] for start in range(WINDOW)), strict=False)
        return list(map(hash, fixed)), range(WINDOW, len(words) + 1)
    halves = [1 if _HALF_WORD.match(word) else 2 for word in words]
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


def joined(words: str) -> str:
    """Return words without the spaces between Chinese or Japanese characters."""
    return _SPACE_BETWEEN.sub("", words)


def is_significant(window: Sequence[str]) -> bool:
    """Return whether a window is not only numbers, single letters and repetitions."""
    distinct = {w for w in window if (len(w) > 1 and not w.isdigit()) or _HALF_WORD.match(w)}
    return length_of([*distinct]) >= _MIN_VARIETY
