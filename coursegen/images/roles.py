"""What pictures are for, and the widths that this asks for."""

from __future__ import annotations

import math

from coursegen.base.struct import Struct


class Role(Struct):
    """What a picture is for.

    `widths` are those worth making, in pixels of the file; `shown` is how wide it gets at most,
    in CSS pixels, 0 for the whole window.  `square` pictures are cut to a square by the style.
    """

    widths: tuple[int, ...]
    shown: int = 0
    square: bool = False


ROLES = {
    "banner": Role((640, 1280, 1920, 2560)),
    "photo": Role((96, 192, 288), shown=72, square=True),
    "content": Role((480, 720, 1080, 1440), shown=720),
}

_WORTH = 1.15
"""How much wider the next file must be to be worth making."""


def widths(role: Role, own: int, wanted: int = 0) -> tuple[int, ...]:
    """The widths of the files to make, ascending, none wider than the picture's `own`.

    `wanted` is the author's width in CSS pixels: fine screens show twice as many.
    """
    steps = (wanted, 2 * wanted) if wanted else role.widths
    widest = min(own, steps[-1])
    return (*(step for step in steps if step * _WORTH <= widest), widest)


def box(role: Role, own: tuple[int, int], wanted: int = 0) -> tuple[int, int]:
    """Width and height for HTML: the author's width, else the picture's own; (0, 0) if unknown."""
    width, height = own
    if role.square:
        side = wanted or role.shown
        return side, side
    if not wanted or not width:
        return own
    return wanted, max(1, round(height * wanted / width))


def cover(role: Role, own: tuple[int, int], wanted: int = 0) -> int:
    """`wanted`, or what a wide picture needs to cover its square."""
    width, height = own
    if not role.square or width <= height:
        return wanted
    return math.ceil((wanted or role.shown) * width / height)


def sizes(role: Role, own: int, wanted: int = 0) -> str:
    """The `sizes` of HTML: how wide the picture is shown in which window."""
    shown = wanted or min(role.shown, own)
    if role.square:
        return f"{wanted or role.shown}px"
    return f"(max-width: {shown}px) 100vw, {shown}px" if shown else "100vw"
