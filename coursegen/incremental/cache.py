"""Caches in the course's folder, for use by later builds.

An entry is nothing but bytes with their digest before them.  What is not whole is not believed,
and a folder that cannot be used only means that everything is made again.  The folder may have
come with the course: no link in it is followed, and nothing but entries is read or removed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coursegen.base.files import SourceFile

LIMIT = 200_000_000
"""Bytes that the entries of one cache may take; those that were not used for longest go first."""

SELDOM = 16
"""In one of so many runs that keep something, the cache is made smaller where it is too large."""
_ENTRY = r"[0-9a-f]{40}(\.[0-9a-f]{8})?"
"""How entries are called, and those that are being written."""
_DIGEST = hashlib.sha256().digest_size
LARGEST = 16_000_000
"""Bytes of an entry.  A longer one is not written, and one that somebody put there is not read."""


class Cache:
    """Entries below `folder`, by key; a key is what `key_of` makes.

    Without `keeps` none is added, and nothing says which were used; `afresh` those that were there
    do not count.
    """

    def __init__(
        self, folder: Path, limit: int = LIMIT, *, keeps: bool = True, afresh: bool = False
    ) -> None:
        self._folder = folder
        self._afresh = afresh
        self.keeps = keeps
        # A link among the folders on the way (`paths.CACHE`) leads to somebody else's files.
        self._usable = not any(part.is_symlink() for part in (folder, *folder.parents[:2]))
        self._limit = limit
        self._pruned = False

    def get(self, key: str, most: int = LARGEST) -> bytes | None:
        """The bytes kept under a key; None where nothing whole is, or more than `most` bytes.

        An entry may come from anywhere, and take much more memory once it is decoded: who reads it
        says how long it can be.
        """
        if self._afresh:
            return None
        place = self._place(key)
        try:
            status = os.lstat(place)
            if not self._may_use(place) or not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > _DIGEST + min(most, LARGEST):
                return None
            with open(place, "rb") as file:  # noqa: PTH123 - as below
                digest, content = file.read(_DIGEST), file.read(status.st_size)
        except OSError:
            return None
        if _digest_of(key, content) != digest:
            return None
        if self.keeps:
            with suppress(OSError):
                os.utime(place)  # used just now
        return content

    def has(self, key: str) -> bool:
        """Whether something is kept under a key, perhaps not whole."""
        return not self._afresh and os.path.isfile(self._place(key))  # noqa: PTH113 - as below

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes, whole or not at all."""
        place = self._place(key)
        if not self.keeps or len(content) > LARGEST or not self._may_use(place):
            return
        passing = f"{place}.{os.urandom(4).hex()}"
        digest = _digest_of(key, content)
        try:
            with _new(passing) as file:
                file.write(digest)
                file.write(content)
            os.replace(passing, place)  # noqa: PTH105 - a cold build does this for each page
        except OSError:
            with suppress(OSError):
                os.unlink(passing)  # noqa: PTH108 - as above
        if not self._pruned:
            self._pruned = True
            if os.urandom(1)[0] % SELDOM == 0:
                with suppress(OSError):
                    self._prune()

    def _may_use(self, place: str) -> bool:
        return self._usable and not os.path.islink(os.path.dirname(place))  # noqa: PTH114, PTH120 - as below

    def _place(self, key: str) -> str:
        """Where a key's entry lies: no Path, for every page of a build is asked for."""
        return os.path.join(self._folder, key[:2], key)  # noqa: PTH118 - see above

    def _prune(self) -> None:
        """Remove what was not used for longest, until the rest is small enough."""
        entries = sorted(_entries(str(self._folder)))
        total = sum(size for _, size, _ in entries)
        for _, size, path in entries:
            if total <= self._limit:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - as it was listed
                total -= size


def _digest_of(key: str, content: bytes) -> bytes:
    digest = hashlib.sha256(key.encode())
    digest.update(content)
    return digest.digest()


def _new(path: str) -> BinaryIO:
    """A new file, in a folder that is made if need be."""
    try:
        return open(path, "xb")  # noqa: PTH123 - a cold build does this for each page
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as above
        return open(path, "xb")  # noqa: PTH123 - as above


def _entries(folder: str) -> Iterator[tuple[int, int, str]]:
    """When each entry was last used, its bytes and its path."""
    for prefix in os.scandir(folder):
        if len(prefix.name) == 2 and prefix.is_dir(follow_symlinks=False):
            with suppress(OSError), os.scandir(prefix.path) as entries:
                for entry in entries:
                    if re.fullmatch(_ENTRY, entry.name):
                        status = entry.stat(follow_symlinks=False)
                        yield status.st_mtime_ns, status.st_size, entry.path


def key_of(*parts: str) -> str:
    """A name for what is made from `parts`: another for any other parts."""
    data = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(data.encode()).hexdigest()[:40]


def digest_of(file: SourceFile) -> str:
    """The digest of a file's content.  Raises OSError."""
    status = file.disk.stat()
    return _digest(file.disk, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@lru_cache(maxsize=4096)
def _digest(disk: Path, _size: int, _mtime_ns: int, _ctime_ns: int) -> str:
    """While nothing says that the file changed, it is read once (the server builds many times)."""
    with disk.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
