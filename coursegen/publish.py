"""Site → folder, whole or not at all.

The new site is prepared beside the old one and takes its place in one step; whatever fails on
the way, the folder holds the old site or the new one.  A list in the folder (`MARKER`) says which
files are ours: a folder with anything else in it is refused.  It also says what each made file
was made from, so that it is known again without being made.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import sys
from collections import deque
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from coursegen import __version__
from coursegen.images.derived import CannotMake, Derived
from coursegen.paths import INPUTS, Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.build import Site

    Content = bytes | Found | Derived
    Made = dict[str, list[str]]
    """For the output path of each made file: its key, and the digest of its bytes."""

MARKER = ".coursegen.json"
L = TypeVar("L", list[Any], dict[str, Any])
_NEW, _OLD = "new", "old"
_HANDS = 4
"""Pictures that are made at the same time, each perhaps a quarter of a gigabyte in memory."""
_LONGEST_PATH = 4096
"""Letters; longer ones in a list are no paths of ours, but take long to take apart."""
_CRUMBS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in every folder that somebody looks at; nobody misses it."""


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
    with _sentences(output):
        output = Path(os.path.abspath(output))  # noqa: PTH100 - resolve() would follow a link away
        _vet_place(output, root)
        if MARKER in site.files:
            raise CannotPublish(f"the site has a page or file '{MARKER}'; give it another name")
        output.parent.mkdir(parents=True, exist_ok=True)
        with _alone(output.parent):
            _recover(output)
            return _replace(site.files, output, _ours(output), afresh=afresh)


def vet_output(output: Path, root: Path) -> None:
    """Raise `CannotPublish` if the site of the course in `root` may not go into `output`."""
    with _sentences(output):
        output = Path(os.path.abspath(output))  # noqa: PTH100 - resolve() would follow a link away
        _vet_place(output, root)
        _ours(output)


@contextmanager
def _sentences(output: Path) -> Iterator[None]:
    """Let what the system refuses be a `CannotPublish` that says what to do."""
    try:
        yield
    except OSError as error:
        path = error.filename2 or error.filename  # the second is what was copied to
        where = f" ({path})" if path else ""
        step = "choose another folder with --output"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            step = "make room"
        elif error.errno in (errno.EACCES, errno.EPERM):
            step = f"allow writing, or {step}"
        raise CannotPublish(
            f"the site cannot be written to {output}: {_reason(error)}{where}; what was there is "
            f"untouched; {step}"
        ) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _vet_place(output: Path, root: Path) -> None:
    """Refuse a place that is not for a site, whatever stands there; `output` is absolute."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise CannotPublish(
            f"{output} is not a folder; remove it, or choose another folder with --output"
        )
    real, course = _real(output), _real(root)
    if course.is_relative_to(real):
        raise CannotPublish(
            f"{output} holds the course itself; choose a folder for the site alone with --output"
        )
    for name in INPUTS:
        if real.is_relative_to(_real(course / name)):
            raise CannotPublish(
                f"{output} lies in the course's own {name}; choose another folder with --output"
            )
    if _is_home(real):
        raise CannotPublish(
            f"{output} is your home; choose a folder for the site alone with --output"
        )
    if os.path.ismount(real):
        raise CannotPublish(
            f"{output} is where a file system is mounted, so that it cannot change as a whole; "
            "choose a folder in it with --output"
        )
    if output.exists() and not os.access(output, os.W_OK | os.X_OK):
        raise CannotPublish(
            f"{output} is read-only; allow writing, or choose another folder with --output"
        )


def _real(path: Path) -> Path:
    """`path` without links; one that leads in a circle stays (`Path.resolve` would raise)."""
    return Path(os.path.realpath(path))


def _is_home(folder: Path) -> bool:
    try:
        return folder == _real(Path.home())
    except RuntimeError:  # a user without one, as in some containers
        return False


def _ours(output: Path) -> frozenset[str]:
    """The files of the site that stands in `output`; raises when there are others."""
    if not output.exists():
        return frozenset()
    listed = map(str, _listed(output, "files", list))
    ours = frozenset(path for path in listed if len(path) <= _LONGEST_PATH)
    folders = {parent for path in ours for parent in _parents(path)}
    foreign = []
    pending = [""]
    while pending:
        prefix = pending.pop()
        for entry in os.scandir(output / prefix):
            path = prefix + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and path in folders:
                pending.append(f"{path}/")
            elif is_folder:
                foreign.append(f"{path}/")
            elif not (path in ours or path == MARKER or entry.name in _CRUMBS):
                foreign.append(path)
    if foreign:
        some = ", ".join(sorted(foreign)[:3]) + (" …" if len(foreign) > 3 else "")
        raise CannotPublish(
            f"{output} holds what coursegen did not make ({some}); move it away, or choose "
            "another folder with --output"
        )
    return ours


def _listed(output: Path, name: str, kind: type[L]) -> L:
    """What the list in a site says under a name; nothing where it does not make sense."""
    try:
        if not stat.S_ISREG((output / MARKER).lstat().st_mode):  # a link or a pipe is not ours
            return kind()
        listed = json.loads((output / MARKER).read_bytes())[name]
    except (FileNotFoundError, ValueError, LookupError, TypeError, RecursionError):
        return kind()
    return listed if isinstance(listed, kind) else kind()


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other build publishes into `folder`; without locks, go ahead."""
    with ExitStack() as stack:
        with suppress(ImportError, OSError):  # Windows; NFS, where folders cannot be locked
            import fcntl  # noqa: PLC0415 - not there on Windows

            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _beside(output: Path, which: str) -> Path:
    return output.with_name(f".coursegen-{which}-{output.name}")


