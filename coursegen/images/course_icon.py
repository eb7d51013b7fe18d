"""The course's icon files, drawn from its initials or converted from the author's image."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.files import STATIC
from coursegen.images.generated import generated, pillow_version
from coursegen.images.typeset import (
    draw_line,
    missing_characters,
    normalize,
    relative_width,
    width_of,
)
from coursegen.incremental.digest import digest_of, key_of
from coursegen.outputs.output import of_bytes, of_source
from coursegen.outputs.palette import derive_palette
from coursegen.outputs.web_manifest import icon_svg, initials, manifest
from coursegen.site.generated_paths import (
    ICON_APPLE,
    ICON_ICO,
    ICON_MASKABLE,
    ICON_SIDES,
    ICON_SVG,
    MANIFEST,
    icon_paths,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PIL import Image

    from coursegen.outputs.generated_files import OutputContext
    from coursegen.outputs.output import Output

_RECIPE = "icons 2"
"""Increase this number when a code change affects the bytes of existing icons."""

_SUPERSAMPLING = 4
"""The factor by which rounded corners are enlarged before antialiasing."""


def icons(context: OutputContext) -> Mapping[str, Output]:
    """Return the planned icon files, keyed by output path."""
    site, store = context.site, context.store
    info, image = site.info, site.icon
    drawing = image if image and image.path.lower().endswith(".svg") else None
    if drawing or (image and not site.is_readable(f"{STATIC}/{info.icon}")):
        image = None
    files: dict[str, Output] = {}
    planned = [path for path in icon_paths(info.icon if site.icon else "") if path in context.paths]
    for path in planned:
        if path == MANIFEST:
            files[path] = of_bytes(manifest(info, planned))
        elif path == ICON_SVG:
            files[path] = of_source(drawing) if drawing else of_bytes(icon_svg(info))
        elif image:
            key = key_of(_RECIPE, pillow_version(), path, digest_of(image), info.accent)
            files[path] = generated(key, partial(_draw_image, path, image.disk, info.accent), store)
        else:
            text = initials(info)
            key = key_of(_RECIPE, pillow_version(), path, text, info.accent)
            files[path] = generated(key, partial(_draw_initials, path, text, info.accent), store)
    return files


def _draw_initials(path: str, text: str, accent: str) -> bytes:
    """Draw the initials in white on the accent color, or three bars if the fonts lack them."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    side = ICON_SIDES.get(path, 32)
    mask = Image.new("L", (side, side))
    canvas = ImageDraw.Draw(mask)
    text = normalize(text)
    available = side * (0.6 if path == ICON_MASKABLE else 0.78)
    if text and not missing_characters(text):
        size = min(round(side * 0.66), int(available / relative_width(text)))
        left = (side - width_of(text, size)) / 2
        draw_line(canvas, (left, side / 2 + size * (0.33 if text.isascii() else 0.35)), text, size)
    else:
        for number in range(3):
            top = side * (0.3 + 0.17 * number)
            canvas.rectangle((side * 0.28, top, side * 0.72, top + side * 0.06), fill=255)
    background = Image.new("RGB", (side, side), derive_palette(accent).accent[0])
    background.paste((255, 255, 255), mask=mask)
    return _encode_icon(
        path, background if path in (ICON_APPLE, ICON_MASKABLE) else _round_corners(background)
    )


def _draw_image(path: str, disk: Path, accent: str) -> bytes:
    """Draw the image in a square, on the surface color if transparency is not allowed."""
    from PIL import Image  # noqa: PLC0415 - Pillow is slow to load

    from coursegen.images.decode import decode  # noqa: PLC0415 - Pillow is slow to load

    side = ICON_SIDES.get(path, 32)
    available = round(side * 0.8) if path == ICON_MASKABLE else side
    image = decode(disk, partial(_fit_in_square, available)).convert("RGBA")
    solid = path in (ICON_APPLE, ICON_MASKABLE)
    background = Image.new(
        "RGBA", (side, side), derive_palette(accent).surface[0] if solid else (0, 0, 0, 0)
    )
    background.alpha_composite(image, ((side - image.width) // 2, (side - image.height) // 2))
    return _encode_icon(path, background.convert("RGB") if solid else background)


def _fit_in_square(available: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size with the same aspect ratio that fits in a square."""
    longest = max(size)
    return max(1, round(size[0] * available / longest)), max(
        1, round(size[1] * available / longest)
    )


def _round_corners(background: Image.Image) -> Image.Image:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is slow to load

    radius, far = background.width // 5, background.width - background.width // 5
    disc = Image.new("L", (2 * radius * _SUPERSAMPLING, 2 * radius * _SUPERSAMPLING))
    ImageDraw.Draw(disc).ellipse((0, 0, disc.width - 1, disc.height - 1), fill=255)
    disc = disc.resize((2 * radius, 2 * radius), Image.Resampling.BOX)
    mask = Image.new("L", background.size, 255)
    for left in (0, radius):
        for top in (0, radius):
            corner = disc.crop((left, top, left + radius, top + radius))
            mask.paste(corner, (left and far, top and far))
    background.putalpha(mask)
    return background


def _encode_icon(path: str, image: Image.Image) -> bytes:
    target = io.BytesIO()
    if path == ICON_ICO:
        # Without this import, Pillow loads all its format plugins.
        from PIL import IcoImagePlugin  # noqa: F401, PLC0415 - registers itself

        image.save(target, "ICO", sizes=[image.size])
    else:
        image.save(target, "PNG", compress_level=6)
    return target.getvalue()
