"""Replace the old site with the new one, and recover from interrupted builds."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.publish.folder import Folder
from coursegen.publish.marker import MARKER, read_marker
from coursegen.publish.output_folder import IGNORED_FILES
from coursegen.publish.publish_error import PublishError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def staging_path(output: Path) -> Path:
    """Return the folder next to `output` for the new site and, after the swap, for the old one."""
    return output.with_name(f".coursegen-new-{output.name}")


def _backup_path(output: Path) -> Path:
    """Return the temporary path of the old site on systems that cannot swap two folders."""
    return output.with_name(f".coursegen-old-{output.name}")


def site_paths(output: Path) -> tuple[Path, ...]:
    """Return the path of a site, and the temporary paths next to it that a build uses."""
    return output, staging_path(output), _backup_path(output)


def recover(output: Path) -> None:
    """Clean up after a killed build: restore the old site and remove the unfinished one."""
    backup = _backup_path(output)
    if (backup / MARKER).exists() and not backup.is_symlink() and not os.path.lexists(output):
        backup.rename(output)
    for left in (backup, staging_path(output)):
        if os.path.lexists(left) and not _discard(left):
            raise PublishError(
                Code.OUTPUT_FOREIGN_FILES,
                f"{left} has the name of one of coursegen's temporary folders, but coursegen did "
                "not create it; move it away",
            )


def _discard(path: Path) -> bool:
    """Remove the site at `path`, or an empty folder; return False if other files remain."""
    try:
        with Folder(path) as folder:
            return remove_site(folder, read_marker(folder).files, [path])
    except NotADirectoryError:
        return False


def remove_site(folder: Folder, files: Collection[str], paths: Collection[Path]) -> bool:
    """Remove a site's `files` from an open folder, and the folder itself.

    The folder may be at any of `paths`.  The marker is removed last, so that the next build
    recognizes the remaining files after a crash.  Returns False if other files remain.
    """
    if not folder.remove(set(files), IGNORED_FILES, MARKER):
        return False
    for path in paths:
        if folder.is_at(path):
            path.rmdir()
    return True


def swap_in(stage: Folder, output: Path, old: Folder | None) -> None:
    """Move `stage` to `output` and replace `old`, atomically if the system supports it.

    If `output` is not the `old` folder, moves it back and raises `PublishError`.
    """
    if old is None:
        if os.path.lexists(output):
            raise _changed_error()
        _move_in(stage, output)
    elif _swap(stage.path, output):
        if not (old.is_at(stage.path) and stage.is_at(output)):
            _swap(stage.path, output)
            raise _changed_error()
    else:
        _rename_twice(stage, output, old)


def _rename_twice(stage: Folder, output: Path, old: Folder) -> None:
    backup = _backup_path(output)
    try:
        output.rename(backup)
        check_in_place(backup, old)
        _move_in(stage, output)
    except BaseException:
        if os.path.lexists(backup) and not os.path.lexists(output):
            backup.rename(output)
        raise


def _move_in(stage: Folder, output: Path) -> None:
    """Rename the new site to `output`, which does not exist."""
    stage.path.rename(output)
    if not stage.is_at(output):
        output.rename(stage.path)
        raise _changed_error()


def _changed_error() -> PublishError:
    return PublishError(
        Code.OUTPUT_CHANGED,
        "something replaced the output folder during the build; coursegen changed nothing in it; "
        "check its content, then build again",
    )


def check_in_place(path: Path, old: Folder) -> None:
    """Raise `PublishError` if the old site is not at `path`."""
    if not old.is_at(path):
        raise _changed_error()


def clean_up(
    stage: Folder, new: Collection[str], old: Folder | None, gone: Collection[str], output: Path
) -> None:
    """Remove the old site's `gone` files, or the unfinished site's `new` files.

    The next build tries again to remove remaining files.  If there is nothing at `output`, the old
    site stays at its temporary path, and the next build restores it.
    """
    temporary_paths = site_paths(output)[1:]
    with suppress(OSError):
        if not stage.is_at(output):
            remove_site(stage, new, temporary_paths)
        elif old:
            remove_site(old, gone, temporary_paths)


def _swap(one: Path, two: Path) -> bool:
    """Swap two folders atomically: renameat2(2) on Linux, renamex_np(2) on macOS."""
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes  # noqa: PLC0415 - only needed to replace a site

    libc = ctypes.CDLL(None)
    a, b = os.fsencode(one), os.fsencode(two)
    try:
        if sys.platform == "darwin":
            return bool(libc.renamex_np(a, b, 2) == 0)  # RENAME_SWAP
        here = -100  # AT_FDCWD
        return bool(libc.renameat2(here, a, here, b, 2) == 0)  # RENAME_EXCHANGE
    except AttributeError:  # an older C library
        return False
