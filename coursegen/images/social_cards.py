"""The picture that a shared link shows: one for each page, drawn from its title."""

from __future__ import annotations

import io
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, astuple
from coursegen.images.generated_file import GeneratedFile, pillow_version
from coursegen.images.typeset import draw_line, fit, missing_characters, shorten, width_of
from coursegen.incremental.cache import Cache, key_of
from coursegen.outputs.palette import derive_palette
from coursegen.site.generated_paths import GENERATED_IMAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from coursegen.content.course import CourseInfo
    from coursegen.content.page import Page

_RECIPE = "cards 1"
"""To be counted up when the same card is to become other bytes."""

WIDTH, HEIGHT = 1200, 630
"""In pixels, as those who show links ask for (ogp.me names no size; all cut to about 1.91 : 1)."""
_LEFT, _RIGHT = 92, 1108
_COURSE_BASELINE = 122
_TITLE_TOP, _TITLE_BOTTOM = 180, 492
_RULE_TOP = 530
_FOOTER_BASELINE = 580
_TITLE_SIZES = ((92, 2), (76, 3), (62, 4), (52, 4), (44, 5))
"""Sizes of the title, the largest first, each with the most lines for it."""
_LEADING = 1.14
_SHADES = (6, 4, 4, 1)
"""How many shades the text, the accent, the quiet text and the line have.  With the paper, that
makes 16 colours: enough for round edges, and small files."""
_TEXT, _ACCENT, _QUIET, _RULE = range(4)


class Card(Struct):
    """What a card says; an empty title leaves it out."""

    course: str
    title: str
    foot: str
    accent: str
    """The course's accent as it was written, which may be empty."""


def card_path(page: str) -> str:
    """Where the card of the page at an output path stands: no other page has the same."""
    return f"{GENERATED_IMAGES}/cards/{page.removesuffix('.html')}.png"


def card_of(page: Page, info: CourseInfo) -> Card:
    """What the card of a page says; what cannot be set is left out of it."""
    foot = " · ".join(part for part in map(_renderable, (info.institution, info.term)) if part)
    course, title = _renderable(info.title), _renderable(page.title)
    return Card("" if title in ("", course) else course, title or course, foot, info.accent)


def card_file(card: Card, cache: Cache) -> GeneratedFile:
    """The card as a file to be made."""
    return GeneratedFile(
        key_of(_RECIPE, pillow_version(), *astuple(card)), partial(draw_card, card), cache
    )


def _renderable(text: str) -> str:
    """The text as it is set; nothing of it when a sign of it is in no font."""
    text = shorten(text)
    return "" if missing_characters(text) else text


def draw_card(card: Card) -> bytes:
    """Draw a card: a PNG of few colours."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    page = _background(card.course, card.foot, card.accent).copy()
    setting = fit(card.title, _RIGHT - _LEFT, _TITLE_SIZES)
    leading = round(setting.size * _LEADING)
    high = leading * len(setting.lines) + setting.size // 3
    mask = Image.new("L", (WIDTH - _LEFT, high))
    canvas = ImageDraw.Draw(mask)
    for number, line in enumerate(setting.lines):
        draw_line(canvas, (0, setting.size * 0.95 + number * leading), line, setting.size)
    top = _TITLE_TOP + max(0, (_TITLE_BOTTOM - _TITLE_TOP - high) // 3)
    page.paste(mask.point(_shade_table(_TEXT)), (_LEFT, top))
    target = io.BytesIO()
    page.save(target, "PNG", bits=4, compress_level=3)
    return target.getvalue()


@lru_cache(maxsize=4)
def _background(course: str, foot: str, accent: str) -> Image.Image:
    """What all cards with the same course and foot have in common, drawn once."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    colors = derive_palette(accent)
    page = Image.new("P", (WIDTH, HEIGHT), 0)
    inks = (colors.text[0], colors.accent[0], colors.quiet[0], colors.line[0])
    page.putpalette(_palette(colors.raised[0], inks))
    canvas = ImageDraw.Draw(page)
    canvas.rectangle((0, 0, 15, HEIGHT), fill=_full_shade(_ACCENT))
    if course:
        _draw_small_line(page, (_LEFT, _COURSE_BASELINE), course, ink=_ACCENT)
    if foot:
        _draw_small_line(page, (_LEFT, _FOOTER_BASELINE), foot, ink=_QUIET)
    canvas.rectangle((_LEFT, _RULE_TOP, _RIGHT, _RULE_TOP + 1), fill=_full_shade(_RULE))
    return page


def _draw_small_line(page: Image.Image, at: tuple[int, int], text: str, ink: int) -> None:
    """Write a small line, cut off where it does not fit."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    size = next((size for size in (36, 32, 28) if width_of(text, size) <= _RIGHT - _LEFT), 24)
    line = fit(text, _RIGHT - _LEFT, ((size, 1),)).lines[0]
    mask = Image.new("L", (WIDTH - _LEFT, size * 2))
    draw_line(ImageDraw.Draw(mask), (0, size * 1.4), line, size)
    page.paste(mask.point(_shade_table(ink)), (at[0], at[1] - round(size * 1.4)))


def _full_shade(ink: int) -> int:
    """The place of an ink itself in the palette, after its paler shades."""
    return sum(_SHADES[: ink + 1])


@cache
def _shade_table(ink: int) -> list[int]:
    """For each strength of a line, 0 to 255, the colour of the palette; 0 is the paper."""
    shades = _SHADES[ink]
    steps = (round(strength * shades / 255) for strength in range(256))
    return [_full_shade(ink) - shades + step if step else 0 for step in steps]


def _palette(paper: str, inks: Sequence[str]) -> list[int]:
    """The paper and the shades of each ink, as red, green, blue, red …"""
    ground = bytes.fromhex(paper[1:])
    colors = list(ground)
    for ink, shades in zip(inks, _SHADES, strict=True):
        for step in range(1, shades + 1):
            mixed = zip(ground, bytes.fromhex(ink[1:]), strict=True)
            colors += [round(a + (b - a) * step / shades) for a, b in mixed]
    return colors
