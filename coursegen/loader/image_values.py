"""Pictures of banners, people and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.text import Text, place_of
from coursegen.content.page import Picture
from coursegen.loader.link_values import read_link

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics
    from coursegen.schema.shapes import PictureShape


def read_pictures(
    shapes: PictureShape | list[PictureShape] | None, diagnostics: Diagnostics
) -> tuple[Picture, ...]:
    """One picture, several, or none."""
    if shapes is None:
        return ()
    several = shapes if isinstance(shapes, list) else [shapes]
    return tuple(read_picture(shape, diagnostics) for shape in several)


def read_picture(shape: PictureShape, diagnostics: Diagnostics) -> Picture:
    """One picture, with the path of its image below `static/`."""
    return Picture(
        image=image_path(shape.image),
        alt=shape.alt,
        link=read_link(shape.link, diagnostics),
        width=shape.width or 0,
        origin=shape.origin or "",
        place=place_of(shape.image),
    )


def image_path(text: Text) -> Text:
    """The path below `static/`, whether or not the author wrote that word."""
    return Text(text.removeprefix("/").removeprefix("static/"), text.place)
