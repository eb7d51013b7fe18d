"""The images of a site, with their sizes and copies for different screens."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostic, Severity
from coursegen.base.files import STATIC
from coursegen.base.text import Location, Source
from coursegen.images.generated import GenerateError, generated, pillow_version
from coursegen.images.image_reads import SizedImage
from coursegen.images.roles import ROLES, copy_widths, covering_width, display_size, sizes_attribute
from coursegen.images.size import ImageInfo, size_of, whole_png_size
from coursegen.incremental.digest import digest_of, key_of
from coursegen.site.generated_paths import GENERATED_IMAGES
from coursegen.site.output_paths import normalized_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.images.image_reads import ImageRequest
    from coursegen.incremental.store import Store
    from coursegen.outputs.output import Output
    from coursegen.site.plan import Asset

_RECIPE = "pictures 2"
"""Increase this number when a code change affects the bytes of existing copies."""

_COPIED_SUFFIXES = (".jpeg", ".jpg", ".png", ".webp")
_IMAGE_SUFFIXES = (*_COPIED_SUFFIXES, ".avif", ".gif", ".svg")
_MAX_SMALL_PNG = 4_000
"""The maximum size of a PNG without copies, in bytes; copies would not be smaller."""
_MAX_DRAWING = 100_000
_MAX_DRAWING_DENSITY = 0.06
"""The maximum size of a PNG drawing in bytes and in bytes per pixel; drawings need no copies."""
_MAX_COPY_PIXELS = 6_000_000
"""The maximum number of pixels in a copy, based on the memory limit of a build."""
_HINT = "pages show the original file; save the image again or make it smaller"
COPY_TYPES = {"avif": "image/avif", "webp": "image/webp"}
"""The formats of copies with their media types, ordered by file size."""


class ImageRegistry:
    """The images among a site's `assets`, with their sizes and copies.

    An unreadable image is displayed unchanged.
    """

    def __init__(self, assets: Mapping[str, Asset], store: Store) -> None:
        self._assets = assets
        self._store = store
        self._names = _copy_names(assets)
        self._infos: dict[str, ImageInfo | tuple[int, int]] = {}
        self._sized: dict[ImageRequest, SizedImage] = {}
        self._copies: dict[str, Output] = {}
        self._problems: dict[str, Diagnostic] = {}

    def sized_image(self, request: ImageRequest) -> SizedImage | None:
        """Return a sized image, or None if the site has no such image."""
        if request.path not in self._assets or not request.path.lower().endswith(_IMAGE_SUFFIXES):
            return None
        sized = self._sized.get(request)
        if sized is None:
            sized = self._sized[request] = self._make_sized_image(*request)
        return sized

    def is_readable(self, path: str) -> bool:
        """Return whether a PNG, JPEG or WebP image can be decoded."""
        return isinstance(self._probe_cached(path), ImageInfo)

    def problem(self, path: str) -> Diagnostic | None:
        """Return the problem with an image that was read; None if it can be decoded."""
        return self._problems.get(path)

    def copies(self, request: ImageRequest) -> dict[str, Output]:
        """Return the copies of a sized image, keyed by output path."""
        sized = self.sized_image(request)
        paths = [path for _, copies in sized.copies for path, _ in copies] if sized else ()
        return {path: self._copies[path] for path in paths}

    def _make_sized_image(self, path: str, name: str, wanted: int) -> SizedImage:
        role = ROLES[name]
        info = self._info(path)
        if isinstance(info, tuple):
            return SizedImage(*display_size(role, info, wanted))
        size = info.width, info.height
        width, height = display_size(role, size, wanted)
        if info.as_is or self._is_drawing(path, info):
            return SizedImage(width, height)
        wanted = covering_width(role, size, wanted)
        widths = [
            each
            for each in copy_widths(role, info.width, wanted)
            if each * each * info.height <= _MAX_COPY_PIXELS * info.width
        ]
        if not widths:  # the image is very tall and narrow
            return SizedImage(width, height)
        copies = tuple(
            (type_, tuple((self._copy(path, each, kind, info), each) for each in widths))
            for kind, type_ in COPY_TYPES.items()
        )
        return SizedImage(width, height, copies, sizes_attribute(role, info.width, wanted))

    def _copy(self, path: str, width: int, kind: str, info: ImageInfo) -> str:
        """Return the output path of a copy, which is generated when the site is written."""
        target = f"{GENERATED_IMAGES}/{self._names[path]}-{width}.{kind}"
        file = self._assets[path].file
        key = key_of(_RECIPE, pillow_version(), digest_of(file), str(width), kind)
        note = (self._probe_key(path), info.to_json())
        make = partial(_encode_copy, file.disk, width, kind, self._store, note)
        self._copies[target] = generated(key, make, self._store)
        return target

    def _is_drawing(self, path: str, info: ImageInfo) -> bool:
        size = self._assets[path].file.size
        dense = size > _MAX_DRAWING_DENSITY * info.width * info.height
        return path.lower().endswith(".png") and size <= _MAX_DRAWING and not dense

    def _info(self, path: str) -> ImageInfo | tuple[int, int]:
        """Return an image's properties, or only its size if it has no copies."""
        if path not in self._infos:
            self._infos[path] = self._load_info(path)
        return self._infos[path]

    def _load_info(self, path: str) -> ImageInfo | tuple[int, int]:
        asset = self._assets[path]
        suffix = posixpath.splitext(path)[1].lower()
        if suffix in (".gif", ".svg"):
            return size_of(asset.file.disk)
        if suffix == ".png" and asset.file.size <= _MAX_SMALL_PNG:
            size = whole_png_size(asset.file.disk)
            if all(size):
                return size
        return self._probe_cached(path)

    def _probe_cached(self, path: str) -> ImageInfo | tuple[int, int]:
        asset = self._assets[path]
        try:
            cached = ImageInfo.from_json(
                self._store.get(self._probe_key(path), ImageInfo.MAX_BYTES)
            )
            return cached or _probe(asset.file.disk)
        except GenerateError as error:
            location = Location(Source(asset.origin, ""))
            self._problems[path] = Diagnostic(
                error.code, Severity.WARNING, str(error), location, _HINT
            )
            return size_of(asset.file.disk)
        except OSError:  # the error is reported when the file is published
            return 0, 0

    def _probe_key(self, path: str) -> str:
        return key_of(_RECIPE, pillow_version(), digest_of(self._assets[path].file))


def _probe(disk: Path) -> ImageInfo:
    from coursegen.images.decode import probe  # noqa: PLC0415 - Pillow is slow to load

    return probe(disk)


def _encode_copy(disk: Path, width: int, kind: str, store: Store, note: tuple[str, bytes]) -> bytes:
    """Encode a copy, and cache `note` so that later builds do not check the original again."""
    from coursegen.images.encode import encode  # noqa: PLC0415 - Pillow is slow to load

    content = encode(disk, width, kind)
    store.put(*note)
    return content


def _copy_names(assets: Mapping[str, Asset]) -> dict[str, str]:
    """Return a unique name for each image, which is its path without the suffix if possible."""
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
