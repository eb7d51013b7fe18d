"""Remove metadata from the blocks of a GIF (CompuServe, GIF89a specification)."""

from __future__ import annotations

from coursegen.images.metadata.cleaned import Cleaned, MetadataError, Removed

MAGICS = (b"GIF87a", b"GIF89a")
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
_RETAINED = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""Application extensions to keep: the number of animation loops, and the ICC profile."""
_XMP = b"XMP DataXMP"


def clean(data: bytes) -> Cleaned:
    """Return the image without comments and application data."""
    retained: list[bytes] = []
    removed: list[Removed] = []
    at = 13 + _color_table_size(data[10:11])
    retained.append(data[:at])
    while at < len(data):
        block = data[at]
        if block == _TRAILER:
            retained.append(data[at : at + 1])
            if data[at + 1 :]:
                removed.append(Removed("other", data[at + 1 :]))
            break
        if block == _IMAGE:
            end = _sub_blocks_end(data, at + 11 + _color_table_size(data[at + 9 : at + 10]))
            retained.append(data[at:end])
        elif block == _EXTENSION:
            end = _sub_blocks_end(data, at + 2)
            label, name = data[at + 1 : at + 2], data[at + 3 : at + 14]
            if label == bytes((_COMMENT,)):
                removed.append(Removed("text", data[at + 2 : end]))
            elif label == bytes((_APPLICATION,)) and name not in _RETAINED:
                removed.append(Removed("xmp" if name == _XMP else "other", data[at + 14 : end]))
            else:
                retained.append(data[at:end])
        else:
            raise MetadataError(f"expected a block at byte {at}")
        at = end
    return Cleaned(b"".join(retained), tuple(removed)) if removed else Cleaned(data)


def _color_table_size(flags: bytes) -> int:
    """Return the size of the color table in bytes, according to its flags."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _sub_blocks_end(data: bytes, at: int) -> int:
    """Return the end of the sub-block sequence that starts at `at`."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return min(at + 1, len(data))
