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
_MEASURING_SIZE = 100
"""The size at which text is measured."""
MAX_CHARACTERS = 300
"""Characters; five lines of a card have fewer."""
_NO_LINE_START = frozenset("，。、；：？！）》」』】〉”’…,.;:?!)]}%")
_NO_LINE_END = frozenset("（《「『【〈“‘([{")
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


def normalize(text: str) -> str:
    """`text` as it is set: composed, on one line, without signs that only steer."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(
        sign for sign in composed if unicodedata.category(sign) not in ("Cf", "Cc", "Mn")
    )
    return " ".join(seen.split())


def shorten(text: str) -> str:
    """Normalize `text` and shorten it to `MAX_CHARACTERS`, with `…` after the last whole word."""
    text = text.lstrip()
    part = normalize(text[: 4 * MAX_CHARACTERS])  # more would take time, and none of it is shown
    if len(part) <= MAX_CHARACTERS and len(text) <= 4 * MAX_CHARACTERS:
        return part
    part = part[: MAX_CHARACTERS - 1]
    words, space, last = part.rpartition(" ")
    return f"{words if space and len(last) < MAX_CHARACTERS // 4 else part}…"


def missing_characters(text: str) -> str:
    """The signs of `text` that no font has, each once."""
    return "".join(dict.fromkeys(sign for sign in normalize(text) if not _font_of(sign)))


@cache
def _font_of(sign: str) -> str:
    """The first font that has a sign; an empty string where none has."""
    return next((name for name, points in coverage().items() if ord(sign) in points), "")


def _font_runs(text: str) -> Iterator[tuple[str, str]]:
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
def _load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415 - Pillow is slow to load

    scaled = size * _CJK_SCALE if name.startswith(_CJK) else size
    basic = ImageFont.Layout.BASIC  # the same on every system: Raqm is not everywhere
    return ImageFont.truetype(FONTS / name, scaled, layout_engine=basic)


def width_of(text: str, size: int) -> float:
    """How wide one line is, in pixels."""
    return sum(_load_font(font, size).getlength(piece) for font, piece in _font_runs(text) if font)


@lru_cache(maxsize=4096)
def relative_width(piece: str) -> float:
    """How wide a piece is at size 1; hinted, it may get some hundredths wider."""
    return width_of(piece, _MEASURING_SIZE) / _MEASURING_SIZE


def draw_line(canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int) -> None:
    """Draw one line in full strength; `at` is its left end on the base line."""
    left, base = at
    for font, piece in _font_runs(text):
        if font:
            face = _load_font(font, size)
            canvas.text((left, base), piece, fill=255, font=face, anchor="ls")
            left += face.getlength(piece)


class TextLayout(Struct):
    """Text broken into lines of one size, in pixels."""

    size: int
    lines: tuple[str, ...]


def fit(text: str, width: int, choices: tuple[tuple[int, int], ...]) -> TextLayout:
    """Set `text` in a width: the first of `choices` (size, most lines) into which it goes.

    What does not even go into the last is cut off with `…`.
    """
    pieces = [(piece, relative_width(piece)) for piece in _unbreakable_pieces(text)]
    gap = relative_width(" ")
    longest = max((wide for _, wide in pieces), default=0)
    for size, most in choices:
        if longest * size <= width:
            lines = _fill_lines(pieces, gap, width / size)
            if len(lines) <= most:
                return TextLayout(
                    size, tuple(_balance_lines(pieces, gap, width / size, len(lines)))
                )
    size, most = choices[-1]
    whole = longest * size <= width
    return TextLayout(
        size, tuple(_truncate(_unbreakable_pieces(text) if whole else text, width, size, most))
    )


def _truncate(pieces: Iterable[str], width: int, size: int, most: int) -> list[str]:
    """As much of the text as goes into the lines, and `…` after it; measured as it is drawn."""
    lines = _fill_lines(
        [(piece, width_of(piece, size)) for piece in pieces], width_of(" ", size), width
    )
    if len(lines) <= most:
        return lines
    room = width - width_of("…", size)
    last = _fill_lines([(sign, width_of(sign, size)) for sign in lines[most - 1]], 0, room)[0]
    return [*lines[: most - 1], f"{last}…"]


def _unbreakable_pieces(text: str) -> Iterator[str]:
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
        if piece and breaks and sign not in _NO_LINE_START and after not in _NO_LINE_END:
            yield piece
            piece = ""
        piece += sign
        if place == len(text) - 1:
            yield piece


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")


def _fill_lines(pieces: list[tuple[str, float]], gap: float, width: float) -> list[str]:
    """Lines as full as can be."""
    lines, line, used = [], "", 0.0
    for piece, wide in pieces:
        bare = wide - gap if piece.endswith(" ") else wide
        if line and used + bare > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _balance_lines(
    pieces: list[tuple[str, float]], gap: float, width: float, count: int
) -> list[str]:
    """As many lines, but of about the same length."""
    low, high = max(wide for _, wide in pieces) if pieces else 0, width
    while high - low > 0.05:
        middle = (low + high) / 2
        if len(_fill_lines(pieces, gap, middle)) <= count:
            high = middle
        else:
            low = middle
    return _fill_lines(pieces, gap, high)
