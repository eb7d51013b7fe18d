"""A photograph or drawing on disk → whether it is whole, and its copies for the web (Pillow)."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from coursegen.codes import Code
from coursegen.images.derived import CannotMake
from coursegen.images.size import Original

if TYPE_CHECKING:
    from pathlib import Path

MOST_PIXELS = 64_000_000
"""More than any camera's; decoded, a picture of so many takes a quarter of a gigabyte."""
MOST_SIDE = 16_383
"""The longest side that WebP knows (RFC 9649, section 2.4)."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

_READ = ("PNG", "JPEG", "WEBP")
_FAULTS = (
    OSError,
    SyntaxError,  # how Pillow reports a broken PNG
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    EOFError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for files that are broken or made to do harm."""
_SRGB = ImageCms.createProfile("sRGB")


def look(disk: Path) -> Original:
    """Decode a picture to see that it is whole; raises `CannotMake` with what is wrong."""
    try:
        with Image.open(disk, formats=(*_READ, "AVIF")) as image:
            width, height = image.size
            turned = image.getexif().get(0x0112, 1) >= 5  # Exif 2.32: Orientation, on its side
            if turned and image.format != "AVIF":  # whose reader has turned it already
                width, height = height, width
            # A JPEG's further frames (MPO) are other sizes of the same photograph.
            stays = image.format == "AVIF" or (
                image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1
            )
            if not stays:
                image.draft("RGB", (1, 1))  # a JPEG is read to its end all the same
                image.load()
            return Original(width, height, stays or max(width, height) > MOST_SIDE)
    except UnidentifiedImageError:
        raise CannotMake(
            "this is not a PNG, JPEG or WebP picture, whatever its name says"
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise CannotMake(
            f"this picture has more than {MOST_PIXELS // 1_000_000} million pixels",
            Code.PICTURE_LARGE,
        ) from None
    except _FAULTS:
        raise CannotMake("this picture is broken: it cannot be read to its end") from None


def encode(disk: Path, width: int, kind: str) -> bytes:
    """A copy of the picture, `width` pixels wide, as `avif` or `webp`.

    Always the same bytes for the same file.  Colours are sRGB; nothing but the picture is kept.
    """
    image = decode(disk, width)
    height = max(1, round(image.height * width / image.width))
    target = io.BytesIO()
    try:
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        image.info.clear()
        if kind == "avif":
            # One thread, as the bytes depend on how many there are; lines keep their colours.
            sampling = "4:2:0" if _is_jpeg(disk) else "4:4:4"
            image.save(
                target,
                "AVIF",
                quality=60,
                speed=7,
                subsampling=sampling,
                codec="aom",
                max_threads=1,
            )
        else:
            image.save(target, "WEBP", quality=80, method=4)
    except _FAULTS as error:
        raise CannotMake(f"it cannot be turned into {kind}: {_reason(error)}") from error
    return target.getvalue()


def decode(disk: Path, width: int) -> Image.Image:
    """The picture as RGB or RGBA in sRGB, the right way up, at least `width` wide if it can be."""
    try:
        with Image.open(disk, formats=_READ) as image:
            image.draft("RGB", (2 * width, 2 * width))  # a JPEG, only as finely as needed
            ImageOps.exif_transpose(image, in_place=True)
            return _srgb(image)
    except _FAULTS as error:
        raise CannotMake(f"it cannot be read: {_reason(error)}") from error


def _is_jpeg(disk: Path) -> bool:
    with disk.open("rb") as stream:
        return stream.read(2) == b"\xff\xd8"


def _srgb(image: Image.Image) -> Image.Image:
    """The picture as RGB or RGBA, in sRGB whatever profile it came with."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        flat = image.convert("RGB") if alpha else image
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(flat, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, *_FAULTS):  # a profile that is broken or of another kind
            changed = None
        if changed:
            if alpha:
                changed.putalpha(alpha)
            return changed
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    text = str(error).strip().rstrip(".") or type(error).__name__
    return text[:1].lower() + text[1:]
