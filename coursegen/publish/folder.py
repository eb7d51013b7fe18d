"""An open folder, which stays the same folder even if its path is replaced.

An attacker who can write next to the output may replace it, or the folder of the new site, with a
symbolic link at any time.  Files are therefore written and removed relative to the descriptor of
the validated folder, and no link is followed (openat(2) with O_NOFOLLOW).  Windows lacks these
calls, so on Windows this module uses paths and rejects links.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, Self

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from types import TracebackType

_HAS_DESCRIPTORS = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
_BINARY = getattr(os, "O_BINARY", 0)
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
_EXISTING_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NOFOLLOW | _BINARY
_SPECIAL_NAMES = frozenset({"", ".", ".."})
_CHUNK = 1 << 20
"""The number of bytes to copy at a time."""


class Folder:
    """A folder that was opened at `path`; use it in a `with` statement to close it.

    If `parent` is given, the folder is the entry `name` in that open folder.  Raises OSError, for
    example if `path` is a link or a file.
    """

    def __init__(self, path: Path, parent: Folder | None = None, name: str = "") -> None:
        self.path = path
        self._descriptor: int | None = None
        above = parent.descriptor if parent else None
        name = parent.at(name) if parent else str(path)
        status = os.stat(name, dir_fd=above, follow_symlinks=False)
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        if _HAS_DESCRIPTORS:
            self._descriptor = os.open(name, _OPEN_FOLDER, dir_fd=above)
            status = os.fstat(self._descriptor)
        self._identity = (status.st_dev, status.st_ino)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    @property
    def descriptor(self) -> int | None:
        """The descriptor to pass with a name from `at`, or None if system calls accept none."""
        return self._descriptor

    def at(self, name: str) -> str:
        """Return the name of an entry for system calls, or its path if there is no descriptor."""
        return str(self.path / name) if self._descriptor is None else name

    def is_at(self, path: Path) -> bool:
        """Return whether this folder, and not a link to it, is at `path`."""
        try:
            status = path.lstat()
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._identity

    def subfolder(self, path: str, *, create: bool = False) -> Folder:
        """Open the folder at a relative path; if `create` is true, create missing folders."""
        folder = Folder(self.path, self, ".")
        for name in path.split("/") if path else ():
            with folder:
                if create:
                    with suppress(FileExistsError):
                        os.mkdir(folder.at(name), dir_fd=folder.descriptor)
                folder = Folder(folder.path / name, folder, name)
        return folder

    def read(self, name: str) -> bytes:
        """Read a regular file; raises OSError, for example for a link or a pipe."""
        with os.fdopen(
            os.open(self.at(name), _EXISTING_FILE, dir_fd=self._descriptor), "rb"
        ) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileNotFoundError(errno.ENOENT, "not a regular file", str(self.path / name))
            return file.read()

    def write(self, name: str, data: bytes) -> None:
        """Write a new file; raises FileExistsError if the name is in use."""
        with self._errors_named(name), self._create(name) as file:
            file.write(data)

    def copy(self, original: BinaryIO, name: str) -> None:
        """Copy an open file to a new one, with its modification time."""
        modified = os.fstat(original.fileno()).st_mtime_ns  # before the copy, to detect changes
        with self._errors_named(name), self._create(name) as file:
            shutil.copyfileobj(original, file, _CHUNK)
            file.flush()
            copied = file.fileno() if os.utime in os.supports_fd else str(self.path / name)
            os.utime(copied, ns=(modified, modified))

    def link(self, name: str, other: Folder) -> None:
        """Add a hard link to a file in the `other` folder, or a copy if links are not supported."""
        try:
            os.link(
                other.at(name),
                self.at(name),
                src_dir_fd=other.descriptor,
                dst_dir_fd=self._descriptor,
                follow_symlinks=os.link not in os.supports_follow_symlinks,
            )
        except OSError:
            handle = os.open(other.at(name), _EXISTING_FILE, dir_fd=other.descriptor)
            with os.fdopen(handle, "rb") as original:
                self.copy(original, name)

    def replace(self, name: str, other: Folder, source: str = "") -> None:
        """Replace the file `name` with a file from the `other` folder, named `source` there."""
        os.replace(
            other.at(source or name),
            self.at(name),
            src_dir_fd=other.descriptor,
            dst_dir_fd=self._descriptor,
        )

    def copy_metadata(self, other: Folder) -> None:
        """Copy the owner, mode, times and attributes of the `other` folder."""
        if sys.platform == "linux" and self._descriptor is not None and other._descriptor:
            with suppress(OSError):  # only root may change the owner
                status = os.fstat(other._descriptor)
                os.fchown(self._descriptor, status.st_uid, status.st_gid)
            # On Linux, copystat accepts descriptors, but its type hints do not.
            shutil.copystat(other._descriptor, self._descriptor)  # type: ignore[arg-type] # see above
            return
        if sys.platform != "win32":
            with suppress(OSError):  # as above
                status = other.path.stat()
                os.chown(self.path, status.st_uid, status.st_gid)
        shutil.copystat(other.path, self.path)

    def remove(self, files: Collection[str], names: Collection[str], last: str) -> bool:
        """Remove `files` (relative paths), and files with one of the `names` in any folder.

        Empty folders are also removed.  The file `last` is removed if it is the only remaining
        entry of this folder.  All other files stay, and no link is followed.  Returns whether the
        folder is empty.  Raises OSError.
        """
        wanted: dict[str, set[str]] = {"": set()}
        for path in files:
            if not _SPECIAL_NAMES.isdisjoint(path.split("/")):
                continue  # from a forged marker
            folder, _, name = path.rpartition("/")
            wanted.setdefault(folder, set()).add(name)
            while folder:
                folder = folder.rpartition("/")[0]
                wanted.setdefault(folder, set())
        wanted[""].discard(last)
        for path in sorted(wanted, key=lambda path: path.count("/") + bool(path), reverse=True):
            with suppress(FileNotFoundError, NotADirectoryError):  # already removed or replaced
                with self.subfolder(path) as there:
                    there.unlink(wanted[path].union(names))
                if path:
                    above, _, name = path.rpartition("/")
                    with self.subfolder(above) as there, suppress(OSError):  # not empty
                        os.rmdir(there.at(name), dir_fd=there.descriptor)
        if list(self._names()) == [last]:
            self.unlink({last})
        return not any(self._names())

    @contextmanager
    def _errors_named(self, name: str) -> Iterator[None]:
        """Add the file name to errors, since errors from open files do not contain it."""
        try:
            yield
        except OSError as error:
            error.filename = str(self.path / name)
            raise

    def _create(self, name: str) -> BinaryIO:
        return os.fdopen(os.open(self.at(name), _NEW_FILE, 0o666, dir_fd=self._descriptor), "wb")

    def unlink(self, names: Collection[str]) -> None:
        """Remove the files and links in this folder that have one of the `names`."""
        for name in [name for name in self._names(files=True) if name in names]:
            try:
                os.unlink(self.at(name), dir_fd=self._descriptor)
            except PermissionError:
                if self._descriptor is None:
                    raise
                os.fchmod(self._descriptor, 0o700)  # the folder was made read-only
                os.unlink(self.at(name), dir_fd=self._descriptor)

    def _names(self, *, files: bool = False) -> Iterator[str]:
        """Yield the names of the entries; if `files` is true, skip folders."""
        where = str(self.path) if self._descriptor is None else self._descriptor
        with os.scandir(where) as entries:
            for entry in entries:
                if not (files and entry.is_dir(follow_symlinks=False)):
                    yield entry.name
