"""The pages that stand in an output folder already, as the last build left them there.

A note in the course's folder holds the key of each, and what the system says of its file.  While
both are the same, the page is neither rendered nor read.  The note may come from anywhere: what it
says of a file is believed only where the system says the same, and that nobody elsewhere knows.
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
    """A picture as a page asked for it, and a digest of how it is shown; see `Gallery.show`."""

    path: str
    role: str
    wanted: int
    shown: LongText


class Fresh(NamedTuple):
    """What is noted of a page that was rendered without a complaint."""

    key: LongText
    asked: tuple[Asked, ...] = ()


_LONGEST = 6_000_000
"""Bytes of the note, of which a stamp of 8 bytes takes 230 decoded; 20,000 pages have fewer."""

_Noted = tuple[dict[str, Fresh], dict[str, FileStat]]


class Kept(Struct, eq=False):
    """A page whose file in the output folder is as it will be.

    `make` renders it all the same, and gives None where its template fails now.
    """

    stamp: FileStat
    make: Callable[[], bytes | None]


class Standing:
    """What stands in the folder `output`, as a note in `cache` tells; nothing if that is wrong."""

    def __init__(self, cache: Cache, output: Path) -> None:
        self._cache = cache
        self._output = os.path.abspath(output)  # noqa: PTH100 - links are part of the name
        self._key = key_of("standing", program(), self._output)
        self._pages, self._stamps = self._read()

    def find(self, path: str, key: str) -> tuple[Fresh, FileStat] | None:
        """The page at an output path, if it has this key and nobody touched it."""
        page = self._pages.get(path)
        if page is None or page.key != key or not self.is_untouched(path):
            return None
        return page, self._stamps[path]

    def is_untouched(self, path: str) -> bool:
        """Whether the file at an output path is as it was published."""
        stamp = file_stat(os.path.join(self._output, path))  # noqa: PTH118 - for each file
        return stamp is not None and stamp == self._stamps.get(path)

    def note(self, pages: Mapping[str, Fresh], stamps: Mapping[str, FileStat]) -> None:
        """Note what was published; where that cannot be written, the next build looks at all."""
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
