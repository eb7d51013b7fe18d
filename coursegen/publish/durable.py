"""Flush files to disk, so that a power failure leaves either the old or the new site.

Operating systems may write a file's name to disk before its content. After a power failure, a
folder that was already renamed may therefore contain empty files.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_SYNC_ALL_FROM = 16
"""The minimum number of files for which flushing the whole file system once is faster."""


def flush(folder: Path, files: Collection[Path]) -> None:
    """Wait until the new `files` in `folder` are on disk.

    Raises OSError, for example if the disk is full.
    """
    if len(files) < _SYNC_ALL_FROM or not _sync_file_system(folder):
        for file in files:
            _sync(file)


def flush_names(folder: Path) -> None:
    """Wait until the names in `folder` are on disk, if the system supports this."""
    if sys.platform != "win32":
        _sync(folder)


def _sync(path: Path) -> None:
    # Windows flushes only files that are open for writing.
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_file_system(folder: Path) -> bool:
    """Call syncfs(2) if it is available; return whether it succeeded."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 - only needed for many files

    handle = os.open(folder, os.O_RDONLY)
    try:
        return bool(ctypes.CDLL(None).syncfs(handle) == 0)
    except AttributeError:  # an older C library
        return False
    finally:
        os.close(handle)
