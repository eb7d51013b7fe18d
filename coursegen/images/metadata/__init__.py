"""What cameras and programs write into a picture beside the picture, and a copy without it.

One file for each container format.  Pixels are never decoded: segments that are needed to show the
picture are copied byte for byte, all others are left out.  What is kept is listed, so that a kind
of metadata that nobody here has heard of is removed, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.images.metadata import gif, heif, jpeg, png, webp
from coursegen.images.metadata.cleaned import Cleaned, MetadataError

if TYPE_CHECKING:
    from collections.abc import Callable

SUFFIXES = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".apng", ".webp", ".gif"),
    *(".avif", ".heic", ".heif"),
)
"""How the names of pictures end that are looked at; which format one has, its first bytes say."""

__all__ = ["SUFFIXES", "Cleaned", "MetadataError", "clean"]


def clean(data: bytes) -> Cleaned:
    """A picture without its metadata; bytes of no known format are not changed.

    Raises `MetadataError` where the structure of a known format makes no sense.
    """
    cleaner = _cleaner_for(data[:16])
    return cleaner(data) if cleaner else Cleaned(data)


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
