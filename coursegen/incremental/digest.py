"""Digests of strings and files, which identify results."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.base.files import SourceFile


def key_of(*parts: str) -> str:
    """Return a unique key for a result that is generated from `parts`."""
    data = f"{[*map(len, parts)]}{''.join(parts)}"  # the lengths separate the parts
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def digest_of(file: SourceFile) -> str:
    """Return the digest of a file's content.  Raises OSError."""
    status = file.disk.stat()
    return _digest(file.disk, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@lru_cache(maxsize=4096)
def _digest(disk: Path, _size: int, _mtime_ns: int, _ctime_ns: int) -> str:
    """Return the digest of a file, which is read again only if its size or times change."""
    with disk.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
