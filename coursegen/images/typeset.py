"""Text set in the fonts of this package: which font has which character, lines, drawing."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
COVERAGE = "coverage.txt"
_CJK = "noto"
_CJK_SCALE = 0.92
"""Chinese signs fill their squares and look larger than Latin letters of the same size."""
_LARGE = 100
"""The size at which text is measured."""
LONGEST = 300
"""Characters; five lines of a card have fewer."""
_NOT_FIRST = frozenset("，。、；：？！）》」』】〉”’…,.;:?!)]}%")
_NOT_LAST = frozenset("（《「『【〈“‘([{")
"""Signs that may not begin a line, and those that may not end one."""


@cache
def coverage() -> dict[str, frozenset[int]]:
    """The characters of each font, by its file's name, in the order of asking."""
    fonts = {}
    for line in (FONTS / COVERAGE).read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        name, *ranges = line.split()
        points: set[int] = set()
        for part in ranges:
            first, _, last = part.partition("-")
            points.update(range(int(first, 16), int(last or first, 16) + 1))
        fonts[name] = frozenset(points)
    return fonts


def clean(text: str) -> str:
    """`text` as it is set: composed, on one line, without signs that only steer."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(
        sign for sign in composed if unicodedata.category(sign) not in ("Cf", "Cc", "Mn")
    )
    return " ".join(seen.split())


def shortened(text: str) -> str:
    """`text` as it is set, at most `LONGEST` characters; a longer one ends in `…` after a word."""
    text = text.lstrip()
    part = clean(text[: 4 * LONGEST])  # more would take time, and none of it is shown
    if len(part) <= LONGEST and len(text) <= 4 * LONGEST:
        return part
    part = part[: LONGEST - 1]
    words, space, last = part.rpartition(" ")
    return f"{words if space and len(last) < LONGEST // 4 else part}…"


def missing(text: str) -> str:
    """The signs of `text` that no font has, each once."""
    return "".join(dict.fromkeys(sign for sign in clean(text) if not _font_of(sign)))


@cache
def _font_of(sign: str) -> str:
    """The first font that has a sign; an empty string where none has."""
    return next((name for name, points in coverage().items() if ord(sign) in points), "")


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces of one font each; a space belongs to what stands before it."""
    font, start = "", 0
    for place, sign in enumerate(text):
        wanted = font if sign == " " and font else _font_of(sign)
        if wanted != font:
            if place > start:
                yield font, text[start:place]
            font, start = wanted, place
    if text[start:]:
        yield font, text[start:]


@cache
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415 - Pillow is slow to load

    scaled = size * _CJK_SCALE if name.startswith(_CJK) else size
    basic = ImageFont.Layout.BASIC  # the same on every system: Raqm is not everywhere
    return ImageFont.truetype(FONTS / name, scaled, layout_engine=basic)


def width_of(text: str, size: int) -> float:
    """How wide one line is, in pixels."""
    return sum(_face(font, size).getlength(piece) for font, piece in _runs(text) if font)


@lru_cache(maxsize=4096)
def measure(piece: str) -> float:
    """How wide a piece is at size 1; hinted, it may get some hundredths wider."""
    return width_of(piece, _LARGE) / _LARGE


def draw_line(canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int) -> None:
    """Draw one line in full strength; `at` is its left end on the base line."""
    left, base = at
    for font, piece in _runs(text):
        if font:
            face = _face(font, size)
            canvas.text((left, base), piece, fill=255, font=face, anchor="ls")
            left += face.getlength(piece)


class Setting(Struct):
    """Text broken into lines of one size, in pixels."""

    size: int
    lines: tuple[str, ...]


def fit(text: str, width: int, choices: tuple[tuple[int, int], ...]) -> Setting:
    """Set `text` in a width: the first of `choices` (size, most lines) into which it goes.

    What does not even go into the last is cut off with `…`.
    """
    pieces = [(piece, measure(piece)) for piece in _pieces(text)]
    gap = measure(" ")
    longest = max((wide for _, wide in pieces), default=0)
    for size, most in choices:
        if longest * size <= width:
            lines = _fill(pieces, gap, width / size)
            if len(lines) <= most:
                return Setting(size, tuple(_balanced(pieces, gap, width / size, len(lines))))
    size, most = choices[-1]
    whole = longest * size <= width
    return Setting(size, tuple(_cut(_pieces(text) if whole else text, width, size, most)))


def _cut(pieces: Iterable[str], width: int, size: int, most: int) -> list[str]:
    """As much of the text as goes into the lines, and `…` after it; measured as it is drawn."""
    lines = _fill([(piece, width_of(piece, size)) for piece in pieces], width_of(" ", size), width)
    if len(lines) <= most:
        return lines
    room = width - width_of("…", size)
    last = _fill([(sign, width_of(sign, size)) for sign in lines[most - 1]], 0, room)[0]
    return [*lines[: most - 1], f"{last}…"]


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: words, and single signs of scripts without spaces.

    A piece that ends in a space may be followed by a line's end there.
    """
    piece = ""
    for place, sign in enumerate(text):
        if sign == " ":
            yield piece + " "
            piece = ""
            continue
        after = piece[-1:]
        breaks = _is_wide(sign) or (after and _is_wide(after))
        if piece and breaks and sign not in _NOT_FIRST and after not in _NOT_LAST:
            yield piece
            piece = ""
        piece += sign
        if place == len(text) - 1:
            yield piece


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")


def _fill(pieces: list[tuple[str, float]], gap: float, width: float) -> list[str]:
    """Lines as full as can be."""
    lines, line, used = [], "", 0.0
    for piece, wide in pieces:
        bare = wide - gap if piece.endswith(" ") else wide
        if line and used + bare > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _balanced(pieces: list[tuple[str, float]], gap: float, width: float, count: int) -> list[str]:
    """As many lines, but of about the same length."""
    low, high = max(wide for _, wide in pieces) if pieces else 0, width
    while high - low > 0.05:
        middle = (low + high) / 2
        if len(_fill(pieces, gap, middle)) <= count:
            high = middle
        else:
            low = middle
    return _fill(pieces, gap, high)
