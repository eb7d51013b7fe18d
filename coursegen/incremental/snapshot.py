"""Snapshots of files and folders, which show whether any of them changed.

This is the only definition of "this file did not change" without reading it.  This module and
`up_to_date.py` import only modules that Python always loads, because importing any other module
takes longer than the snapshot of a small course.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INSTANT = 50_000_000
"""The time in nanoseconds within which a second change may leave a file's times unchanged."""
_COARSE = 10_000_000
"""The resolution of times on FAT and exFAT in nanoseconds; they do not store change times."""


class SnapshotError(Exception):
    """Raised for a file of which no reliable snapshot can be taken."""


def snapshot(paths: Iterable[str], skip: tuple[str, ...] = ()) -> str:
    """Return one line for each file, folder and symbolic link, which changes with it.

    The line of a file contains its size, modification time, change time (which users cannot set),
    inode and mode.  The line of a folder contains the names of its entries, except those that begin
    with one of `skip`.  The line of a link contains its target, and the same for the target.
    Raises `SnapshotError` and `OSError`.
    """
    return "\n".join([_line(path, skip) for path in paths])


def _line(path: str, skip: tuple[str, ...]) -> str:
    if "\n" in path:
        raise SnapshotError(path)
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return f"{path} is missing"
    if not stat.S_ISLNK(status.st_mode):
        return f"{path} {_state(path, status, skip)}"
    link = f"{path} {facts(status)} -> {os.path.realpath(path)}"
    try:
        return f"{link} {_state(path, os.stat(path), skip)}"
    except OSError as error:  # the link is broken or part of a loop
        return f"{link} {error.errno}"


def _state(path: str, status: os.stat_result, skip: tuple[str, ...]) -> str:
    if not stat.S_ISDIR(status.st_mode):
        return facts(status)
    names = [name for name in os.listdir(path) if not name.startswith(skip)]
    if any("\n" in name for name in names):
        raise SnapshotError(path)
    return f"{status.st_ino} {'/'.join(names)}"


def facts(status: os.stat_result) -> str:
    """Return the size, times, inode and mode of a file."""
    return (
        f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} "
        f"{status.st_ino} {status.st_mode}"
    )


def tree(folder: str, skip: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a folder and everything below it, except names that begin with one of `skip`.

    Symbolic links are not followed.  Raises `OSError`.
    """
    yield folder
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(skip):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from tree(entry.path, skip)
            else:
                yield entry.path


def is_trusted(paths: Iterable[str], when: int) -> bool:
    """Return whether every change of these files since `when` is visible in their snapshots.

    `when` is in nanoseconds since 1970.  If a file changes twice within `_INSTANT`, the second
    change may be undetectable.  The same applies to all changes if times are imprecise.
    """
    return all(_is_trusted(path, when) for path in paths)


def _is_trusted(path: str, when: int) -> bool:
    try:
        status = os.lstat(path)
        is_link = stat.S_ISLNK(status.st_mode)
        changes = (status.st_ctime_ns, os.stat(path).st_ctime_ns if is_link else status.st_ctime_ns)
    except OSError:
        return True  # a missing file, or a broken link
    return all(changed < when - _INSTANT and changed % _COARSE for changed in changes)
