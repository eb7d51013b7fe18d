"""A lock that prevents two builds from publishing at the same time."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
    import time
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def publish_lock(output: Path) -> Iterator[bool]:
    """Wait until no other build is publishing to the parent folder; yield whether this is certain.

    The folder itself is locked, or a temporary file in it if folders cannot be locked, as on NFS
    and Windows.  The system releases the lock when the process ends.  If the system supports
    neither lock, nothing is locked.
    """
    with ExitStack() as at_end:
        yield _locked(output, at_end)


def _locked(output: Path, at_end: ExitStack) -> bool:
    with suppress(OSError):
        _lock_folder(output.parent, at_end)
        return True
    with suppress(OSError):
        _lock_file(output.with_name(f".coursegen-lock-{output.name}"), at_end)
        return True
    return False


if sys.platform == "win32":
    _RETRY_SECONDS, _MAX_TRIES = 0.05, 40
    """The number of seconds between attempts, as these calls do not wait, and the maximum number of
    attempts to open a lock file that another process may be removing."""

    def _lock_folder(folder: Path, _at_end: ExitStack) -> None:
        raise OSError(f"{folder}: folders cannot be locked here")

    def _lock_file(path: Path, at_end: ExitStack) -> None:
        for left in reversed(range(_MAX_TRIES)):
            try:  # the system removes the file when its last handle is closed
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TEMPORARY)
                break
            except PermissionError:
                if not left:
                    raise
                time.sleep(_RETRY_SECONDS)
        at_end.callback(os.close, handle)
        while True:
            with suppress(PermissionError):
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                return
            time.sleep(_RETRY_SECONDS)

else:

    def _lock_folder(folder: Path, at_end: ExitStack) -> None:
        handle = os.open(folder, os.O_RDONLY)
        at_end.callback(os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _lock_file(path: Path, at_end: ExitStack) -> None:
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            at_end.callback(os.close, handle)
            fcntl.lockf(handle, fcntl.LOCK_EX)  # NFS supports this, but not flock on a folder
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    at_end.callback(path.unlink, missing_ok=True)  # before it is unlocked
                    return
            # The previous owner of the lock has removed the file.
