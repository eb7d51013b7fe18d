"""What all container formats share: the result of cleaning a picture."""

from __future__ import annotations

from typing import Literal, NamedTuple

MetadataKind = Literal["exif", "xmp", "iptc", "text", "other"]


class MetadataError(ValueError):
    """A picture whose parts cannot be told from each other; the message says why."""


class Removed(NamedTuple):
    """A piece of metadata; the `data` of "exif" begins with the TIFF header."""

    kind: MetadataKind
    data: bytes


class Cleaned(NamedTuple):
    """A picture without its metadata, and what was removed.

    Where nothing was, `content` is the very object that was given.
    """

    content: bytes
    removed: tuple[Removed, ...] = ()
