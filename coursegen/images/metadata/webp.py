"""Remove metadata from the chunks of a WebP, which is a RIFF file (RFC 9649, section 2)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from coursegen.images.metadata import exif
from coursegen.images.metadata.cleaned import Cleaned, Removed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.images.metadata.cleaned import MetadataKind

_HEADER = 12
_RETAINED = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_FRAME = 16
"""The size of a frame's header before its chunks, in bytes."""
_FLAGS = {b"EXIF": 0x08, b"XMP ": 0x04}
"""The bits of VP8X that indicate metadata."""
_EXIF_START = b"Exif\0\0"
"""The Exif header of JPEG, which some programs also write to WebP."""


def clean(data: bytes) -> Cleaned:
    """Remove Exif, XMP and unknown chunks, but preserve the orientation and the ICC profile."""
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    retained: list[tuple[bytes, bytes]] = []
    removed: list[Removed] = []
    orientation = 1
    for name, content in _chunks(data, _HEADER, end):
        if name == b"ANMF":
            retained.append((name, _clean_frame(content, removed)))
        elif name in _RETAINED:
            retained.append((name, content))
        elif name == b"EXIF":
            tiff = content.removeprefix(_EXIF_START)
            orientation = exif.orientation(tiff)
            if content != exif.minimal(orientation):
                removed.append(Removed("exif", tiff))
        else:
            removed.append(Removed("xmp" if name == b"XMP " else "other", content))
    if len(data) > end + end % 2:
        removed.append(Removed("other", data[end:]))
    if not removed:
        return Cleaned(data)
    if orientation != 1:
        retained.append((b"EXIF", exif.minimal(orientation)))
    body = b"".join(
        _chunk(name, _update_flags(name, content, orientation)) for name, content in retained
    )
    size = struct.pack("<I", len(body) + 4)
    return Cleaned(b"RIFF" + size + b"WEBP" + body, tuple(removed))


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : min(at + 8 + length, end)]
        at += 8 + length + length % 2


def _clean_frame(content: bytes, removed: list[Removed]) -> bytes:
    """Return an animation frame without unknown chunks."""
    parts = list(_chunks(content, _FRAME, len(content)))
    if all(name in _RETAINED for name, _ in parts):
        return content
    other: MetadataKind = "other"
    removed += [Removed(other, part) for name, part in parts if name not in _RETAINED]
    cleaned = b"".join(_chunk(name, part) for name, part in parts if name in _RETAINED)
    return content[:_FRAME] + cleaned


def _update_flags(name: bytes, content: bytes, orientation: int) -> bytes:
    if name != b"VP8X" or not content:
        return content
    flags = content[0] & ~sum(_FLAGS.values()) | (_FLAGS[b"EXIF"] if orientation != 1 else 0)
    return bytes((flags,)) + content[1:]


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
