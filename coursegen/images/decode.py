"""Validate an image file, and decode it at a smaller size (Pillow).

Images come from untrusted sources.  Therefore, the memory for decoding is limited according to the
number of pixels, the format and the file size of an image.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, UnidentifiedImageError

from coursegen.base.codes import Code
from coursegen.images.generated import GenerateError
from coursegen.images.memory import MEMORY, MEMORY_LIMIT
from coursegen.images.metadata.jpeg import buffered_coefficients
from coursegen.images.size import ImageInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_PIXELS = {"PNG": 40_000_000, "WEBP": 13_000_000, "JPEG": 200_000_000}
"""The maximum number of pixels in an image, by format.

A PNG takes up to 4 bytes of memory per pixel.  A WebP takes 16, because its decoder has four
full-size buffers.  A JPEG is decoded at a reduced size.
"""
MAX_COEFFICIENTS = 80_000_000
"""The maximum number of coefficients in a JPEG with several scans, such as a progressive JPEG.

All of them, 2 bytes each, are in memory before the first pixel is decoded.
"""
MAX_BYTES = 50_000_000
"""The maximum file size; some of Pillow's decoders need two copies of the file in memory."""
MAX_SIDE = 16_383
"""The maximum width and height of a WebP image (RFC 9649, section 2.4)."""
_BAND_PIXELS = 1_000_000
"""The number of pixels whose colors are converted at a time."""
_REDUCING_GAP = 3
"""The multiple of the final size to which an image is quickly reduced before resampling."""

Image.MAX_IMAGE_PIXELS = None
"""Pillow's limit for all formats is disabled, because `_open` checks a limit for each format."""

DECODED_FORMATS = ("PNG", "JPEG", "WEBP")
DECODE_ERRORS = (
    OSError,
    SyntaxError,  # raised by Pillow for a broken PNG
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    EOFError,
    MemoryError,
)
"""The exceptions that Pillow raises for corrupt or malicious files."""
_SRGB = ImageCms.createProfile("sRGB")
_ORIENTATION = 0x0112
_FIRST_SIDEWAYS = 5
"""The first Orientation value (Exif 2.32) with swapped width and height."""
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The operation that makes an image upright, keyed by its Orientation."""

Size = tuple[int, int]
"""Width and height in pixels."""


def probe(disk: Path) -> ImageInfo:
    """Check that an image can be decoded; raise `GenerateError` if not."""
    try:
        with _open(disk, (*DECODED_FORMATS, "AVIF"))[0] as image:
            width, height = image.size
            # For AVIF images, Pillow reports the rotation of its `irot` box as the orientation.
            if _orientation(image) >= _FIRST_SIDEWAYS:
                width, height = height, width
            # Additional frames of a JPEG (MPO) are other sizes of the same photograph.
            as_is = image.format == "AVIF" or (
                image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1
            )
            if not as_is:
                image.draft("RGB", (1, 1))  # a JPEG is still read completely
                image.load()
            return ImageInfo(width, height, as_is or max(width, height) > MAX_SIDE)
    except UnidentifiedImageError:
        raise GenerateError(
            "this file is not a PNG, JPEG, WebP or AVIF image, despite its name"
        ) from None
    except DECODE_ERRORS:
        raise GenerateError("this image is damaged and cannot be decoded") from None


def decode(disk: Path, fit: Callable[[Size], Size]) -> Image.Image:
    """Return the upright image as RGB or RGBA in sRGB.

    `fit` maps its size to the requested size.  Raises `GenerateError`.
    """
    try:
        image, coefficients = _open(disk, DECODED_FORMATS)
        try:
            is_png = image.format == "PNG"  # the orientation is known only after decoding
            orientation = 1 if is_png else _orientation(image)
            wanted = _size_before_rotation(image.size, orientation, fit)
            with MEMORY.reserve(_draft(image, wanted, coefficients)):
                image.load()
                if is_png:
                    orientation = _orientation(image)
                    wanted = _size_before_rotation(image.size, orientation, fit)
                resized = _resized(image, wanted)
                image.close()  # frees the memory before another thread reserves it
        finally:
            image.close()
    except DECODE_ERRORS as error:
        raise GenerateError(f"this image cannot be decoded: {error_reason(error)}") from error
    transpose = _UPRIGHT.get(orientation)
    return resized if transpose is None else resized.transpose(transpose)


def error_reason(error: BaseException) -> str:
    """Return a library's error message in a form that can end a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    text = str(error).strip().rstrip(".") or type(error).__name__
    return text[:1].lower() + text[1:]


