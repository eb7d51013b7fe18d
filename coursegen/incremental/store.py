"""The store, which keeps the results of a build in the course's folder for later builds.

An entry consists of a digest and the content.  Incomplete entries are ignored.  If the folder
cannot be used, everything is generated again.  The folder may be part of a downloaded course.
Therefore, no link in it is followed, and only entries are read or removed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 500_000_000
"""The maximum size of a cache in bytes; the least recently used entries are removed first."""

PRUNE_INTERVAL = 16
"""The average number of runs that add entries between two checks of the cache size."""
_ENTRY = r"[0-9a-f]{40}(\.[0-9a-f]{8})?"
"""Matches the names of entries, including the temporary names used during writing."""
_DIGEST = hashlib.sha256().digest_size
LARGEST = 16_000_000
"""The maximum size of an entry in bytes; larger entries are neither written nor read."""


class Store:
    """The entries below `folder`, keyed by results of `key_of`.

    If `writes` is false, no entries are added, and the times of use of existing entries are not
    updated.  If `ignores` is true, existing entries are ignored.
    """

    def __init__(
        self, folder: Path, limit: int = LIMIT, *, writes: bool = True, ignores: bool = False
    ) -> None:
        self._folder = folder
        self._ignores = ignores
        self.writes = writes
        # A symbolic link in the path could point to files outside the course.
        self._usable = not any(part.is_symlink() for part in (folder, *folder.parents[:2]))
        self._limit = limit
        self._pruned = False

    def get(self, key: str, limit: int = LARGEST) -> bytes | None:
        """Return the content of an entry; None if it is missing, invalid or larger than `limit`.

        Entries are not trusted and may need much more memory when they are decoded.  Therefore,
        callers limit the size.
        """
        if self._ignores:
            return None
        path = self._path(key)
        try:
            status = os.lstat(path)
            if not self._may_use(path) or not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > _DIGEST + min(limit, LARGEST):
                return None
            with open(path, "rb") as file:  # noqa: PTH123 - faster
                digest, content = file.read(_DIGEST), file.read(status.st_size)
        except OSError:
            return None
        if _digest_of(key, content) != digest:
            return None
        if self.writes:
            with suppress(OSError):
                os.utime(path)  # updates the time of use
        return content

    def has(self, key: str) -> bool:
        """Return whether an entry exists for a key; it may be invalid."""
        return not self._ignores and os.path.isfile(self._path(key))  # noqa: PTH113 - faster

    def put(self, key: str, content: bytes) -> None:
        """Write an entry atomically."""
        path = self._path(key)
        if not self.writes or len(content) > LARGEST or not self._may_use(path):
            return
        temporary = f"{path}.{os.urandom(4).hex()}"
        digest = _digest_of(key, content)
        try:
            with _new(temporary) as file:
                file.write(digest)
                file.write(content)
            os.replace(temporary, path)  # noqa: PTH105 - faster
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - faster
        if not self._pruned:
            self._pruned = True
            if os.urandom(1)[0] % PRUNE_INTERVAL == 0:
                with suppress(OSError):
                    self._prune()

    def _may_use(self, path: str) -> bool:
        return self._usable and not os.path.islink(os.path.dirname(path))  # noqa: PTH114, PTH120 - faster

    def _path(self, key: str) -> str:
        """Return the path of a key's entry as a string, which is faster than a `Path`."""
        return os.path.join(self._folder, key[:2], key)  # noqa: PTH118 - faster

    def _prune(self) -> None:
        """Remove the least recently used entries until the cache is small enough."""
        entries = sorted(_entries(str(self._folder)))
        total = sum(size for _, size, _ in entries)
        for _, size, path in entries:
            if total <= self._limit:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - faster
                total -= size


def _digest_of(key: str, content: bytes) -> bytes:
    digest = hashlib.sha256(key.encode())
    digest.update(content)
    return digest.digest()


def _new(path: str) -> BinaryIO:
    """Create a file, and its folder if necessary."""
    try:
        return open(path, "xb")  # noqa: PTH123 - faster
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - faster
        return open(path, "xb")  # noqa: PTH123 - faster


def _entries(folder: str) -> Iterator[tuple[int, int, str]]:
    """Yield the time of last use, the size and the path of each entry."""
    for prefix in os.scandir(folder):
        if len(prefix.name) == 2 and prefix.is_dir(follow_symlinks=False):
            with suppress(OSError), os.scandir(prefix.path) as entries:
                for entry in entries:
                    if re.fullmatch(_ENTRY, entry.name):
                        status = entry.stat(follow_symlinks=False)
                        yield status.st_mtime_ns, status.st_size, entry.path


NO_STORE = Store(Path(), writes=False, ignores=True)
"""A store that contains nothing, and to which nothing is added."""
