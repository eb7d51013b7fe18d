"""Remove metadata from AVIF and HEIC: boxes (ISO/IEC 14496-12) and items (ISO/IEC 23008-12).

Many boxes contain file offsets.  Therefore, metadata is overwritten in place instead of removed.
The orientation of these images is in separate boxes, not in Exif.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.images.metadata.cleaned import Cleaned, MetadataError, Removed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.images.metadata.cleaned import MetadataKind

_IMAGE_ITEMS = frozenset(
    (
        *(b"av01", b"hvc1", b"hev1", b"lhv1", b"avc1", b"vvc1", b"jpeg", b"j2k1", b"unci"),
        *(b"grid", b"iovl", b"iden", b"tmap", b"mski"),
    )
)
"""The types of items that are images or combine other items into an image."""
_TOP_LEVEL = frozenset(
    (b"ftyp", b"styp", b"meta", b"moov", b"moof", b"mdat", b"mini", b"sidx", b"pdin", b"idat")
)
"""The top-level boxes that are needed to display the image."""
_CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"))
_METADATA_BOXES = frozenset((b"udta", b"uuid", b"free", b"skip", b"meta"))
"""The boxes in a movie that contain metadata."""
_EMPTY_TIFF = b"\0\0\0\0MM\0*\0\0\0\x08" + bytes(6)
"""An Exif item without entries; decoders reject an image with an invalid item."""

_Box = tuple[bytes, int, int, int]
"""The type of a box, its start, the start of its content, and its end."""


def clean(data: bytes) -> Cleaned:
    """Overwrite Exif, XMP and unknown items with zeros; the file size does not change."""
    target = bytearray(data)
    removed: list[Removed] = []
    for box in _boxes(data, 0, len(data)):
        if box[0] == b"meta":
            _clean_items(target, box, removed)
        elif box[0] in _CONTAINERS:
            _clean_movie(target, box, removed)
        elif box[0] not in _TOP_LEVEL:
            _blank_box(target, box, removed)
    if target == data:
        return Cleaned(data)
    return Cleaned(bytes(target), tuple(removed))


def _boxes(data: bytes | bytearray, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        size, name, start = _number(data, at, 4), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            size, start = _number(data, at + 8, 8), at + 16
        stop = end if size == 0 else at + size
        if not start <= stop <= end:
            raise MetadataError(f"the box at byte {at} extends past the end of the file")
        yield name, at, start, stop
        at = stop


def _number(data: bytes | bytearray, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _blank_box(target: bytearray, box: _Box, removed: list[Removed]) -> None:
    """Replace a box with a `free` box of zeros, which decoders skip."""
    _, at, start, end = box
    if any(target[start:end]):
        removed.append(Removed("other", bytes(target[start:end])))
        target[at + 4 : at + 8] = b"free"
        target[start:end] = bytes(end - start)


def _clean_movie(target: bytearray, box: _Box, removed: list[Removed]) -> None:
    for inner in _boxes(target, box[2], box[3]):
        if inner[0] in _CONTAINERS:
            _clean_movie(target, inner, removed)
        elif inner[0] in _METADATA_BOXES:
            if inner[0] == b"meta":
                _clean_items(target, inner, removed)
            _blank_box(target, inner, removed)


def _clean_items(target: bytearray, meta: _Box, removed: list[Removed]) -> None:
    """Overwrite the items that are not images."""
    boxes = {box[0]: box for box in _boxes(target, meta[2] + 4, meta[3])}
    types = dict(_item_types(target, boxes[b"iinf"])) if b"iinf" in boxes else {}
    places = _item_locations(target, boxes) if b"iloc" in boxes else ()
    for item, extents in places:
        name = types.get(item, b"")
        if name in _IMAGE_ITEMS:
            continue
        content = b"".join(bytes(target[at:end]) for at, end in extents)
        fill = _EMPTY_TIFF if name == b"Exif" and len(content) >= len(_EMPTY_TIFF) else b""
        filled = fill.ljust(len(content), b" " if name == b"mime" else b"\0")
        if content == filled:
            continue
        kind: MetadataKind = {b"Exif": "exif", b"mime": "xmp"}.get(name, "other")  # type: ignore[assignment] # valid kinds
        removed.append(Removed(kind, _tiff(content) if kind == "exif" else content))
        done = 0
        for at, end in extents:
            target[at:end] = filled[done : done + end - at]
            done += end - at


def _tiff(exif_item: bytes) -> bytes:
    """Return the TIFF data of an Exif item (ISO/IEC 23008-12, annex A.2.1)."""
    return exif_item[4 + _number(exif_item, 0, 4) :]


def _item_types(data: bytearray, iinf: _Box) -> Iterator[tuple[int, bytes]]:
    """Yield the ID and type of each item (section 8.11.6)."""
    start = iinf[2] + (6 if data[iinf[2]] == 0 else 8)
    for name, _, at, _ in _boxes(data, start, iinf[3]):
        version = data[at]
        if name == b"infe" and version >= 2:
            field_size = 4 if version >= 3 else 2
            item = _number(data, at + 4, field_size)
            yield item, bytes(data[at + 6 + field_size : at + 10 + field_size])


def _item_locations(
    data: bytearray, boxes: dict[bytes, _Box]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the ID of each item and the byte ranges of its content (section 8.11.3)."""
    _, _, at, stop = boxes[b"iloc"]
    version = data[at]
    sizes = _number(data, at + 4, 2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    field_size = 4 if version >= 2 else 2
    count, at = _number(data, at + 6, field_size), at + 6 + field_size
    for _ in range(count):
        if at >= stop:
            raise MetadataError("the list of items ends too early")
        item, at = _number(data, at, field_size), at + field_size
        method = _number(data, at, 2) & 15 if version else 0
        at += (2 if version else 0) + 2
        base, at = _number(data, at, base_size), at + base_size
        extents, at = _number(data, at, 2), at + 2
        found: list[tuple[int, int]] = []
        for _ in range(extents):
            if at >= stop:
                raise MetadataError("the list of items ends too early")
            at += index_size
            begin = base + _number(data, at, offset_size)
            length = _number(data, at + offset_size, length_size)
            at += offset_size + length_size
            if method == 1 and b"idat" in boxes:
                begin += boxes[b"idat"][2]
            end = begin + length if length else len(data)
            if method > 1 or end > len(data):
                raise MetadataError(f"item {item} extends past the end of the file")
            found.append((begin, end))
        yield item, found
