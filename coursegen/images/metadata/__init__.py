"""Remove the metadata that cameras and programs write into image files.

There is one module for each container format.  Pixels are never decoded.  Instead, segments that
are needed to display the image are copied byte for byte, and all others are omitted.  The modules
list the segments to keep, so that unknown kinds of metadata are also removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.images.metadata import gif, heif, jpeg, png, tiff, webp
from coursegen.images.metadata.cleaned import Cleaned, MetadataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.images.metadata.cleaned import Removed

__all__ = ["Cleaned", "MetadataError", "clean", "metadata_of"]


def clean(data: bytes) -> Cleaned:
    """Return an image without its metadata; data in an unknown format is not changed.

    Raises `MetadataError` if the file has a known format but an invalid structure.
    """
    cleaner = _cleaner_for(data[:16])
    return cleaner(data) if cleaner else Cleaned(data)


def metadata_of(data: bytes) -> tuple[Removed, ...]:
    """Return the metadata of an image; TIFF is also supported, although it cannot be cleaned.

    Raises `MetadataError` if the structure of a known format is invalid.
    """
    return tiff.metadata(data) if data.startswith(tiff.MAGICS) else clean(data).removed


def _cleaner_for(head: bytes) -> Callable[[bytes], Cleaned] | None:
    if head.startswith(jpeg.MAGIC):
        return jpeg.clean
    if head.startswith(png.MAGIC):
        return png.clean
    if head.startswith(gif.MAGICS):
        return gif.clean
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return webp.clean
    if head[4:8] == b"ftyp":
        return heif.clean
    return None
