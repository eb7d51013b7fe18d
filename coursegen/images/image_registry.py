"""The pictures of a site: each with its size, and with the copies that screens need."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.files import STATIC
from coursegen.base.struct import Struct
from coursegen.base.text import Location, Source
from coursegen.base.urls import join_base
from coursegen.images.generated_file import GeneratedFile, GenerateError, pillow_version
from coursegen.images.roles import ROLES, copy_widths, covering_width, display_size, sizes_attribute
from coursegen.images.size import ImageInfo, size_of
from coursegen.images.social_cards import card_file, card_of, card_path
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

_COPIED_SUFFIXES = (".jpeg", ".jpg", ".png", ".webp")
_IMAGE_SUFFIXES = (*_COPIED_SUFFIXES, ".avif", ".gif", ".svg")
_MAX_SMALL_PNG = 4_000
"""Bytes; a copy of so small a PNG would save nothing."""
_MAX_DRAWING = 100_000
_MAX_DRAWING_DENSITY = 0.06
"""Bytes, and bytes for each pixel; a PNG of even colours below both is smaller than its copies."""
_MAX_COPY_PIXELS = 6_000_000
"""Pixels of a copy; to encode more would take more memory than a build may use."""
_HINT = "pages show it as it is; save it anew, or smaller"
COPY_TYPES = {"avif": "image/avif", "webp": "image/webp"}
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
    """Every image of a plan; `files` collects the copies and cards that the pages use.

    `requested` has the arguments of each call of `sized_image`; callers may clear it. An image that
    cannot be read is shown unchanged, with one warning. Without `cards`, no social cards are drawn.
    """

    def __init__(
        self, plan: Plan, cache: Cache, diagnostics: Diagnostics, *, cards: bool = True
    ) -> None:
        self.plan = plan
        self.files: dict[str, GeneratedFile] = {}
        self.requested: list[tuple[str, str, int]] = []
        self._assets = plan.assets
        self.cards = cards
        self._cache = cache
        self._diagnostics = diagnostics
        self._names = _copy_names(plan.assets)
        self._infos: dict[str, ImageInfo | tuple[int, int]] = {}
        self._sized: dict[tuple[str, str, int], SizedImage] = {}

    def sized_image(self, path: str, role: str, wanted: int = 0) -> SizedImage | None:
        """How the picture at an output path is shown; None where no picture of ours is.

        `wanted` is the author's width in CSS pixels, 0 without one.
        """
        if path not in self._assets or not path.lower().endswith(_IMAGE_SUFFIXES):
            return None
        self.requested.append((path, role, wanted))
        known = self._sized.get((path, role, wanted))
        if known is None:
            known = self._sized[path, role, wanted] = self._make_sized_image(path, role, wanted)
        return known

    def is_readable(self, path: str) -> bool:
        """Whether a PNG, JPEG or WebP picture can be read; if not, the author is told."""
        return isinstance(self._probe_cached(path), ImageInfo)

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
        self.files[target] = card_file(card_of(page, info), self._cache)
        return join_base(info.url, target)

    def _make_sized_image(self, path: str, name: str, wanted: int) -> SizedImage:
        role = ROLES[name]
        original = self._original(path)
        if isinstance(original, tuple):
            return SizedImage(*display_size(role, original, wanted))
        own = original.width, original.height
        width, height = display_size(role, own, wanted)
        if original.as_is or self._is_drawing(path, original):
            return SizedImage(width, height)
        wanted = covering_width(role, own, wanted)
        wide = [
            each
            for each in copy_widths(role, original.width, wanted)
            if each * each * original.height <= _MAX_COPY_PIXELS * original.width
        ]
        if not wide:  # very high and narrow
            return SizedImage(width, height)
        copies = tuple(
            (type_, tuple((self._copy(path, each, kind, original), each) for each in wide))
            for kind, type_ in COPY_TYPES.items()
        )
        return SizedImage(width, height, copies, sizes_attribute(role, original.width, wanted))

    def _copy(self, path: str, width: int, kind: str, original: ImageInfo) -> str:
        """Where a copy will stand; it is made when the site is written."""
        target = f"{GENERATED_IMAGES}/{self._names[path]}-{width}.{kind}"
        file = self._assets[path].file
        key = key_of(_RECIPE, pillow_version(), digest_of(file), str(width), kind)
        note = (self._probe_key(path), original.to_json())
        make = partial(_encode_copy, file.disk, width, kind, self._cache, note)
        self.files[target] = GeneratedFile(key, make, self._cache)
        return target

    def _is_drawing(self, path: str, original: ImageInfo) -> bool:
        size = self._assets[path].file.size
        dense = size > _MAX_DRAWING_DENSITY * original.width * original.height
        return path.lower().endswith(".png") and size <= _MAX_DRAWING and not dense

    def _original(self, path: str) -> ImageInfo | tuple[int, int]:
        """What is known of a picture; of one that is not copied, its size alone."""
        if path not in self._infos:
            self._infos[path] = self._look(path)
        return self._infos[path]

    def _look(self, path: str) -> ImageInfo | tuple[int, int]:
        asset = self._assets[path]
        suffix = posixpath.splitext(path)[1].lower()
        if suffix in (".gif", ".svg") or (suffix == ".png" and asset.file.size <= _MAX_SMALL_PNG):
            return size_of(asset.file.disk)
        return self._probe_cached(path)

    def _probe_cached(self, path: str) -> ImageInfo | tuple[int, int]:
        asset = self._assets[path]
        try:
            kept = ImageInfo.from_json(self._cache.get(self._probe_key(path), ImageInfo.MAX_BYTES))
            return kept or _probe(asset.file.disk)
        except GenerateError as error:
            location = Location(Source(asset.origin, ""))
            self._diagnostics.warning(error.code, str(error), location, _HINT)
            return size_of(asset.file.disk)
        except OSError:  # which publishing tells, as for any other file
            return 0, 0

    def _probe_key(self, path: str) -> str:
        return key_of(_RECIPE, pillow_version(), digest_of(self._assets[path].file))


def _probe(disk: Path) -> ImageInfo:
    from coursegen.images.decode import probe  # noqa: PLC0415 - Pillow is slow to load

    return probe(disk)


def _encode_copy(disk: Path, width: int, kind: str, cache: Cache, note: tuple[str, bytes]) -> bytes:
    """Make a copy, and note that its original is whole: the next build need not decode it."""
    from coursegen.images.encode import encode  # noqa: PLC0415 - Pillow is slow to load

    content = encode(disk, width, kind)
    cache.put(*note)
    return content


def _copy_names(assets: Mapping[str, Asset]) -> dict[str, str]:
    """A name of its own for each picture: its path without the suffix, if that is nobody else's."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(assets):
        stem, suffix = posixpath.splitext(path.removeprefix(f"{STATIC}/"))
        if suffix.lower() in _COPIED_SUFFIXES:
            name, count = stem, 1
            while normalized_path(name) in taken:
                name = f"{stem}{suffix}" if count == 1 else f"{stem}{suffix}-{count}"
                count += 1
            taken.add(normalized_path(name))
            names[path] = name
    return names
