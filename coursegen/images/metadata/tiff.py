"""Read the metadata of a TIFF, which has the same directories as Exif (TIFF 6.0, section 2)."""

from __future__ import annotations

from coursegen.images.metadata import exif
from coursegen.images.metadata.cleaned import Removed

MAGICS = (b"II*\0", b"MM\0*")
_XMP, _IPTC = 700, 33723
"""The tags that contain other metadata (XMP specification, part 3, section 1.1.4)."""


def metadata(data: bytes) -> tuple[Removed, ...]:
    """Return the Exif (the whole file), XMP and IPTC metadata of a TIFF."""
    entries = exif.first_directory(data)
    return (
        Removed("exif", data),
        Removed("xmp", entries.get(_XMP, b"")),
        Removed("iptc", entries.get(_IPTC, b"")),
    )
