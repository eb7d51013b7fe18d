"""Read the images of banners, people and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.text import LocatedStr, location_of
from coursegen.content.page import Image
from coursegen.loader.link_values import read_link

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics
    from coursegen.schema.shapes import ImageShape


def read_images(
    shapes: ImageShape | list[ImageShape] | None, diagnostics: Diagnostics
) -> tuple[Image, ...]:
    """Convert one image, a list of images, or None to a tuple of images."""
    if shapes is None:
        return ()
    shapes = shapes if isinstance(shapes, list) else [shapes]
    return tuple(read_image(shape, diagnostics) for shape in shapes)


def read_image(shape: ImageShape, diagnostics: Diagnostics) -> Image:
    """Convert the values of one image from a YAML file."""
    return Image(
        image=image_path(shape.image),
        alt=shape.alt,
        link=read_link(shape.link, diagnostics),
        width=shape.width or 0,
        source_url=shape.source_url or "",
        location=location_of(shape.image),
    )


def image_path(text: LocatedStr) -> LocatedStr:
    """Return the path below `static/`; the prefix `static/` is optional."""
    return LocatedStr(text.removeprefix("/").removeprefix("static/"), text.location)