def _open(disk: Path, formats: tuple[str, ...]) -> tuple[Image.Image, int]:
    """Open an image, and return it with the number of coefficients that its decoder buffers.

    Raises `GenerateError` if the image is too large.
    """
    if disk.stat().st_size > MAX_BYTES:
        raise GenerateError(
            f"this image file is larger than {MAX_BYTES // 1_000_000} MB", Code.IMAGE_TOO_LARGE
        )
    image = Image.open(disk, formats=formats)
    max_pixels, coefficients = max(MAX_PIXELS.values()), 0
    pixels = image.width * image.height
    if image.format in ("JPEG", "MPO"):
        with disk.open("rb") as file:
            coefficients = buffered_coefficients(file)
        if coefficients > MAX_COEFFICIENTS:
            max_pixels = pixels * MAX_COEFFICIENTS // coefficients
    else:  # AVIF files are not decoded
        max_pixels = MAX_PIXELS.get(image.format or "", max_pixels)
    if pixels > max_pixels:
        image.close()
        millions = max_pixels // 1_000_000
        raise GenerateError(
            f"this image has more than {millions} million pixels", Code.IMAGE_TOO_LARGE
        )
    return image, coefficients


def _orientation(image: Image.Image) -> int:
    value = image.getexif().get(_ORIENTATION, 1)
    return value if isinstance(value, int) else 1


def _size_before_rotation(size: Size, orientation: int, fit: Callable[[Size], Size]) -> Size:
    """Return the requested size of an image before its rotation."""
    return fit(size[::-1])[::-1] if orientation >= _FIRST_SIDEWAYS else fit(size)


def _draft(image: Image.Image, wanted: Size, coefficients: int) -> int:
    """Return the memory, in bytes, that decoding needs.

    For a JPEG, also set the decoded size to twice the requested size, or less to save memory.
    """
    width, height = image.size

    def cost(scale: int) -> int:
        rows = height // scale
        decoded = 16 if image.format == "WEBP" else 4
        return 2 * coefficients + rows * (decoded * width // scale + 4 * wanted[0])

    if image.format not in ("JPEG", "MPO"):
        return cost(1)
    scale_limit = min(width // (2 * wanted[0]), height // (2 * wanted[1]))
    scale = next((scale for scale in (8, 4, 2) if scale <= scale_limit), 1)
    while cost(scale) > MEMORY_LIMIT and scale < 8:
        scale *= 2
    image.draft("RGB", (width // scale, height // scale))
    return cost(scale)


def _resized(image: Image.Image, size: Size) -> Image.Image:
    """Return the image in sRGB at another size.

    The width is reduced in horizontal bands, and then the height, to avoid a second full-size image
    in memory.  Pillow's `resize` processes the whole image at once.
    """
    width, height = image.size
    factor = max(1, int(min(width / size[0], height / size[1]) / _REDUCING_GAP))
    rows = max(1, _BAND_PIXELS // (width * factor)) * factor
    convert = _to_srgb(image)
    narrow: Image.Image | None = None
    for top in range(0, height, rows):
        band = convert(image.crop((0, top, width, min(top + rows, height))))
        if band.mode == "RGBA":
            band = band.convert("RGBa")  # prevents dark edges from transparent pixels
        if factor > 1:
            band = band.reduce(factor)
        box = (0, 0, width / factor, band.height)
        band = band.resize((size[0], band.height), Image.Resampling.LANCZOS, box)
        if narrow is None:
            narrow = Image.new(band.mode, (size[0], -(-height // factor)))
        narrow.paste(band, (0, top // factor))
    assert narrow is not None  # noqa: S101 - every image has a row
    whole = (0, 0, size[0], height / factor)
    result = narrow.resize(size, Image.Resampling.LANCZOS, whole)
    return result.convert("RGBA") if result.mode == "RGBa" else result


def _to_srgb(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Return a function that converts any part of the image to RGB or RGBA in sRGB."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return _to_rgb
    flat = "RGB" if image.mode == "RGBA" else image.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, _SRGB, flat, "RGB")
    except (ImageCms.PyCMSError, *DECODE_ERRORS):  # the profile is invalid
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
    """Convert to RGB or RGBA; the values are interpreted as sRGB."""
    if image.mode.startswith(("I", "F")):  # 16-bit grayscale
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")
