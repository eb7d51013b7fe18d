"""Remove metadata from the chunks of a PNG or APNG (W3C PNG, third edition, section 5)."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.images.metadata import exif
from coursegen.images.metadata.cleaned import Cleaned, Removed

if TYPE_CHECKING:
    from coursegen.images.metadata.cleaned import MetadataKind

MAGIC = b"\x89PNG\r\n\x1a\n"
_RETAINED = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND"),
        *(b"acTL", b"fcTL", b"fdAT"),
        *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI"),
        *(b"sBIT", b"bKGD", b"hIST", b"pHYs", b"sPLT"),
    )
)
"""The chunks that affect the appearance of the image."""
_XMP = b"XML:com.adobe.xmp"
_MAX_TEXT = 1_000_000
"""The maximum number of bytes to decompress from a text chunk."""


def clean(data: bytes) -> Cleaned:
    """Remove text, Exif and time, but preserve colors, animation and orientation."""
    retained: list[bytes] = [MAGIC]
    removed: list[Removed] = []
    orientation = 1
    at = len(MAGIC)
    while at < len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        content = data[at + 8 : end - 4]
        if name in _RETAINED or (name == b"eXIf" and content in _MINIMAL):
            retained.append(data[at:end])
        else:
            removed.append(_classify(name, content))
            if name == b"eXIf":
                orientation = exif.orientation(content)
        at = end
        if name == b"IEND":
            break
    if data[at:]:
        removed.append(Removed("other", data[at:]))
    if not removed:
        return Cleaned(data)
    if orientation != 1:
        retained.insert(2, _chunk(b"eXIf", exif.minimal(orientation)))
    return Cleaned(b"".join(retained), tuple(removed))


_MINIMAL = frozenset(map(exif.minimal, range(2, 9)))


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def _classify(name: bytes, content: bytes) -> Removed:
    if name == b"eXIf":
        return Removed("exif", content)
    keyword, _, rest = content.partition(b"\0")
    kind: MetadataKind = "xmp" if keyword == _XMP else "text"
    if name == b"zTXt":
        rest = _inflate(rest[1:])
    elif name == b"iTXt":
        packed, text = rest[:1], rest[2:].split(b"\0", 2)[-1]
        rest = _inflate(text) if packed == b"\1" else text
    elif name != b"tEXt":
        return Removed("other", content)
    return Removed(kind, rest if kind == "xmp" else keyword + b"\0" + rest)


def _inflate(packed: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(packed, _MAX_TEXT)
    return b""
