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
from coursegen.images.memory import MEMORY, MEMORY_LIMIT
from coursegen.images.metadata.jpeg import buffered_coefficients
from coursegen.images.size import ImageInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_PIXELS = {"PNG": 40_000_000, "WEBP": 13_000_000, "JPEG": 200_000_000}
"""A PNG takes up to 4 bytes of memory for each pixel, a WebP 16 (four pictures of its size are in
memory while it is decoded).  A JPEG is decoded only as large as it is needed."""
MAX_COEFFICIENTS = 80_000_000
"""Of a JPEG in several scans, such as a progressive one: all of them, 2 bytes each, are in memory
before the first pixel is."""
MAX_BYTES = 50_000_000
"""Of a file: some of Pillow's readers hold all of it, and twice."""
MAX_SIDE = 16_383
"""The longest side that WebP knows (RFC 9649, section 2.4)."""
_BAND_PIXELS = 1_000_000
"""Pixels whose colors are converted at a time."""
_REDUCING_GAP = 3
"""A picture is averaged to so many times the wanted size before it is resampled, which is fast."""

Image.MAX_IMAGE_PIXELS = None
"""Pillow has one limit for all formats; `_open` has one for each, and nothing else opens any."""

DECODED_FORMATS = ("PNG", "JPEG", "WEBP")
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
_FIRST_SIDEWAYS = 5
"""From this Orientation on (Exif 2.32), width and height change places."""
_UPRIGHT = {
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
        with _open(disk, (*DECODED_FORMATS, "AVIF"))[0] as image:
            width, height = image.size
            # The reader of AVIF has turned the picture already.
            if image.format != "AVIF" and _orientation(image) >= _FIRST_SIDEWAYS:
                width, height = height, width
            # A JPEG's further frames (MPO) are other sizes of the same photograph.
            as_is = image.format == "AVIF" or (
                image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1
            )
            if not as_is:
                image.draft("RGB", (1, 1))  # a JPEG is read to its end all the same
                image.load()
            return ImageInfo(width, height, as_is or max(width, height) > MAX_SIDE)
    except UnidentifiedImageError:
        raise GenerateError(
            "this is not a PNG, JPEG or WebP picture, whatever its name says"
        ) from None
    except DECODE_ERRORS:
        raise GenerateError("this picture is broken: it cannot be read to its end") from None


def decode(disk: Path, fit: Callable[[Size], Size]) -> Image.Image:
    """The picture as RGB or RGBA in sRGB, the right way up; `fit` makes a size of its own.

    Raises `GenerateError`.
    """
    try:
        image, coefficients = _open(disk, DECODED_FORMATS)
        try:
            is_png = image.format == "PNG"  # says its orientation only when it is decoded
            orientation = 1 if is_png else _orientation(image)
            wanted = _size_before_rotation(image.size, orientation, fit)
            with MEMORY.reserve(_draft(image, wanted, coefficients)):
                image.load()
                if is_png:
                    orientation = _orientation(image)
                    wanted = _size_before_rotation(image.size, orientation, fit)
                small = _resized(image, wanted)
                image.close()  # frees its memory before another thread takes as much
        finally:
            image.close()
    except DECODE_ERRORS as error:
        raise GenerateError(f"it cannot be read: {error_reason(error)}") from error
    turn = _UPRIGHT.get(orientation)
    return small if turn is None else small.transpose(turn)


def error_reason(error: BaseException) -> str:
    """What a library says of a picture, as the end of a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    text = str(error).strip().rstrip(".") or type(error).__name__
    return text[:1].lower() + text[1:]


def _open(disk: Path, formats: tuple[str, ...]) -> tuple[Image.Image, int]:
    """A picture that may be decoded, and how many coefficients that keeps in memory.

    Raises `GenerateError` for one that is too large.
    """
    if disk.stat().st_size > MAX_BYTES:
        raise GenerateError(
            f"this picture has more than {MAX_BYTES // 1_000_000} MB", Code.PICTURE_LARGE
        )
    image = Image.open(disk, formats=formats)
    most, coefficients = max(MAX_PIXELS.values()), 0
    pixels = image.width * image.height
    if image.format in ("JPEG", "MPO"):
        with disk.open("rb") as file:
            coefficients = buffered_coefficients(file)
        if coefficients > MAX_COEFFICIENTS:
            most = pixels * MAX_COEFFICIENTS // coefficients
    else:  # an AVIF is not decoded
        most = MAX_PIXELS.get(image.format or "", most)
    if pixels > most:
        image.close()
        raise GenerateError(
            f"this picture has more than {most // 1_000_000} million pixels", Code.PICTURE_LARGE
        )
    return image, coefficients


def _orientation(image: Image.Image) -> int:
    found = image.getexif().get(_ORIENTATION, 1)
    return found if isinstance(found, int) else 1


def _size_before_rotation(size: Size, orientation: int, fit: Callable[[Size], Size]) -> Size:
    """The wanted size of a picture that is made smaller first and then set upright."""
    return fit(size[::-1])[::-1] if orientation >= _FIRST_SIDEWAYS else fit(size)


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
    while cost(scale) > MEMORY_LIMIT and scale < 8:
        scale *= 2
    image.draft("RGB", (width // scale, height // scale))
    return cost(scale)


def _resized(image: Image.Image, size: Size) -> Image.Image:
    """The picture in sRGB and at another size.

    It is converted and made narrower band by band, then made lower: no second picture of the full
    size is ever in memory.  That is what Pillow's own `resize` does with the whole at once.
    """
    width, height = image.size
    factor = max(1, int(min(width / size[0], height / size[1]) / _REDUCING_GAP))
    rows = max(1, _BAND_PIXELS // (width * factor)) * factor
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
        return _to_rgb
    flat = "RGB" if image.mode == "RGBA" else image.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, _SRGB, flat, "RGB")
    except (ImageCms.PyCMSError, *DECODE_ERRORS):  # a profile that is broken or of another kind
        return _to_rgb

    def convert(part: Image.Image) -> Image.Image:
        changed = ImageCms.applyTransform(part.convert(flat), transform)
        if changed is None:
            return _to_rgb(part)
        if part.mode == "RGBA":
            changed.putalpha(part.getchannel("A"))
        return changed

    return convert


def _to_rgb(image: Image.Image) -> Image.Image:
    """The picture as RGB or RGBA, its numbers taken as sRGB."""
    if image.mode.startswith(("I", "F")):  # 16 bits of gray
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")
