"""A photograph or drawing on disk → whether it is whole, and its pixels at a smaller size (Pillow).

Pictures come from anywhere, so what decoding one may take in memory is bounded: by its pixels, by
the way in which its format stores them, and by the size of its file.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, UnidentifiedImageError

from coursegen.base.codes import Code
from coursegen.images.generated_file import GenerateError
from coursegen.images.memory import BUDGET, MEMORY
from coursegen.images.metadata.jpeg import buffered_coefficients
from coursegen.images.size import ImageInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_PIXELS = {"PNG": 40_000_000, "WEBP": 13_000_000, "JPEG": 200_000_000}
"""A PNG takes up to 4 bytes of memory for each pixel, a WebP 16 (four pictures of its size are in
memory while it is decoded).  A JPEG is decoded only as large as it is needed."""
MOST_COEFFICIENTS = 80_000_000
"""Of a JPEG in several scans, such as a progressive one: all of them, 2 bytes each, are in memory
before the first pixel is."""
MOST_BYTES = 50_000_000
"""Of a file: some of Pillow's readers hold all of it, and twice."""
MOST_SIDE = 16_383
"""The longest side that WebP knows (RFC 9649, section 2.4)."""
_BAND = 1_000_000
"""Pixels whose colors are converted at a time."""
_GAP = 3
"""A picture is averaged to so many times the wanted size before it is resampled, which is fast."""

Image.MAX_IMAGE_PIXELS = None
"""Pillow has one limit for all formats; `_open` has one for each, and nothing else opens any."""

READ = ("PNG", "JPEG", "WEBP")
DECODE_ERRORS = (
    OSError,
    SyntaxError,  # how Pillow reports a broken PNG
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    EOFError,
    MemoryError,
)
"""What Pillow raises for files that are broken or made to do harm."""
_SRGB = ImageCms.createProfile("sRGB")
_ORIENTATION = 0x0112
_SIDEWAYS = 5
"""From this Orientation on (Exif 2.32), width and height change places."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by its Orientation."""

Size = tuple[int, int]
"""Width and height in pixels."""


def probe(disk: Path) -> ImageInfo:
    """Decode a picture to see that it is whole; raises `GenerateError` with what is wrong."""
    try:
        with _open(disk, (*READ, "AVIF"))[0] as image:
            width, height = image.size
            # Of an AVIF, Pillow reports the rotation of its `irot` box as the orientation.
            if _orientation(image) >= _SIDEWAYS:
                width, height = height, width
            # A JPEG's further frames (MPO) are other sizes of the same photograph.
            stays = image.format == "AVIF" or (
                image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1
            )
            if not stays:
                image.draft("RGB", (1, 1))  # a JPEG is read to its end all the same
                image.load()
            return ImageInfo(width, height, stays or max(width, height) > MOST_SIDE)
    except UnidentifiedImageError:
        raise GenerateError(
            "this is not a PNG, JPEG, WebP or AVIF picture, whatever its name says"
        ) from None
    except DECODE_ERRORS:
        raise GenerateError("this picture is broken: it cannot be read to its end") from None


def decode(disk: Path, fit: Callable[[Size], Size]) -> Image.Image:
    """The picture as RGB or RGBA in sRGB, the right way up; `fit` makes a size of its own.

    Raises `GenerateError`.
    """
    try:
        image, coefficients = _open(disk, READ)
        try:
            is_png = image.format == "PNG"  # says its orientation only when it is decoded
            orientation = 1 if is_png else _orientation(image)
            wanted = _before_turning(image.size, orientation, fit)
            with MEMORY.reserve(_draft(image, wanted, coefficients)):
                image.load()
                if is_png:
                    orientation = _orientation(image)
                    wanted = _before_turning(image.size, orientation, fit)
                small = _resized(image, wanted)
                image.close()  # frees its memory before another thread takes as much
        finally:
            image.close()
    except DECODE_ERRORS as error:
        raise GenerateError(f"it cannot be read: {reason(error)}") from error
    turn = _TURNS.get(orientation)
    return small if turn is None else small.transpose(turn)


