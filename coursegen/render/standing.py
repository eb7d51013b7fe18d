"""The pages that stand in an output folder already, as the last build left them there.

A note in the course's folder holds the key of each, and what the system says of its file.  While
both are the same, the page is neither rendered nor read.  The note may come from anywhere: what it
says of a file is believed only where the system says the same, and that nobody elsewhere knows.
"""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from coursegen.cache import key_of
from coursegen.program import program
from coursegen.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from coursegen.cache import Cache


class Asked(NamedTuple):
    """A picture as a page asked for it, and a digest of how it is shown; see `Gallery.show`."""

    path: str
    role: str
    wanted: int
    shown: str


class Stamp(NamedTuple):
    """What the system says of a file.  Times are in nanoseconds; the last cannot be set back."""

    size: int
    modified: int
    changed: int
    number: int


class Fresh(NamedTuple):
    """What is noted of a page that was rendered without a complaint."""

    key: str
    asked: tuple[Asked, ...] = ()


class Kept(Value, eq=False):
    """A page whose file in the output folder is as it will be; `make` renders it all the same."""

    stamp: Stamp
    make: Callable[[], bytes]


class Standing:
    """What stands in the folder `output`, as a note in `cache` tells; nothing where that is wrong.

    With `afresh` nothing of it counts.
    """

    def __init__(self, cache: Cache, output: Path, *, afresh: bool = False) -> None:
        self._cache = cache
        self._output = os.path.abspath(output)  # noqa: PTH100 - links are part of the name
        self._key = key_of("standing", program(), self._output)
        self._pages = {} if afresh else self._read()

    def find(self, path: str, key: str) -> tuple[Fresh, Stamp] | None:
        """The page at an output path, if it has this key and nobody touched it."""
        known = self._pages.get(path)
        if known is None or known[0].key != key:
            return None
        return known if stamp_of(os.path.join(self._output, path)) == known[1] else None  # noqa: PTH118 - for each page

    def note(self, pages: Mapping[str, Fresh], stamps: Mapping[str, Stamp]) -> None:
        """Note what was published; where that cannot be written, the next build renders all."""
        now = {path: (page, stamps[path]) for path, page in pages.items() if path in stamps}
        if now != self._pages:
            self._pages = now
            self._cache.put(self._key, json.dumps(now).encode())

    def _read(self) -> dict[str, tuple[Fresh, Stamp]]:
        try:
            pages = json.loads(self._cache.get(self._key) or b"{}")
            return {
                str(path): (Fresh(key, tuple(Asked(*each) for each in asked)), Stamp(*stamp))
                for path, ((key, asked), stamp) in pages.items()
            }
        except (ValueError, TypeError, AttributeError, RecursionError):
            return {}


def stamp_of(file: str) -> Stamp | None:
    """The stamp of a regular file; None where none is."""
    try:
        status = os.lstat(file)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
