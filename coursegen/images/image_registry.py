"""The pictures of a site: each with its size, and with the copies that screens need."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.files import STATIC
from coursegen.base.struct import Struct
from coursegen.base.text import Location, Source
from coursegen.base.urls import join_base
from coursegen.images.generated_file import GeneratedFile, GenerateError, library
from coursegen.images.roles import ROLES, box, cover, sizes, widths
from coursegen.images.size import ImageInfo, size_of, whole_png_size
from coursegen.images.social_cards import card_of, card_path, derive_card
from coursegen.incremental.cache import digest_of, key_of
from coursegen.site.generated_paths import GENERATED_IMAGES
from coursegen.site.output_paths import normalized_path
from coursegen.site.plan import NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.page import Page
    from coursegen.incremental.cache import Cache
    from coursegen.site.plan import Asset, Plan

_RECIPE = "pictures 2"
"""To be counted up when the same picture is to become other bytes."""

_COPIED = (".jpeg", ".jpg", ".png", ".webp")
_SIZED = (*_COPIED, ".avif", ".gif", ".svg")
_SMALL = 4_000
"""Bytes; a copy of so small a PNG would save nothing."""
_DRAWING = 100_000
_DRAWING_DENSITY = 0.06
"""Bytes, and bytes for each pixel; a PNG of even colours below both is smaller than its copies."""
_MOST_COPIED = 6_000_000
"""Pixels of a copy; to encode more would take more memory than a build may use."""
_ANEW = "pages show it as it is; save it anew, or smaller"
TYPES = {"avif": "image/avif", "webp": "image/webp"}
"""The kinds of copy, the smaller first, with the type that HTML calls them by."""


class SizedImage(Struct):
    """How a picture is shown in one role.

    `width` and `height` are for HTML, 0 where they are not known; `copies` are, for each type,
    the output paths of its copies with their widths; `sizes` is HTML's attribute.
    """

    width: int
    height: int
    copies: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    sizes: str = ""


class ImageRegistry:
    """Knows every picture of a plan, and gathers in `files` the copies that pages use.

    `asked` are the pictures that were shown, with all that `show` was given, for others to clear.
    A picture that cannot be read is shown as it is, with one warning.  Without `cards`, nothing is
    drawn for shared links.
    """

    def __init__(
        self, plan: Plan, cache: Cache, diagnostics: Diagnostics, *, cards: bool = True
    ) -> None:
        self.plan = plan
        self.files: dict[str, GeneratedFile] = {}
        self.asked: list[tuple[str, str, int]] = []
        self._assets = plan.assets
        self.cards = cards
        self._cache = cache
        self._diagnostics = diagnostics
        self._names = _names(plan.assets)
        self._known: dict[str, ImageInfo | tuple[int, int]] = {}
        self._shown: dict[tuple[str, str, int], SizedImage] = {}

    def show(self, path: str, role: str, wanted: int = 0) -> SizedImage | None:
        """How the picture at an output path is shown; None where no picture of ours is.

        `wanted` is the author's width in CSS pixels, 0 without one.
        """
        if path not in self._assets or not path.lower().endswith(_SIZED):
            return None
        self.asked.append((path, role, wanted))
        known = self._shown.get((path, role, wanted))
        if known is None:
            known = self._shown[path, role, wanted] = self._show(path, role, wanted)
        return known

    def is_whole(self, path: str) -> bool:
        """Whether a PNG, JPEG or WebP picture can be read; if not, the author is told."""
        return isinstance(self._verdict(path), ImageInfo)

    def social_image(self, page: Page, path: str) -> str:
        """The absolute address of the picture that a shared link to a page shows, or nothing.

        The author's picture, else a card for the page at the output `path`, which is then made.
        """
        info = self.plan.course.info
        if not info.url or path == NOT_FOUND:
            return ""
        if info.social_image:
            target = f"{STATIC}/{info.social_image}"
            return join_base(info.url, target) if target in self._assets else ""
        if not self.cards:
            return ""
        target = card_path(path)
        self.files[target] = derive_card(card_of(page, info), self._cache)
        return join_base(info.url, target)

    def _show(self, path: str, name: str, wanted: int) -> SizedImage:
        role = ROLES[name]
        original = self._original(path)
        if isinstance(original, tuple):
            return SizedImage(*box(role, original, wanted))
        own = original.width, original.height
        width, height = box(role, own, wanted)
        if original.stays or self._is_drawing(path, original):
            return SizedImage(width, height)
        wanted = cover(role, own, wanted)
        wide = [
            each
            for each in widths(role, original.width, wanted)
            if each * each * original.height <= _MOST_COPIED * original.width
        ]
        if not wide:  # very high and narrow
            return SizedImage(width, height)
        copies = tuple(
            (type_, tuple((self._copy(path, each, kind, original), each) for each in wide))
            for kind, type_ in TYPES.items()
        )
        return SizedImage(width, height, copies, sizes(role, original.width, wanted))

    def _copy(self, path: str, width: int, kind: str, original: ImageInfo) -> str:
        """Where a copy will stand; it is made when the site is written."""
        target = f"{GENERATED_IMAGES}/{self._names[path]}-{width}.{kind}"
        file = self._assets[path].file
        key = key_of(_RECIPE, library(), digest_of(file), str(width), kind)
        note = (self._verdict_key(path), original.dump())
        make = partial(_make, file.disk, width, kind, self._cache, note)
        self.files[target] = GeneratedFile(key, make, self._cache)
        return target

    def _is_drawing(self, path: str, original: ImageInfo) -> bool:
        size = self._assets[path].file.size
        dense = size > _DRAWING_DENSITY * original.width * original.height
        return path.lower().endswith(".png") and size <= _DRAWING and not dense

    def _original(self, path: str) -> ImageInfo | tuple[int, int]:
        """What is known of a picture; of one that is not copied, its size alone."""
        if path not in self._known:
            self._known[path] = self._look(path)
        return self._known[path]

    def _look(self, path: str) -> ImageInfo | tuple[int, int]:
        asset = self._assets[path]
        suffix = posixpath.splitext(path)[1].lower()
        if suffix in (".gif", ".svg"):
            return size_of(asset.file.disk)
        if suffix == ".png" and asset.file.size <= _SMALL:
            size = whole_png_size(asset.file.disk)
            if all(size):
                return size
        return self._verdict(path)

    def _verdict(self, path: str) -> ImageInfo | tuple[int, int]:
        asset = self._assets[path]
        try:
            kept = ImageInfo.load(self._cache.get(self._verdict_key(path), ImageInfo.LONGEST))
            return kept or _look(asset.file.disk)
        except GenerateError as error:
            location = Location(Source(asset.origin, ""))
            self._diagnostics.warning(error.code, str(error), location, _ANEW)
            return size_of(asset.file.disk)
        except OSError:  # which publishing tells, as for any other file
            return 0, 0

    def _verdict_key(self, path: str) -> str:
        return key_of(_RECIPE, library(), digest_of(self._assets[path].file))


def _look(disk: Path) -> ImageInfo:
    from coursegen.images.decode import probe  # noqa: PLC0415 - Pillow is slow to load

    return probe(disk)


def _make(disk: Path, width: int, kind: str, cache: Cache, note: tuple[str, bytes]) -> bytes:
    """Make a copy, and note that its original is whole: the next build need not decode it."""
    from coursegen.images.encode import encode  # noqa: PLC0415 - Pillow is slow to load

    content = encode(disk, width, kind)
    cache.put(*note)
    return content


def _names(assets: Mapping[str, Asset]) -> dict[str, str]:
    """A name of its own for each picture: its path without the suffix, if that is nobody else's."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(assets):
        stem, suffix = posixpath.splitext(path.removeprefix(f"{STATIC}/"))
        if suffix.lower() in _COPIED:
            name, count = stem, 1
            while normalized_path(name) in taken:
                name = f"{stem}{suffix}" if count == 1 else f"{stem}{suffix}-{count}"
                count += 1
            taken.add(normalized_path(name))
            names[path] = name
    return names
