"""A photograph or drawing on disk → its copies for the web."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from coursegen.images.decode import DECODE_ERRORS, decode, error_reason
from coursegen.images.generated_file import GenerateError
from coursegen.images.memory import MEMORY

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.images.decode import Size

_BYTES_PER_PIXEL = 34
"""Bytes that the encoder of AVIF takes for each pixel, measured; that of WebP takes half of it."""


def encode(disk: Path, width: int, kind: str) -> bytes:
    """A copy of the picture, `width` pixels wide, as `avif` or `webp`.

    Always the same bytes for the same file.  Colors are sRGB; nothing but the picture is kept.
    """

    def fit(own: Size) -> Size:
        return width, max(1, round(own[1] * width / own[0]))

    image = decode(disk, fit)
    target = io.BytesIO()
    try:
        with MEMORY.reserve(_BYTES_PER_PIXEL * image.width * image.height):
            if kind == "avif":
                # One thread, as the bytes depend on how many there are; lines keep their colors.
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
        raise GenerateError(f"it cannot be turned into {kind}: {error_reason(error)}") from error
    return target.getvalue()


def _is_jpeg(disk: Path) -> bool:
    with disk.open("rb") as stream:
        return stream.read(2) == b"\xff\xd8"
