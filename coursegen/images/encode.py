"""Encode an image file as a smaller copy for the web."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from coursegen.images.decode import DECODE_ERRORS, decode, error_reason
from coursegen.images.generated import GenerateError
from coursegen.images.memory import MEMORY

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.images.decode import Size

_BYTES_PER_PIXEL = 34
"""The measured memory of the AVIF encoder in bytes per pixel; the WebP encoder uses half."""


def encode(disk: Path, width: int, kind: str) -> bytes:
    """Return a copy of the image with a width of `width` pixels, as `avif` or `webp`.

    The same file always produces the same bytes, in sRGB and without metadata.
    """

    def fit(size: Size) -> Size:
        return width, max(1, round(size[1] * width / size[0]))

    image = decode(disk, fit)
    target = io.BytesIO()
    try:
        with MEMORY.reserve(_BYTES_PER_PIXEL * image.width * image.height):
            if kind == "avif":
                # The output depends on the number of threads.  Full chroma preserves the color of
                # thin lines.
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
    except DECODE_ERRORS as error:
        raise GenerateError(
            f"this image cannot be converted to {kind}: {error_reason(error)}"
        ) from error
    return target.getvalue()


def _is_jpeg(disk: Path) -> bool:
    with disk.open("rb") as stream:
        return stream.read(2) == b"\xff\xd8"
