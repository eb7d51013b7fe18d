"""Read image properties without decoding: the size, and whether to publish the file unchanged."""

from __future__ import annotations

import json
import re
import struct
import zlib
from typing import TYPE_CHECKING, ClassVar

from coursegen.base.struct import Struct, asdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

_HEAD_BYTES = 8192
"""The number of bytes that are searched for the root element in an SVG file."""
# Compiled when the first SVG is read, because many courses have none.
_ROOT = r"(?i)<svg\b(?P<attributes>[^>]*)>"
_ATTRIBUTE = r"\s(?P<name>width|height|viewBox)\s*=\s*([\"'])(?P<value>[^\"']*)\2"
_LENGTH = r"\s*\+?(?P<number>\d{1,7}(?:\.\d{1,9})?|\.\d{1,9})(?P<unit>[a-z]*)\s*"
_NUMBER = r"[+-]?(?:\d{1,7}(?:\.\d{0,9})?|\.\d{1,9})"
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54,
           "mm": 96 / 25.4, "em": 16.0, "ex": 8.0}  # fmt: skip
"""The number of CSS pixels in each unit of length (CSS Values and Units, section 6)."""
_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""The number of channels in each PNG color type (W3C PNG, third edition, section 11.2.1)."""


class ImageInfo(Struct):
    """The size of an upright image in pixels, and whether the image has copies.

    `as_is` is true for animations, images that are too large for copies, and AVIF files.
    """

    width: int
    height: int
    as_is: bool = False

    MAX_BYTES: ClassVar[int] = 1000
    """The maximum size in bytes of the output of `to_json`."""

    def to_json(self) -> bytes:
        """Encode the properties for the cache."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes | None) -> Self | None:
        """Decode a cache entry; return None if it is invalid."""
        try:
            found = json.loads(content or b"null")
            width, height, as_is = found["width"], found["height"], found["as_is"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        if type(width) is type(height) is int and type(as_is) is bool and min(width, height) > 0:
            return cls(width, height, as_is)
        return None


def whole_png_size(disk: Path) -> tuple[int, int]:
    """Return the width and height of a PNG with complete chunks and pixels; otherwise (0, 0).

    Use this function only for small files, because it decompresses all pixels.  It returns (0, 0)
    for a PNG that is interlaced or may be rotated.
    """
    try:
        data = disk.read_bytes()
        chunks = dict(_png_chunks(data))
        width, height, depth, color, *_, interlace = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
        row = 1 + (width * depth * _CHANNELS[color] + 7) // 8
        inflater = zlib.decompressobj()
        pixels = inflater.decompress(chunks[b"IDAT"], 1100 * len(data))  # maximum ratio
    except (OSError, LookupError, struct.error, zlib.error):
        return 0, 0
    is_whole = inflater.eof and len(pixels) == height * row and b"IEND" in chunks
    is_plain = not interlace and b"eXIf" not in chunks
    return (width, height) if is_whole and is_plain else (0, 0)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG before the first broken one; pixel data is accumulated."""
    at, pixels = len(_PNG), b""
    while data.startswith(_PNG) and at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        if data[at + 8 + length : at + 12 + length] != zlib.crc32(name + content).to_bytes(4):
            return
        pixels += content if name == b"IDAT" else b""
        yield name, pixels if name == b"IDAT" else content
        at += 12 + length


def size_of(disk: Path) -> tuple[int, int]:
    """Return the width and height of a PNG, GIF or SVG in CSS pixels; (0, 0) if unknown."""
    try:
        with disk.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError:
        return 0, 0
    if head.startswith(_PNG) and head[12:16] == b"IHDR" and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    return _svg(head.decode("utf-8", "replace"))


def _svg(text: str) -> tuple[int, int]:
    """Return an SVG's size from its attributes `width`, `height` and `viewBox`."""
    root = re.search(_ROOT, re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    if not root:
        return 0, 0
    found = {a["name"]: a["value"] for a in re.finditer(_ATTRIBUTE, root["attributes"])}
    width, height = _pixels(found.get("width", "")), _pixels(found.get("height", ""))
    numbers = [float(number) for number in re.findall(_NUMBER, found.get("viewBox", ""))]
    if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
        ratio = numbers[2] / numbers[3]
        if not width and not height:
            width, height = numbers[2], numbers[3]
        width, height = width or height * ratio, height or width / ratio
    if not width or not height:
        return 0, 0
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str) -> float:
    found = re.fullmatch(_LENGTH, length)
    return float(found["number"]) * _PIXELS.get(found["unit"], 0) if found else 0
