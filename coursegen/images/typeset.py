"""Lay out text with the bundled fonts: font coverage, line breaking and drawing."""

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
"""The scale of CJK characters, which look larger than Latin letters of the same size."""
_MEASURING_SIZE = 100
"""The font size at which text is measured."""
MAX_CHARACTERS = 300
"""The maximum number of characters to lay out; a card has space for fewer."""
_NO_LINE_START = frozenset("，。、；：？！）》」』】〉”’…,.;:?!)]}%")
_NO_LINE_END = frozenset("（《「『【〈“‘([{")
"""Characters that may not start a line, and characters that may not end one."""


@cache
def coverage() -> dict[str, frozenset[int]]:
    """Return the code points in each font file, in order of preference."""
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
    """Return `text` in NFC on one line, without combining, format and control characters."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        character
        for character in composed
        if unicodedata.category(character) not in ("Cf", "Cc", "Mn")
    )
    return " ".join(visible.split())


def shorten(text: str) -> str:
    """Normalize `text` and shorten it to `MAX_CHARACTERS`, with `…` after the last whole word."""
    text = text.lstrip()
    part = normalize(text[: 4 * MAX_CHARACTERS])  # limits the time; the rest is not displayed
    if len(part) <= MAX_CHARACTERS and len(text) <= 4 * MAX_CHARACTERS:
        return part
    part = part[: MAX_CHARACTERS - 1]
    words, space, last = part.rpartition(" ")
    return f"{words if space and len(last) < MAX_CHARACTERS // 4 else part}…"


def missing_characters(text: str) -> str:
    """Return the distinct characters of `text` that are in no font."""
    return "".join(
        dict.fromkeys(character for character in normalize(text) if not _font_of(character))
    )


@cache
def _font_of(character: str) -> str:
    """Return the first font with a character; an empty string if there is none."""
    return next((name for name, points in coverage().items() if ord(character) in points), "")


def _font_runs(text: str) -> Iterator[tuple[str, str]]:
    """Split the text into runs of one font; a space belongs to the run before it."""
    font, start = "", 0
    for index, character in enumerate(text):
        wanted = font if character == " " and font else _font_of(character)
        if wanted != font:
            if index > start:
                yield font, text[start:index]
            font, start = wanted, index
    if text[start:]:
        yield font, text[start:]


@cache
def _load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415 - Pillow is slow to load

    scaled = size * _CJK_SCALE if name.startswith(_CJK) else size
    basic = ImageFont.Layout.BASIC  # Raqm is not available on every system
    return ImageFont.truetype(FONTS / name, scaled, layout_engine=basic)


def width_of(text: str, size: int) -> float:
    """Return the width of one line in pixels."""
    return sum(_load_font(font, size).getlength(piece) for font, piece in _font_runs(text) if font)


@lru_cache(maxsize=4096)
def relative_width(piece: str) -> float:
    """Return the width of a piece at size 1; hinting may increase it by a few hundredths."""
    return width_of(piece, _MEASURING_SIZE) / _MEASURING_SIZE


def draw_line(canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int) -> None:
    """Draw one line at full opacity; `at` is the left end of its baseline."""
    left, base = at
    for font, piece in _font_runs(text):
        if font:
            face = _load_font(font, size)
            canvas.text((left, base), piece, fill=255, font=face, anchor="ls")
            left += face.getlength(piece)


class TextLayout(Struct):
    """Lines of text with one font size in pixels."""

    size: int
    lines: tuple[str, ...]


def fit(text: str, width: int, choices: tuple[tuple[int, int], ...]) -> TextLayout:
    """Lay out `text` with the first choice of font size and maximum line count that fits.

    If no choice fits, truncate the text with `…`.
    """
    pieces = [(piece, relative_width(piece)) for piece in _unbreakable_pieces(text)]
    gap = relative_width(" ")
    widest = max((each for _, each in pieces), default=0)
    for size, max_lines in choices:
        if widest * size <= width:
            lines = _fill_lines(pieces, gap, width / size)
            if len(lines) <= max_lines:
                return TextLayout(
                    size, tuple(_balance_lines(pieces, gap, width / size, len(lines)))
                )
    size, max_lines = choices[-1]
    fits = widest * size <= width
    return TextLayout(
        size, tuple(_truncate(_unbreakable_pieces(text) if fits else text, width, size, max_lines))
    )


def _truncate(pieces: Iterable[str], width: int, size: int, max_lines: int) -> list[str]:
    """Return as many pieces as fit, followed by `…`; widths are measured at the final size."""
    lines = _fill_lines(
        [(piece, width_of(piece, size)) for piece in pieces], width_of(" ", size), width
    )
    if len(lines) <= max_lines:
        return lines
    available = width - width_of("…", size)
    last = _fill_lines(
        [(character, width_of(character, size)) for character in lines[max_lines - 1]], 0, available
    )[0]
    return [*lines[: max_lines - 1], f"{last}…"]


def _unbreakable_pieces(text: str) -> Iterator[str]:
    """Split text into words, and into single characters in scripts without spaces.

    Lines are broken only between pieces; a space at a line break is removed.
    """
    piece = ""
    for index, character in enumerate(text):
        if character == " ":
            yield piece + " "
            piece = ""
            continue
        after = piece[-1:]
        breaks = _is_wide(character) or (after and _is_wide(after))
        if piece and breaks and character not in _NO_LINE_START and after not in _NO_LINE_END:
            yield piece
            piece = ""
        piece += character
        if index == len(text) - 1:
            yield piece


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _fill_lines(pieces: list[tuple[str, float]], gap: float, width: float) -> list[str]:
    """Break pieces into lines, each as full as possible."""
    lines, line, line_width = [], "", 0.0
    for piece, piece_width in pieces:
        visible_width = piece_width - gap if piece.endswith(" ") else piece_width
        if line and line_width + visible_width > width:
            lines.append(line.rstrip())
            line, line_width = "", 0.0
        line, line_width = line + piece, line_width + piece_width
    return [*lines, line.rstrip()] if line.strip() else lines


def _balance_lines(
    pieces: list[tuple[str, float]], gap: float, width: float, count: int
) -> list[str]:
    """Break pieces into `count` lines of similar length."""
    low, high = max(each for _, each in pieces) if pieces else 0, width
    while high - low > 0.05:
        middle = (low + high) / 2
        if len(_fill_lines(pieces, gap, middle)) <= count:
            high = middle
        else:
            low = middle
    return _fill_lines(pieces, gap, high)
