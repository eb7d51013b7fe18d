"""Replace a file of the course with new content."""

from __future__ import annotations

import difflib
import os
import re
import secrets
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from coursegen.base.files import INPUTS
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from pathlib import Path

CHANGED = "the file has changed since it was read"


class FileChangeError(Exception):
    """The exception for a file that cannot be changed; its message is the reason."""


class FileChange(Struct):
    """The new content of one file; `name` is its path relative to the course."""

    name: str
    disk: Path
    before: bytes
    after: bytes

    def diff(self) -> str:
        """Return the change as a unified diff for `patch -p1` and `git apply`."""
        # `patch` and `git apply` treat only '\n' as a line ending.
        old, new = (_LINE.findall(data.decode()) for data in (self.before, self.after))
        lines = difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )

    def write(self) -> None:
        """Replace the file atomically.  Raises `FileChangeError`."""
        if not os.access(self.disk, os.W_OK):
            raise FileChangeError("it is read-only")
        temporary = self.disk.with_name(f".{self.disk.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as stream:
                stream.write(self.after)
                stream.flush()
                os.fsync(stream.fileno())
            shutil.copymode(self.disk, temporary)
            if self.disk.read_bytes() != self.before:
                raise FileChangeError(CHANGED)
            temporary.replace(self.disk)
        except OSError as error:
            raise FileChangeError(f"it cannot be written: {_reason(error)}") from error
        finally:
            with suppress(OSError):
                temporary.unlink()


_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def course_file(root: Path, name: str) -> Path:
    """Return the path of a file of the course that may be changed.

    Raises `FileChangeError` for other files and for symbolic links.
    """
    if name.split("/", 1)[0] not in INPUTS:
        raise FileChangeError("it is not part of the course")
    return file_in(root, name)


def file_in(root: Path, name: str) -> Path:
    """Return the path of a file in a folder.  Raises `FileChangeError` for symbolic links."""
    disk = root.resolve() / name
    if disk.resolve() != disk:
        raise FileChangeError("its path contains a symbolic link")
    return disk


def read_bytes(disk: Path) -> bytes:
    """Return the content of a file.  Raises `FileChangeError`."""
    try:
        return disk.read_bytes()
    except OSError as error:
        raise FileChangeError(f"it cannot be read: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
