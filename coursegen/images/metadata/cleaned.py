"""The result of removing metadata from any container format."""

from __future__ import annotations

from typing import Literal, NamedTuple

MetadataKind = Literal["exif", "xmp", "iptc", "text", "other"]


class MetadataError(ValueError):
    """An error in the structure of an image file; the message contains the reason."""


class Removed(NamedTuple):
    """A piece of metadata; the `data` of "exif" begins with the TIFF header."""

    kind: MetadataKind
    data: bytes


class Cleaned(NamedTuple):
    """An image without its metadata, and the removed metadata.

    If nothing was removed, `content` is the same object as the input.
    """

    content: bytes
    removed: tuple[Removed, ...] = ()
