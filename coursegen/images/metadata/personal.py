"""Detect personal metadata, such as the location and the author of an image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.images.metadata import exif

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.images.metadata.cleaned import Removed

_POSITION = re.compile(rb"GPS(?:Latitude|Longitude|Coordinates)|photoshop:City|:Sublocation")
_AUTHOR = re.compile(rb"dc:creator|aux:OwnerName|tiff:Artist")
_IPTC_AUTHOR, _IPTC_PLACES = b"\x1c\x02\x50", (b"\x1c\x02\x5a", b"\x1c\x02\x5c")
"""The records for the by-line, the city and the sublocation (IPTC-IIM 4.2, section 6)."""
_TEXT_AUTHOR = re.compile(rb"(?i)(?:author|artist)\0.*\S", re.DOTALL)


def has_position(metadata: Iterable[Removed]) -> bool:
    """Return whether the metadata contains a location."""
    return any(_has_position(each) for each in metadata)


def has_author(metadata: Iterable[Removed]) -> bool:
    """Return whether the metadata contains the name of an author."""
    return any(_has_author(each) for each in metadata)


def _has_position(each: Removed) -> bool:
    if each.kind == "exif":
        return exif.has_position(each.data)
    if each.kind == "iptc":
        return any(place in each.data for place in _IPTC_PLACES)
    return bool(_POSITION.search(each.data))


def _has_author(each: Removed) -> bool:
    if each.kind == "exif":
        return exif.has_author(each.data)
    if each.kind == "iptc":
        return _IPTC_AUTHOR in each.data
    return bool(_AUTHOR.search(each.data) or _TEXT_AUTHOR.match(each.data))
