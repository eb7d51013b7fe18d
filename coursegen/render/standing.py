"""The pages in an output folder that are unchanged since the last build.

A record in the course's cache contains each page's key and the metadata of its output file.  If
both are unchanged, the page is neither rendered nor read.  The record may come from an untrusted
source.  It is used only for files whose metadata matches, and attackers cannot guess this metadata.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.files import FileStat, file_stat
from coursegen.base.struct import Struct
from coursegen.incremental.cache import key_of
from coursegen.incremental.packed import LongText, Unpackable, pack, unpack
from coursegen.incremental.program import program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from coursegen.incremental.cache import Cache


class Asked(NamedTuple):
    """An image that a page requested, and a digest of its view (`ImageRegistry.sized_image`)."""

    path: str
    role: str
    wanted: int
    shown: LongText


class Fresh(NamedTuple):
    """The record of a page that was rendered without problems."""

    key: LongText
    asked: tuple[Asked, ...] = ()


_LONGEST = 6_000_000
"""The maximum size of the record in bytes, which allows more than 20,000 pages.

A stamp of 8 bytes takes 230 bytes of memory when it is decoded.
"""

_Noted = tuple[dict[str, Fresh], dict[str, FileStat]]


class Kept(Struct, eq=False):
    """A page whose file in the output folder is already up to date.

    `make` renders it again, and returns None if its template now fails.
    """

    stamp: FileStat
    make: Callable[[], bytes | None]


class Standing:
    """The published files in the folder `output`, according to a valid record in `cache`."""

    def __init__(self, cache: Cache, output: Path) -> None:
        self._cache = cache
        self._output = os.path.abspath(output)  # noqa: PTH100 - links are part of the name
        self._key = key_of("standing", program(), self._output)
        self._pages, self._stamps = self._read()

    def find(self, path: str, key: str) -> tuple[Fresh, FileStat] | None:
        """Return the page at an output path if it has this key and its file is unchanged."""
        page = self._pages.get(path)
        if page is None or page.key != key or not self.is_untouched(path):
            return None
        return page, self._stamps[path]

    def is_untouched(self, path: str) -> bool:
        """Return whether the file at an output path is unchanged since it was published."""
        stamp = file_stat(os.path.join(self._output, path))  # noqa: PTH118 - faster, and called for each file
        return stamp is not None and stamp == self._stamps.get(path)

    def note(self, pages: Mapping[str, Fresh], stamps: Mapping[str, FileStat]) -> None:
        """Record the published files; without the record, the next build checks all files."""
        noted = {path: page for path, page in pages.items() if path in stamps}
        if noted != self._pages or stamps != self._stamps:
            self._pages, self._stamps = noted, dict(stamps)
            self._cache.put(self._key, pack((noted, self._stamps)))

    def _read(self) -> tuple[dict[str, Fresh], dict[str, FileStat]]:
        kept = self._cache.get(self._key, _LONGEST)
        try:
            return unpack(kept, _Noted) if kept else ({}, {})
        except Unpackable:
            return {}, {}
