"""The only kind of file in a finished site: a version, and a way to read the bytes."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.struct import Struct
from coursegen.incremental.digest import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.base.files import SourceFile


class OutputError(Exception):
    """An error that prevents reading an output; the message is a sentence without a period."""

    def __init__(self, message: str, code: Code = Code.PUBLISH_SOURCE) -> None:
        super().__init__(message)
        self.code = code


class Output(Struct, eq=False):
    """A file of the site.  Outputs with the same version have the same bytes.

    `read` returns the bytes and may raise `OutputError`.  If `is_slow` is true, reading may take a
    long time, for example to encode an image.  If `source` is set, it is a file with these bytes,
    which is copied with its modification time.
    """

    version: str
    read: Callable[[], bytes]
    is_slow: bool = False
    source: Path | None = None


def version_of(content: bytes) -> str:
    """Return the version of bytes, which is their SHA-256 digest."""
    return hashlib.sha256(content).hexdigest()


def of_bytes(content: bytes) -> Output:
    """Return an output with these bytes."""
    return Output(version_of(content), lambda: content)


def of_source(file: SourceFile) -> Output:
    """Return an output that is a copy of a file; its version depends on the file's status."""
    version = key_of(*map(str, file.stat)) if file.stat else ""
    return Output(version, partial(_read, file.disk), source=file.disk)


def _read(disk: Path) -> bytes:
    try:
        return disk.read_bytes()
    except OSError as error:
        raise unreadable(disk, error) from error


def unreadable(disk: Path, error: OSError) -> OutputError:
    """Return the error for a file of the course that cannot be read."""
    reason = (error.strerror or str(error)).lower()
    return OutputError(f"{disk} cannot be read: {reason}; fix that, or remove it from the course")


def of_published(disk: str, version: str) -> Output:
    """Return an output whose bytes are in an output folder already, in the file `disk`."""

    def read() -> bytes:
        content = _read(Path(disk))
        if version_of(content) != version:
            raise OutputError(f"{disk} changed during the build; build again")
        return content

    return Output(version, read)
