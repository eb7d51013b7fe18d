"""Bytes that have reached the disk, so that a power cut finds the old site or the new one.

Systems write what a file holds later than its name: after a power cut, a folder that was renamed
in time may hold files that are still empty.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_SYNC_ALL_FROM = 16
"""From so many files on, it is faster to ask once for all that the file system has to write."""


def flush(folder: Path, files: Collection[Path]) -> None:
    """Wait until new `files` in `folder` are on the disk.  Raises OSError, as for a full disk."""
    if len(files) < _SYNC_ALL_FROM or not _sync_file_system(folder):
        for file in files:
            _sync(file)


def flush_names(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk, where the system can say so."""
    if sys.platform != "win32":
        _sync(folder)


def _sync(path: Path) -> None:
    # Windows flushes only what is open for writing.
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_file_system(folder: Path) -> bool:
    """syncfs(2), where there is one."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 - only where much is written

    handle = os.open(folder, os.O_RDONLY)
    try:
        return bool(ctypes.CDLL(None).syncfs(handle) == 0)
    except AttributeError:  # an older C library
        return False
    finally:
        os.close(handle)
