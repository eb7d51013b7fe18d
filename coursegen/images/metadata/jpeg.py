"""Remove metadata from the segments of a JPEG (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, BinaryIO

from coursegen.images.metadata import exif
from coursegen.images.metadata.cleaned import Cleaned, MetadataError, Removed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.images.metadata.cleaned import MetadataKind

MAGIC = b"\xff\xd8\xff"
_SOI = b"\xff\xd8"
_EOI, _SOS, _APP0, _APP2, _APP14, _COM = 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xFE
_TRAILER = -1
"""A substitute for a marker, used for the data after the image."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of frame headers, one for each coding process."""
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers without a segment."""
_EXIF = b"Exif\0\0"
_METADATA_HEADERS: tuple[tuple[bytes, MetadataKind, int], ...] = (
    (_EXIF, "exif", len(_EXIF)),
    (b"http://ns.adobe.com/xap/1.0/\0", "xmp", 29),
    (b"http://ns.adobe.com/xmp/extension/\0", "xmp", 35),
    (b"Photoshop 3.0\0", "iptc", 14),
)
"""The headers of metadata segments, with the kind and the offset of the content."""
_MARKER = re.compile(rb"\xff[^\xff\0\xd0-\xd7]")
"""Matches the marker that ends compressed data, but not a stuffed zero or a restart marker."""


def clean(data: bytes) -> Cleaned:
    """Return the image without metadata except JFIF, ICC profile, Adobe segment and orientation.

    Data after the image is also removed, because phones store videos and other images there.
    """
    retained: list[bytes] = [_SOI]
    removed: list[Removed] = []
    orientation = 1
    for marker, piece, content in _segments(data):
        remaining = _without_metadata(marker, content)
        if remaining == content:
            retained.append(piece)
            continue
        if remaining:
            retained.append(_segment(marker, remaining))
        removed.append(_classify(content))
        if content.startswith(_EXIF):
            orientation = exif.orientation(content[len(_EXIF) :])
    if not removed:
        return Cleaned(data)
    if orientation != 1:
        has_jfif = retained[1:2] and retained[1].startswith(b"\xff\xe0")
        # JFIF must come first
        retained.insert(2 if has_jfif else 1, _segment(0xE1, _EXIF + exif.minimal(orientation)))
    return Cleaned(b"".join(retained), tuple(removed))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the marker, the bytes and the content of each segment.

    Compressed data belongs to the segment before it.  Data after the image is a separate segment.
    """
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise MetadataError(f"expected a marker at byte {at}")
        while data[at + 1 : at + 2] == b"\xff":  # fill bytes
            at += 1
        marker = data[at + 1] if at + 1 < len(data) else _EOI
        end = at + 2
        if marker == _EOI:
            yield marker, data[at:end], b""
            if data[end:]:
                yield _TRAILER, data[end:], data[end:]
            return
        if marker not in _STANDALONE:
            end += int.from_bytes(data[end : end + 2], "big")
            if end < at + 4 <= len(data):
                raise MetadataError(f"the segment at byte {at} has no length")
        content = data[at + 4 : end]
        if marker == _SOS:
            found = _MARKER.search(data, end)
            end = found.start() if found else len(data)
        yield marker, data[at:end], content
        at = end


def _without_metadata(marker: int, content: bytes) -> bytes:
    """Return the content of a segment without metadata; empty if it contains nothing else."""
    if marker not in (_COM, _TRAILER) and not 0xE0 <= marker <= 0xEF:
        return content
    if marker == _APP0 and content.startswith(b"JFIF\0"):
        return content if len(content) <= 14 else content[:12] + bytes(2)  # omits the thumbnail
    if marker == _APP14 and content.startswith(b"Adobe"):
        return content[:12]
    if marker == _APP2 and content.startswith(b"ICC_PROFILE\0"):
        return content
    if content in _MINIMAL:
        return content
    return b""


_MINIMAL = frozenset(_EXIF + exif.minimal(number) for number in range(2, 9))


def _classify(content: bytes) -> Removed:
    for start, kind, length in _METADATA_HEADERS:
        if content.startswith(start):
            return Removed(kind, content[length:])
    return Removed("text" if content.isascii() else "other", content)


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def buffered_coefficients(file: BinaryIO) -> int:
    """Return the number of coefficients that a decoder buffers until it has read the last scan.

    It is 0 if one scan contains all color components: the image is then decoded line by line.
    """
    frame = b""
    file.seek(2)
    while len(head := file.read(4)) == 4 and head[0] == 0xFF:
        marker, length = head[1], int.from_bytes(head[2:], "big") - 2
        if marker in _STANDALONE or marker == 0xFF:
            file.seek(-2 if marker in _STANDALONE else -3, 1)
        elif marker in _FRAMES:
            frame = bytes((marker,)) + file.read(max(0, length))
        elif marker == _SOS:
            colors = file.read(1)
            in_one = colors == frame[6:7] and frame[0] in {0xC0, 0xC1}
            return 0 if in_one else _coefficients(frame)
        else:
            file.seek(max(0, length), 1)
    return _coefficients(frame)


def _coefficients(frame: bytes) -> int:
    """Return the total number of coefficients in all components, which may be subsampled."""
    if len(frame) < 7:
        return 0
    height, width = struct.unpack_from(">HH", frame, 2)
    parts = [(sampling >> 4) * (sampling & 15) for sampling in frame[8::3][: frame[6]]]
    return int(width * height * sum(parts) / max(parts)) if any(parts) else 0
