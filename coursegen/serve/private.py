"""A private temporary folder for the site, which is removed when the server stops.

A killed process cannot remove its folder.  Therefore each folder contains a file that its process
keeps locked until it exits.  When a server starts, it removes the user's folders whose files are
not locked.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "coursegen-serve-"
_LOCK = ".lock"
_TRIES = 20


@contextmanager
def private_folder() -> Iterator[Path]:
    """Create a folder and remove it at the end; first remove the folders of killed servers."""
    _remove_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = _lock(folder / _LOCK)
    try:
        yield folder
    finally:
        if lock is not None:
            os.close(lock)  # first, as Windows cannot remove open files
        for _ in range(_TRIES):  # a build may still be writing
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break


def _remove_abandoned(temporary: Path) -> None:
    """Remove this user's folders whose processes have exited."""
    for folder in temporary.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_own(folder) and (lock := _lock(folder / _LOCK, new=False)) is not None:
                os.close(lock)
                shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    status = folder.lstat()
    is_mine = sys.platform == "win32" or status.st_uid == os.getuid()
    return is_mine and stat.S_ISDIR(status.st_mode)


def _lock(path: Path, *, new: bool = True) -> int | None:
    """Open a file and lock it until it is closed; return None if it is already locked.

    Raises OSError, for example if the file is missing and `new` is False.
    """
    flags = os.O_RDWR | (os.O_CREAT if new else 0) | getattr(os, "O_NOFOLLOW", 0)
    lock = os.open(path, flags, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