def reason(error: BaseException) -> str:
    """What a library says of a picture, as the end of a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    text = str(error).strip().rstrip(".") or type(error).__name__
    return text[:1].lower() + text[1:]


def _open(disk: Path, formats: tuple[str, ...]) -> tuple[Image.Image, int]:
    """A picture that may be decoded, and how many coefficients that keeps in memory.

    Raises `GenerateError` for one that is too large.
    """
    if disk.stat().st_size > MOST_BYTES:
        raise GenerateError(
            f"this picture has more than {MOST_BYTES // 1_000_000} MB", Code.IMAGE_TOO_LARGE
        )
    image = Image.open(disk, formats=formats)
    most, coefficients = max(MOST_PIXELS.values()), 0
    pixels = image.width * image.height
    if image.format in ("JPEG", "MPO"):
        with disk.open("rb") as file:
            coefficients = buffered_coefficients(file)
        if coefficients > MOST_COEFFICIENTS:
            most = pixels * MOST_COEFFICIENTS // coefficients
    else:  # an AVIF is not decoded
        most = MOST_PIXELS.get(image.format or "", most)
    if pixels > most:
        image.close()
        raise GenerateError(
            f"this picture has more than {most // 1_000_000} million pixels", Code.IMAGE_TOO_LARGE
        )
    return image, coefficients


def _orientation(image: Image.Image) -> int:
    found = image.getexif().get(_ORIENTATION, 1)
    return found if isinstance(found, int) else 1


def _before_turning(size: Size, orientation: int, fit: Callable[[Size], Size]) -> Size:
    """The wanted size of a picture that is made smaller first and then set upright."""
    return fit(size[::-1])[::-1] if orientation >= _SIDEWAYS else fit(size)


def _draft(image: Image.Image, wanted: Size, coefficients: int) -> int:
    """Let a JPEG be decoded smaller: twice as large as wanted, or less where memory is short.

    Returns how many bytes decoding takes.
    """
    width, height = image.size

    def cost(scale: int) -> int:
        rows = height // scale
        decoded = 16 if image.format == "WEBP" else 4
        return 2 * coefficients + rows * (decoded * width // scale + 4 * wanted[0])

    if image.format not in ("JPEG", "MPO"):
        return cost(1)
    fine = min(width // (2 * wanted[0]), height // (2 * wanted[1]))
    scale = next((scale for scale in (8, 4, 2) if scale <= fine), 1)
    while cost(scale) > BUDGET and scale < 8:
        scale *= 2
    image.draft("RGB", (width // scale, height // scale))
    return cost(scale)


def _resized(image: Image.Image, size: Size) -> Image.Image:
    """The picture in sRGB and at another size.

    It is converted and made narrower band by band, then made lower: no second picture of the full
    size is ever in memory.  That is what Pillow's own `resize` does with the whole at once.
    """
    width, height = image.size
    factor = max(1, int(min(width / size[0], height / size[1]) / _GAP))
    rows = max(1, _BAND // (width * factor)) * factor
    convert = _to_srgb(image)
    narrow: Image.Image | None = None
    for top in range(0, height, rows):
        band = convert(image.crop((0, top, width, min(top + rows, height))))
        if band.mode == "RGBA":
            band = band.convert("RGBa")  # what is transparent must not shine through the edges
        if factor > 1:
            band = band.reduce(factor)
        box = (0, 0, width / factor, band.height)
        band = band.resize((size[0], band.height), Image.Resampling.LANCZOS, box)
        if narrow is None:
            narrow = Image.new(band.mode, (size[0], -(-height // factor)))
        narrow.paste(band, (0, top // factor))
    assert narrow is not None  # noqa: S101 - every picture has a row
    whole = (0, 0, size[0], height / factor)
    result = narrow.resize(size, Image.Resampling.LANCZOS, whole)
    return result.convert("RGBA") if result.mode == "RGBa" else result


def _to_srgb(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What makes any part of a picture RGB or RGBA, in sRGB whatever profile it came with."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return _plain
    flat = "RGB" if image.mode == "RGBA" else image.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, _SRGB, flat, "RGB")
    except (ImageCms.PyCMSError, *DECODE_ERRORS):  # a profile that is broken or of another kind
        return _plain

    def convert(part: Image.Image) -> Image.Image:
        changed = ImageCms.applyTransform(part.convert(flat), transform)
        if changed is None:
            return _plain(part)
        if part.mode == "RGBA":
            changed.putalpha(part.getchannel("A"))
        return changed

    return convert


def _plain(image: Image.Image) -> Image.Image:
    """The picture as RGB or RGBA, its numbers taken as sRGB."""
    if image.mode.startswith(("I", "F")):  # 16 bits of gray
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")
