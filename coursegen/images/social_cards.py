"""Draw social cards, which are preview images with the title of a page."""

from __future__ import annotations

import io
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, astuple
from coursegen.images.generated import generated, pillow_version
from coursegen.images.typeset import draw_line, fit, missing_characters, shorten, width_of
from coursegen.incremental.digest import key_of
from coursegen.outputs.palette import derive_palette
from coursegen.site.generated_paths import card_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL import Image

    from coursegen.content.site import CourseInfo
    from coursegen.incremental.store import Store
    from coursegen.outputs.generated_files import OutputContext
    from coursegen.outputs.output import Output

_RECIPE = "cards 1"
"""Increase this number when a code change affects the bytes of existing cards."""

WIDTH, HEIGHT = 1200, 630
"""The size in pixels that social networks recommend, with an aspect ratio of 1.91:1."""
_LEFT, _RIGHT = 92, 1108
_COURSE_BASELINE = 122
_TITLE_TOP, _TITLE_BOTTOM = 180, 492
_RULE_TOP = 530
_FOOTER_BASELINE = 580
_TITLE_SIZES = ((92, 2), (76, 3), (62, 4), (52, 4), (44, 5))
"""Font sizes of the title, largest first, each with its maximum number of lines."""
_LEADING = 1.14
_SHADES = (6, 4, 4, 1)
"""The number of palette entries for the text, the accent, the secondary text and the rule.

Including the background, there are 16 colors, which are enough for smooth edges in a small file.
"""
_TEXT, _ACCENT, _QUIET, _RULE = range(4)


class Card(Struct):
    """The text and color of a card; empty lines are omitted."""

    course: str
    title: str
    footer: str
    accent: str
    """The course's accent as the author wrote it; may be empty."""


def cards(context: OutputContext) -> Mapping[str, Output]:
    """Return the card of each page that has one, keyed by its output path."""
    site = context.site
    return {
        card_path(page): _card_file(_card_of(site.title_of(page) or "", site.info), context.store)
        for page in site.card_pages
    }


def _card_of(page_title: str, info: CourseInfo) -> Card:
    """Return the card of a page; text that the fonts cannot render is omitted."""
    footer = " · ".join(part for part in map(_renderable, (info.institution, info.term)) if part)
    course, title = _renderable(info.title), _renderable(page_title)
    return Card("" if title in ("", course) else course, title or course, footer, info.accent)


def _card_file(card: Card, store: Store) -> Output:
    """Return the card as an output that is drawn on demand."""
    return generated(
        key_of(_RECIPE, pillow_version(), *astuple(card)), partial(draw_card, card), store
    )


def _renderable(text: str) -> str:
    """Return the shortened text; empty if the fonts lack one of its characters."""
    text = shorten(text)
    return "" if missing_characters(text) else text


def draw_card(card: Card) -> bytes:
    """Draw a card as a PNG with a small palette."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    page = _background(card.course, card.footer, card.accent).copy()
    layout = fit(card.title, _RIGHT - _LEFT, _TITLE_SIZES)
    line_height = round(layout.size * _LEADING)
    height = line_height * len(layout.lines) + layout.size // 3
    mask = Image.new("L", (WIDTH - _LEFT, height))
    canvas = ImageDraw.Draw(mask)
    for number, line in enumerate(layout.lines):
        draw_line(canvas, (0, layout.size * 0.95 + number * line_height), line, layout.size)
    top = _TITLE_TOP + max(0, (_TITLE_BOTTOM - _TITLE_TOP - height) // 3)
    page.paste(mask.point(_shade_table(_TEXT)), (_LEFT, top))
    target = io.BytesIO()
    page.save(target, "PNG", bits=4, compress_level=3)
    return target.getvalue()


@lru_cache(maxsize=4)
def _background(course: str, footer: str, accent: str) -> Image.Image:
    """Draw the background that all cards with the same course and footer share."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    colors = derive_palette(accent)
    page = Image.new("P", (WIDTH, HEIGHT), 0)
    text_colors = (colors.text[0], colors.accent[0], colors.quiet[0], colors.line[0])
    page.putpalette(_palette(colors.raised[0], text_colors))
    canvas = ImageDraw.Draw(page)
    canvas.rectangle((0, 0, 15, HEIGHT), fill=_full_shade(_ACCENT))
    if course:
        _draw_small_line(page, (_LEFT, _COURSE_BASELINE), course, color=_ACCENT)
    if footer:
        _draw_small_line(page, (_LEFT, _FOOTER_BASELINE), footer, color=_QUIET)
    canvas.rectangle((_LEFT, _RULE_TOP, _RIGHT, _RULE_TOP + 1), fill=_full_shade(_RULE))
    return page


def _draw_small_line(page: Image.Image, at: tuple[int, int], text: str, color: int) -> None:
    """Draw a small line of text, truncated if it does not fit."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    size = next((size for size in (36, 32, 28) if width_of(text, size) <= _RIGHT - _LEFT), 24)
    line = fit(text, _RIGHT - _LEFT, ((size, 1),)).lines[0]
    mask = Image.new("L", (WIDTH - _LEFT, size * 2))
    draw_line(ImageDraw.Draw(mask), (0, size * 1.4), line, size)
    page.paste(mask.point(_shade_table(color)), (at[0], at[1] - round(size * 1.4)))


def _full_shade(color: int) -> int:
    """Return the palette index of a color at full opacity, which follows its lighter shades."""
    return sum(_SHADES[: color + 1])


@cache
def _shade_table(color: int) -> list[int]:
    """Return the palette index for each opacity from 0 to 255; index 0 is the background."""
    shades = _SHADES[color]
    steps = (round(strength * shades / 255) for strength in range(256))
    return [_full_shade(color) - shades + step if step else 0 for step in steps]


def _palette(background: str, text_colors: Sequence[str]) -> list[int]:
    """Return the RGB values of the background and of each color's shades as a flat list."""
    background_rgb = bytes.fromhex(background[1:])
    colors = list(background_rgb)
    for color, shades in zip(text_colors, _SHADES, strict=True):
        for step in range(1, shades + 1):
            channels = zip(background_rgb, bytes.fromhex(color[1:]), strict=True)
            colors += [round(a + (b - a) * step / shades) for a, b in channels]
    return colors
