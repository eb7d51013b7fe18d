"""Read and write Exif metadata (Exif 2.32, section 4.6; TIFF 6.0, section 2)."""

from __future__ import annotations

import struct

ORIENTATION = 0x0112
_EXIF_IFD = 0x8769
_GPS_IFD = 0x8825
_AUTHORS = (0x013B, 0x9C9D, 0xA430)
"""The tags Artist, XPAuthor and CameraOwnerName."""
_POSITION = (0x0002, 0x0004)
"""The tags GPSLatitude and GPSLongitude."""
_MAX_ENTRIES = 500
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""The size of a value in bytes, by type."""


def orientation(tiff: bytes) -> int:
    """Return the Orientation tag from 1 to 8; 1 (upright) if it is missing or invalid."""
    order = _byte_order(tiff)
    value = first_directory(tiff).get(ORIENTATION, b"")
    found = int(struct.unpack_from(f"{order}H", value)[0]) if len(value) >= 2 else 1
    return found if 1 <= found <= 8 else 1


def minimal(orientation: int) -> bytes:
    """Return Exif with only the Orientation tag; empty if the image is upright."""
    if orientation == 1:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)


def has_position(tiff: bytes) -> bool:
    """Return whether the metadata contains the GPS position of the image."""
    gps = _ifd_offset(tiff, _GPS_IFD)
    return gps > 0 and any(tag in _entries(tiff, gps) for tag in _POSITION)


def has_author(tiff: bytes) -> bool:
    """Return whether the metadata contains the name of an author or owner."""
    main_ifd = first_directory(tiff)
    exif_ifd = _entries(tiff, _ifd_offset(tiff, _EXIF_IFD))
    return any((main_ifd.get(tag) or exif_ifd.get(tag) or b"").strip(b"\0 ") for tag in _AUTHORS)


def first_directory(tiff: bytes) -> dict[int, bytes]:
    """Return the values of the first directory, keyed by tag."""
    return _entries(tiff, _first_ifd(tiff))


def _byte_order(tiff: bytes) -> str:
    return {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4], "")


def _first_ifd(tiff: bytes) -> int:
    """Return the offset of the first directory; 0 if there is none."""
    order = _byte_order(tiff)
    return int(struct.unpack_from(f"{order}I", tiff, 4)[0]) if order and len(tiff) >= 8 else 0


def _ifd_offset(tiff: bytes, tag: int) -> int:
    """Return the offset of the directory that a tag of the first directory points to; 0 if none."""
    value = first_directory(tiff).get(tag, b"")
    return int(struct.unpack_from(f"{_byte_order(tiff)}I", value)[0]) if len(value) >= 4 else 0


def _entries(tiff: bytes, start: int) -> dict[int, bytes]:
    """Return the values of a directory, keyed by tag; invalid entries are skipped."""
    order = _byte_order(tiff)
    if not order or not 8 <= start <= len(tiff) - 2:
        return {}
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    found: dict[int, bytes] = {}
    for number in range(min(count, _MAX_ENTRIES)):
        at = start + 2 + 12 * number
        if at + 12 > len(tiff):
            break
        tag, kind, values = struct.unpack_from(f"{order}HHI", tiff, at)
        size = _SIZES.get(kind, 0) * values
        offset = at + 8 if size <= 4 else struct.unpack_from(f"{order}I", tiff, at + 8)[0]
        found[tag] = tiff[offset : offset + size]
    return found
