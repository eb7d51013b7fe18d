"""Site → folder, whole or not at all.

The new site is prepared beside the old one and takes its place in one step; whatever fails on
the way, the folder holds the old site or the new one.  A list in the folder (`MARKER`) says which
files are ours: a folder with anything else in it is refused.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen import __version__
from coursegen.paths import INPUTS, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.build import Site

MARKER = ".coursegen.json"
_NEW, _OLD = ".new", ".old"


class CannotPublish(Exception):  # noqa: N818 - says what it means at the place where it is raised
    """The site cannot go into the folder; the message is a sentence with the next step."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: how many files the site has, which were written and which removed."""

    files: int
    written: tuple[str, ...]
    removed: tuple[str, ...]


def publish(site: Site, output: Path, root: Path, *, afresh: bool = False) -> Published:
    """Put `site` into the folder `output`, for the course in `root`.

    Unchanged files are carried over from the old site, unless `afresh`.  Raises `CannotPublish`
    before anything is touched when the folder is not ours to fill, and when writing fails; the
    old site is whole then.
    """
    output = Path(os.path.abspath(output))  # noqa: PTH100 - resolve() would follow a link away
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with _alone(output.parent):
            _recover(output)
            old = vet_output(output, root)
            return _replace(site, output, old, afresh=afresh)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        where = f" ({error.filename})" if error.filename else ""
        raise CannotPublish(
            f"the site cannot be written to {output}: {reason}{where}; the old site is untouched"
        ) from error


def vet_output(output: Path, root: Path) -> frozenset[str]:
    """The files of the site that stands in `output`; raises `CannotPublish` if it is not ours."""
    real, course = output.resolve(), root.resolve()
    if real == course or course.is_relative_to(real):
        raise CannotPublish(
            f"{output} holds the course itself; choose a folder for the site alone with --output"
        )
    for name in INPUTS:
        if real.is_relative_to(course / name):
            raise CannotPublish(
                f"{output} lies in the course's own {name}; choose another folder with --output"
            )
    if real == Path.home().resolve() or os.path.ismount(real):
        raise CannotPublish(f"{output} is not a folder for a site; choose another with --output")
    if not output.exists() and not output.is_symlink():
        return frozenset()
    if output.is_symlink() or not output.is_dir():
        raise CannotPublish(
            f"{output} is not a folder; remove it, or choose another folder with --output"
        )
    if not os.access(output, os.W_OK):
        raise CannotPublish(f"{output} may not be written to; allow it, or choose another folder")
    return _ours(output)


def _ours(output: Path) -> frozenset[str]:
    """The files that the marker lists; raises when there are others."""
    try:
        listed = json.loads((output / MARKER).read_bytes())["files"]
        ours = frozenset(str(path) for path in listed)
    except (OSError, ValueError, KeyError, TypeError):
        ours = frozenset()
    folders = {""} | {parent for path in ours for parent in _parents(path)}
    foreign = []
    for directory, names, files in os.walk(output):
        prefix = Path(directory).relative_to(output).as_posix().removeprefix(".")
        prefix = f"{prefix}/" if prefix else ""
        foreign += [f"{prefix}{n}/" for n in names if f"{prefix}{n}" not in folders]
        names[:] = [n for n in names if f"{prefix}{n}" in folders]
        foreign += [prefix + f for f in files if prefix + f not in ours and prefix + f != MARKER]
        if len(foreign) > 3:
            break
    if foreign:
        some = ", ".join(sorted(foreign)[:3]) + (" …" if len(foreign) > 3 else "")
        raise CannotPublish(
            f"{output} holds what coursegen did not make ({some}); move it away, or choose "
            "another folder with --output"
        )
    return ours


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other build publishes into `folder`; systems without flock go ahead."""
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _beside(output: Path, suffix: str) -> Path:
    return output.with_name(f".{output.name}{suffix}")


def _recover(output: Path) -> None:
    """Clear up after a build that was killed: put the old site back, drop the unfinished one."""
    old = _beside(output, _OLD)
    if old.exists() and not output.exists():
        old.rename(output)
    for left in (old, _beside(output, _NEW)):
        if left.exists():
            shutil.rmtree(left)


def _replace(site: Site, output: Path, old: frozenset[str], *, afresh: bool) -> Published:
    stage = _beside(output, _NEW)
    kept = frozenset[str]() if afresh else old
    try:
        stage.mkdir()
        written = tuple(_fill(stage, site, output, kept))
        removed = tuple(sorted(old - site.files.keys()))
        if output.exists() and not written and not removed:
            shutil.rmtree(stage)
        else:
            marker = {"made_by": f"coursegen {__version__}", "files": sorted(site.files)}
            (stage / MARKER).write_text(json.dumps(marker, indent=0, ensure_ascii=False), "utf-8")
            _take_place(stage, output)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    return Published(len(site.files), written, removed)


def _fill(stage: Path, site: Site, output: Path, kept: frozenset[str]) -> Iterator[str]:
    """Write the site's files below `stage`; yield the paths of those that are new or changed."""
    made = {stage}
    for path, content in sorted(site.files.items()):
        target = stage / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        before = output / path
        if path in kept and _same(before, content):
            _link(before, target)
            continue
        if isinstance(content, Found):
            shutil.copyfile(content.disk, target)
            status = content.disk.stat()
            os.utime(target, ns=(status.st_mtime_ns, status.st_mtime_ns))
        else:
            target.write_bytes(content)
        yield path


def _same(before: Path, content: bytes | Found) -> bool:
    """Whether the old site's file is what the new one would be."""
    try:
        status = before.stat(follow_symlinks=False)
        if isinstance(content, Found):
            source = content.disk.stat()
            return (status.st_size, status.st_mtime_ns) == (source.st_size, source.st_mtime_ns)
        return status.st_size == len(content) and before.read_bytes() == content
    except OSError:
        return False


def _link(before: Path, target: Path) -> None:
    try:
        os.link(before, target)
    except OSError:  # a file system without hard links
        shutil.copy2(before, target)


def _take_place(stage: Path, output: Path) -> None:
    """Let `stage` become `output` in one step, where the system has one."""
    if not output.exists():
        stage.rename(output)
        return
    if _exchange(stage, output):
        shutil.rmtree(stage)
        return
    old = _beside(output, _OLD)
    output.rename(old)
    try:
        stage.rename(output)
    except OSError:
        old.rename(output)
        raise
    shutil.rmtree(old)


def _exchange(one: Path, two: Path) -> bool:
    """Swap two folders at once: renameat2(2) on Linux, renamex_np(2) on macOS."""
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None, use_errno=True)
        a, b = os.fsencode(one), os.fsencode(two)
        if sys.platform == "darwin":
            done = libc.renamex_np(a, b, ctypes.c_uint(2))  # RENAME_SWAP
        else:
            here = ctypes.c_int(-100)  # AT_FDCWD
            done = libc.renameat2(here, a, here, b, ctypes.c_uint(2))  # RENAME_EXCHANGE
        if done == 0:
            return True
        if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(two))
    return False
