"""Image roles, which determine the widths of banners, photos, content images and their copies."""

from __future__ import annotations

import math

from coursegen.base.struct import Struct


class Role(Struct):
    """The role of an image in the theme.

    `widths` contains the file widths to generate, in pixels.  `display_width` is the maximum width
    on the page in CSS pixels, or 0 for the full window.  `display_height` is the height on the
    page, unless the author sets a width, or 0.  The stylesheet crops `square` images to a square.
    """

    widths: tuple[int, ...]
    display_width: int = 0
    square: bool = False
    display_height: int = 0


ROLES = {
    "banner": Role((640, 1280, 1920, 2560)),
    "photo": Role((96, 192, 288), display_width=72, square=True),
    "logo": Role((120, 240, 360), display_width=120, display_height=36),
    "content": Role((480, 720, 1080, 1440), display_width=720),
}

_MIN_WIDTH_RATIO = 1.15
"""The minimum ratio between the widths of consecutive copies."""


def copy_widths(role: Role, width: int, wanted: int = 0) -> tuple[int, ...]:
    """Return the widths of the copies in ascending order; none is wider than the image.

    `wanted` is the author's width in CSS pixels; high-density screens need twice as many pixels.
    """
    steps = (wanted, 2 * wanted) if wanted else role.widths
    widest = min(width, steps[-1])
    return (*(step for step in steps if step * _MIN_WIDTH_RATIO <= widest), widest)


def display_size(role: Role, size: tuple[int, int], wanted: int = 0) -> tuple[int, int]:
    """Return the width and height for HTML, set by the author or read from the image, or (0, 0)."""
    width, height = size
    if role.square:
        side = wanted or role.display_width
        return side, side
    if role.display_height and height and not wanted:
        return max(1, round(width * role.display_height / height)), role.display_height
    if not wanted or not width:
        return size
    return wanted, max(1, round(height * wanted / width))


def covering_width(role: Role, size: tuple[int, int], wanted: int = 0) -> int:
    """Return `wanted`, or the width at which a landscape image covers a square."""
    width, height = size
    if not role.square or width <= height:
        return wanted
    return math.ceil((wanted or role.display_width) * width / height)


def sizes_attribute(role: Role, width: int, wanted: int = 0) -> str:
    """Return the value of the HTML attribute `sizes` for an image with this file width."""
    if role.square:
        return f"{wanted or role.display_width}px"
    shown = wanted or min(role.display_width, width)
    return f"(max-width: {shown}px) 100vw, {shown}px" if shown else "100vw"
