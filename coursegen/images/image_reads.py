"""The images that a page reads of the site; each read is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from coursegen.incremental.reads import Reads

IMAGE = "image"
"""The name of the query for a sized image."""
SOCIAL_IMAGE = "social_image"
"""The name of the query for a page's preview image."""


class ImageRequest(NamedTuple):
    """An image in one role; `width` is in CSS pixels if the author specified it, or else 0."""

    path: str
    role: str
    width: int = 0


class SizedImage(Struct):
    """An image as it is displayed in one role.

    `width` and `height` are the HTML attributes, or 0 if unknown.  `copies` contains the output
    path and the width of each copy, grouped by media type.  `sizes` is the HTML attribute.
    """

    width: int
    height: int
    copies: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    sizes: str = ""


class ImageReads:
    """The images that a page reads of the registry; each read is recorded."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def sized_image(self, path: str, role: str, width: int = 0) -> SizedImage | None:
        """Return a sized image, or None if the site has no such image."""
        image: SizedImage | None = self._reads(IMAGE, path, role, str(width))
        return image

    def has(self, path: str) -> bool:
        """Return whether the site contains an output path."""
        found: bool = self._reads("has", path)
        return found

    def social_image(self, path: str) -> str:
        """Return the absolute URL of the preview image for links to a page, or an empty string."""
        url: str = self._reads(SOCIAL_IMAGE, path)
        return url
