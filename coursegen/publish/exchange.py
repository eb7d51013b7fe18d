"""The new site takes the place of the old one; what was left half done is put right."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.publish.folder import Folder
from coursegen.publish.marker import MARKER, UNFINISHED_MARKER, read_marker
from coursegen.publish.output_folder import IGNORED_FILES
from coursegen.publish.publish_error import PublishError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def stage_of(output: Path) -> Path:
    """The folder beside `output` in which the new site is prepared; afterwards the old one."""
    return output.with_name(f".coursegen-new-{output.name}")


def _aside_of(output: Path) -> Path:
    """Where the old site is for a moment, on systems that cannot exchange two folders."""
    return output.with_name(f".coursegen-old-{output.name}")


def places(output: Path) -> tuple[Path, ...]:
    """Where a site is, and the places beside it that a build uses for a while."""
    return output, stage_of(output), _aside_of(output)


def recover(output: Path) -> None:
    """Clear up after a build that was killed: put the old site back, drop the unfinished one."""
    aside = _aside_of(output)
    if (aside / MARKER).exists() and not aside.is_symlink() and not os.path.lexists(output):
        aside.rename(output)
    for left in (aside, stage_of(output)):
        if os.path.lexists(left) and not _discard(left):
            raise PublishError(
                Code.OUTPUT_FOREIGN_FILES,
                f"{left} is in coursegen's way and not its own; move it away",
            )


def _discard(path: Path) -> bool:
    """Remove the site at `path`, or an empty folder; False where anything else is left."""
    try:
        with Folder(path) as folder:
            return discard(folder, read_marker(folder).files, [path])
    except NotADirectoryError:
        return False


def discard(folder: Folder, files: Collection[str], places_: Collection[Path]) -> bool:
    """Remove a site's `files` from an open folder, and the folder itself from where it is.

    `places_` are where it may be.  The marker goes last, so that what a crash leaves is known to
    be ours.  False where files of somebody else are left.
    """
    if not folder.remove({*files, UNFINISHED_MARKER}, IGNORED_FILES, MARKER):
        return False
    for path in places_:
        if folder.is_at(path):
            path.rmdir()
    return True


def swap_in(stage: Folder, output: Path, old: Folder | None) -> None:
    """Let `stage` become `output`, where `old` is now, in one step where the system has one.

    Raises `PublishError` when anything else turns out to be at `output`, which is then put back.
    """
    if old is None:
        if os.path.lexists(output):
            raise _changed()
        _move_in(stage, output)
    elif _exchange(stage.path, output):
        if not (old.is_at(stage.path) and stage.is_at(output)):
            _exchange(stage.path, output)
            raise _changed()
    else:
        _rename_twice(stage, output, old)


def _rename_twice(stage: Folder, output: Path, old: Folder) -> None:
    aside = _aside_of(output)
    try:
        output.rename(aside)
        check_in_place(aside, old)
        _move_in(stage, output)
    except BaseException:
        if os.path.lexists(aside) and not os.path.lexists(output):
            aside.rename(output)
        raise


def _move_in(stage: Folder, output: Path) -> None:
    """Rename the new site to `output`, where nothing is."""
    stage.path.rename(output)
    if not stage.is_at(output):
        output.rename(stage.path)
        raise _changed()


def _changed() -> PublishError:
    return PublishError(
        Code.OUTPUT_CHANGED,
        "the output folder was replaced by something else during the build; nothing in it was "
        "changed; check what is there now, then build again",
    )


def check_in_place(path: Path, old: Folder) -> None:
    """Raise `PublishError` when the old site is not at `path`, as nobody else moved it."""
    if not old.is_at(path):
        raise _changed()


def clean_up(
    stage: Folder, new: Collection[str], old: Folder | None, gone: Collection[str], output: Path
) -> None:
    """Remove the old site with its files `gone`, or the unfinished one with its files `new`.

    What cannot be removed is tried again next time.  An old site that is aside while nothing is
    at `output` stays, and the next start puts it back.
    """
    beside = places(output)[1:]
    with suppress(OSError):
        if not stage.is_at(output):
            discard(stage, new, beside)
        elif old:
            discard(old, gone, beside)


def _exchange(one: Path, two: Path) -> bool:
    """Swap two folders at once: renameat2(2) on Linux, renamex_np(2) on macOS."""
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes  # noqa: PLC0415 - only where a site is replaced

    libc = ctypes.CDLL(None)
    a, b = os.fsencode(one), os.fsencode(two)
    try:
        if sys.platform == "darwin":
            return bool(libc.renamex_np(a, b, 2) == 0)  # RENAME_SWAP
        here = -100  # AT_FDCWD
        return bool(libc.renameat2(here, a, here, b, 2) == 0)  # RENAME_EXCHANGE
    except AttributeError:  # an older C library
        return False
