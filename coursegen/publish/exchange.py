"""The new site takes the place of the old one; what was left half done is put right."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from coursegen.codes import Code
from coursegen.publish.fault import CannotPublish
from coursegen.publish.marker import MARKER


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
    if _is_site(aside) and not output.exists():
        aside.rename(output)
    for left in (aside, stage_of(output)):
        if os.path.lexists(left):
            if not _is_site(left) and (_is_no_folder(left) or any(left.iterdir())):
                raise CannotPublish(
                    Code.OUTPUT_FOREIGN,
                    f"{left} is in coursegen's way and not its own; move it away",
                )
            discard(left)


def _is_site(folder: Path) -> bool:
    """Whether this is a site of ours, perhaps a part of one."""
    return not _is_no_folder(folder) and (folder / MARKER).exists()


def _is_no_folder(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def take_place(stage: Path, output: Path) -> None:
    """Let `stage` become `output` in one step, where the system has one."""
    if not output.exists():
        stage.rename(output)
    elif not _exchange(stage, output):
        aside = _aside_of(output)
        try:
            output.rename(aside)
            stage.rename(output)
        except BaseException:
            if aside.exists() and not output.exists():
                aside.rename(output)
            raise


def discard_rest(output: Path) -> None:
    """Remove what stands beside the site; what cannot be removed is tried again next time."""
    with suppress(OSError):
        discard(stage_of(output))
    if output.exists():  # else the old site is aside, and the next start puts it back
        with suppress(OSError):
            discard(_aside_of(output))


def discard(folder: Path) -> None:
    """Remove a site of ours, the marker last, so that what a crash leaves is known to be ours."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                elif entry.name != MARKER:
                    Path(entry.path).unlink()
    except PermissionError:
        locked = [path for path, _, _ in os.walk(folder) if not os.access(path, os.W_OK)]
        if not locked:
            raise
        for path in locked:
            Path(path).chmod(0o700)
        discard(folder)
        return
    (folder / MARKER).unlink(missing_ok=True)
    folder.rmdir()


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
