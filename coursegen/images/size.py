"""What is known of a picture without decoding it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, ClassVar

from coursegen.base.struct import Struct, asdict

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

_HEAD_BYTES = 8192
"""Bytes; an SVG's root element comes in them, after its comments."""
# Patterns are compiled with the first drawing: many courses have none.
_ROOT = r"(?i)<svg\b(?P<attributes>[^>]*)>"
_ATTRIBUTE = r"\s(?P<name>width|height|viewBox)\s*=\s*([\"'])(?P<value>[^\"']*)\2"
_LENGTH = r"\s*\+?(?P<number>\d{1,7}(?:\.\d{1,9})?|\.\d{1,9})(?P<unit>[a-z]*)\s*"
_NUMBER = r"[+-]?(?:\d{1,7}(?:\.\d{0,9})?|\.\d{1,9})"
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54,
           "mm": 96 / 25.4, "em": 16.0, "ex": 8.0}  # fmt: skip
"""CSS pixels of each unit of length (CSS Values and Units, section 6)."""
_PNG = b"\x89PNG\r\n\x1a\n"


class ImageInfo(Struct):
    """A picture the right way up: its size in pixels, and whether it is shown as it is.

    So is one that moves, one that no copy can be made of, and one that is an AVIF already.
    """

    width: int
    height: int
    as_is: bool = False

    MAX_BYTES: ClassVar[int] = 1000
    """More bytes than `to_json` makes."""

    def to_json(self) -> bytes:
        """As bytes for the cache."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, kept: bytes | None) -> Self | None:
        """From the cache; None for what `to_json` never wrote."""
        try:
            found = json.loads(kept or b"null")
            width, height, as_is = found["width"], found["height"], found["as_is"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        if type(width) is type(height) is int and type(as_is) is bool and min(width, height) > 0:
            return cls(width, height, as_is)
        return None


def size_of(disk: Path) -> tuple[int, int]:
    """Width and height of a PNG, GIF or SVG in CSS pixels; (0, 0) where that cannot be known."""
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
    """From `width` and `height`; where one is missing or relative, from the `viewBox`."""
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