def _recover(output: Path) -> None:
    """Clear up after a build that was killed: put the old site back, drop the unfinished one."""
    old = _beside(output, _OLD)
    if (old / MARKER).exists() and not output.exists():
        old.rename(output)
    for left in (old, _beside(output, _NEW)):
        if left.exists():
            if not (left / MARKER).exists() and any(left.iterdir()):
                raise CannotPublish(f"{left} is in coursegen's way and not its own; move it away")
            _discard(left)


def _discard(folder: Path) -> None:
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
        _discard(folder)
        return
    (folder / MARKER).unlink(missing_ok=True)
    folder.rmdir()


def _replace(
    files: Mapping[str, Content], output: Path, old: frozenset[str], *, afresh: bool
) -> Published:
    made = _listed(output, "made", dict)
    kept = {
        path
        for path, content in files.items()
        if not afresh and path in old and _same(output / path, content, made.get(path))
    }
    done = Published(
        len(files), tuple(sorted(files.keys() - kept)), tuple(sorted(old - files.keys()))
    )
    if output.exists() and not done.written and not done.removed:
        return done
    stage = _beside(output, _NEW)
    stage.mkdir()
    try:
        if output.exists():
            shutil.copymode(output, stage)
        _mark(stage, files, {})
        drawn = _fill(stage, files, output, kept)
        made = {path: made[path] for path in kept if isinstance(files[path], Derived)} | drawn
        if made:
            _mark(stage, files, made)
        _take_place(stage, output)
    finally:  # the unfinished new site, or the old one; what cannot be removed is tried again
        with suppress(OSError):
            _discard(stage)
    return done


def _mark(stage: Path, files: Mapping[str, Content], made: Made) -> None:
    """Write the list of what is ours."""
    marker = {
        "made_by": f"coursegen {__version__}",
        "files": sorted(files),
        "made": dict(sorted(made.items())),
    }
    (stage / MARKER).write_text(json.dumps(marker, indent=0, ensure_ascii=False), "utf-8")


def _fill(stage: Path, files: Mapping[str, Content], output: Path, kept: set[str]) -> Made:
    """Write the site below `stage`; what is `kept` comes from the site in `output`.

    Returns what was made.
    """
    folders = {stage}
    to_make: dict[str, Derived] = {}
    for path, content in sorted(files.items()):
        target = stage / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        if path in kept:
            _link(output / path, target)
        elif isinstance(content, Found):
            _copy(content.disk, target)
        elif isinstance(content, Derived):
            to_make[path] = content
        else:
            target.write_bytes(content)
    return _make(stage, to_make) if to_make else {}


def _make(stage: Path, to_make: Mapping[str, Derived]) -> Made:
    """Make files, several at a time: encoders leave Python's lock to others."""
    waiting = deque(to_make)
    made: Made = {}
    faults: list[BaseException] = []

    def make() -> None:
        while not faults:
            try:
                path = waiting.popleft()
            except IndexError:
                return
            try:
                content = to_make[path].read()
                (stage / path).write_bytes(content)
                made[path] = [to_make[path].key, _digest(content)]
            except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
                faults.append(error)

    # Not an executor's threads: the end of the program would wait for all that is left to make.
    hands = [Thread(target=make, daemon=True) for _ in range(min(_HANDS, os.cpu_count() or 1))]
    try:
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
    finally:
        waiting.clear()
    for fault in faults:
        if isinstance(fault, CannotMake):
            raise CannotPublish(
                f"a picture cannot be made: {fault}; build again, or save it anew"
            ) from fault
        raise fault
    return made


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _same(before: Path, content: Content, made: object) -> bool:
    """Whether the old site's file is what the new one would be.

    `made` is what the list says of it, if it was made.
    """
    try:
        status = before.lstat()
        if not stat.S_ISREG(status.st_mode):
            return False
        if isinstance(content, Derived):
            return (
                isinstance(made, list)
                and made[:1] == [content.key]
                and made[1:] == [_digest(before.read_bytes())]
            )
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


def _copy(source: Path, target: Path) -> None:
    """Copy with the time of the last change, by which `_same` knows the file again."""
    try:
        status = source.stat()  # before copying: a change meanwhile shows in the next build
        with source.open("rb"):
            pass
    except OSError as error:
        raise CannotPublish(
            f"{source} cannot be read: {_reason(error)}; mend that, or take it out of the course"
        ) from error
    shutil.copyfile(source, target)
    os.utime(target, ns=(status.st_mtime_ns, status.st_mtime_ns))


def _take_place(stage: Path, output: Path) -> None:
    """Let `stage` become `output` in one step, where the system has one."""
    if not output.exists():
        stage.rename(output)
    elif not _exchange(stage, output):
        old = _beside(output, _OLD)
        output.rename(old)
        try:
            stage.rename(output)
        except BaseException:
            old.rename(output)
            raise
        with suppress(OSError):
            _discard(old)


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
