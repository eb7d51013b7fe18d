"""Where things are in a course's folder, and a careful walk over it."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.struct import Struct
from coursegen.base.text import Location, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.diagnostics import Diagnostics

SITE_FILE = "site.yaml"
CONTENT = "content"
SCHEDULE_FILE = "schedule.yaml"
STAFF_FILE = "staff.yaml"
TEMPLATES = "templates"
STATIC = "static"
FILES = "files"
SITE_ROOT = "site-root"
"""Files in `static/site-root/` go to the site's root (`CNAME`, a search engine's proof …)."""
WELL_KNOWN = f"{STATIC}/{SITE_ROOT}/.well-known"
"""The one hidden folder that is published (RFC 8615)."""
PUBLISHED = (CONTENT, STATIC, FILES)
"""The folders whose files go into the site."""
SCHEMA_FOLDER = ".schemas"
IMAGE_CACHE = ".coursegen/cache/images"
"""Made pictures, kept for the next build; nothing is lost with it."""
PAGES_CACHE = ".coursegen/cache/pages"
"""Converted texts, and notes of what was published, for the next build."""
PDF_CACHE = ".coursegen/cache/pdfs"
"""What was found in PDFs, kept for the next check."""
LINKS_CACHE = ".coursegen/cache/links.json"
"""What other sites answered lately."""
THEME = Path(__file__).parent.parent / "theme"

_PIECE = 1 << 20
"""Bytes that are read at a time of what has no size yet."""
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""How files are opened: nobody waits at a pipe."""

INPUTS = (SITE_FILE, CONTENT, TEMPLATES, STATIC, FILES)
"""Everything that a build reads, relative to the course."""


class FileStat(NamedTuple):
    """What the system says of a file.  Times are in nanoseconds; the last cannot be set back."""

    size: int
    modified: int
    changed: int
    inode: int


class SourceFile(Struct, eq=False):
    """A regular file: `path` relative to the folder walked, with forward slashes.

    `where` is its name for the system, and `disk` the same for Python; `stamp` is what the system
    said of it then, and no part of what makes two of them equal.
    """

    path: str
    os_path: str
    size: int
    stat: FileStat | None = None

    @property
    def disk(self) -> Path:
        """Where it is.  Made when it is asked for: of most files nobody asks again."""
        return Path(self.os_path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceFile) and (self.path, self.os_path) == (
            other.path,
            other.os_path,
        )

    def __hash__(self) -> int:
        return hash((self.path, self.os_path))


def walk(folder: Path, name: str, diagnostics: Diagnostics) -> Iterator[SourceFile]:
    """Yield the regular files below `folder`, sorted, never leaving it.

    Hidden entries are passed over, except for `WELL_KNOWN`.  What cannot be published (a link out
    of the folder, a link in circles, a link to nothing, a pipe, a device) is passed over with a
    warning that calls the folder `name`; so is a name with a leading underscore in the folders
    that are `PUBLISHED`.
    """
    if not folder.is_dir():
        return
    root = folder.resolve()
    if folder.is_symlink() and not root.is_relative_to(folder.parent.resolve()):
        diagnostics.error(
            Code.SYMBOLIC_LINK,
            "this symbolic link leads out of the course",
            Location(Source(f"{name}/", "")),
            "put the folder itself there; lecture files that are elsewhere on the web need "
            "'files: base_url:' in site.yaml",
        )
        return
    pending: list[tuple[Path, str, tuple[Path, ...]]] = [(folder, "", (root,))]
    while pending:
        directory, prefix, parents = pending.pop()
        try:
            entries = sorted(os.scandir(directory), key=lambda e: e.name)
        except OSError as error:
            location = Location(Source(f"{name}/{prefix}", ""))
            diagnostics.error(
                Code.UNREADABLE, f"this folder cannot be read: {_reason(error)}", location
            )
            continue
        below: list[tuple[Path, str, tuple[Path, ...]]] = []
        for entry in entries:
            path = prefix + entry.name
            if entry.name.startswith(".") and f"{name}/{path}" != WELL_KNOWN:
                continue
            problem = _name_fault(entry.name)
            if not problem and entry.is_symlink():
                problem = _link_fault(Path(entry.path), root, parents)
            if problem:
                location = Location(Source(f"{name}/{path}", ""))
                diagnostics.warning(problem.code, problem.message, location, "it is not published")
                continue
            if entry.name.startswith("_") and _underscore_counts(name, prefix, entry):
                _report_underscore(f"{name}/{path}", entry, diagnostics)
                continue
            if entry.is_dir():
                real = Path(entry.path).resolve()
                below.append((Path(entry.path), path + "/", (*parents, real)))
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:  # gone since, as the passing files of editors are
                continue
            if not stat.S_ISREG(status.st_mode):
                location = Location(Source(f"{name}/{path}", ""))
                diagnostics.warning(
                    Code.NOT_REGULAR_FILE,
                    "this is not a regular file",
                    location,
                    "it is not published",
                )
                continue
            yield SourceFile(path, entry.path, status.st_size, _stamp(status))
        pending.extend(reversed(below))


def _underscore_counts(name: str, prefix: str, entry: os.DirEntry[str]) -> bool:
    """Whether an underscore keeps an entry from being published.

    Templates may have one, and so may files such as `_redirects`, which hosts read at the root.
    """
    is_for_host = f"{name}/{prefix}" == f"{STATIC}/{SITE_ROOT}/" and entry.is_file()
    return name in PUBLISHED and not is_for_host


def _report_underscore(name: str, entry: os.DirEntry[str], diagnostics: Diagnostics) -> None:
    what = "folder" if entry.is_dir() else "file"
    diagnostics.warning(
        Code.UNDERSCORE_NAME,
        f"this {what} is not published: its name begins with an underscore",
        Location(Source(f"{name}/" if entry.is_dir() else name, "")),
        "rename it to publish it; a name that begins with a dot is left out without a warning",
    )


def _name_fault(name: str) -> Problem | None:
    """What is wrong with a name on disk."""
    try:
        name.encode()
    except UnicodeEncodeError:  # Python keeps bytes that are no text as lone surrogates
        return Problem(Code.NAME_NOT_UTF_8, "this name is not UTF-8")
    return None


def _link_fault(link: Path, root: Path, parents: tuple[Path, ...]) -> Problem | None:
    """What is wrong with a symbolic link."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # a RuntimeError before Python 3.13
        if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
            return Problem(Code.SYMBOLIC_LINK, "this symbolic link leads in a circle")
        return Problem(Code.SYMBOLIC_LINK, "this symbolic link leads to nothing")
    if target in parents:
        return Problem(Code.SYMBOLIC_LINK, "this symbolic link leads in a circle")
    if not target.is_relative_to(root):
        return Problem(Code.SYMBOLIC_LINK, "this symbolic link leads out of its folder")
    return None


def file_stat(file: str) -> FileStat | None:
    """The stamp of a regular file; None where none is."""
    try:
        status = os.lstat(file)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return _stamp(status)


def _stamp(status: os.stat_result) -> FileStat:
    return FileStat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def read_text(disk: Path | str, name: str, diagnostics: Diagnostics) -> Source | None:
    """Read a UTF-8 file (a byte-order mark is dropped), or say why not and return None."""
    try:
        data = _bytes_of(disk)
    except OSError as error:
        if error.errno != errno.ENXIO:  # as for a socket
            diagnostics.error(
                Code.UNREADABLE,
                f"this file cannot be read: {_reason(error)}",
                Location(Source(name, "")),
            )
            return None
        data = None
    if data is None:
        diagnostics.error(
            Code.NOT_REGULAR_FILE,
            "this is a pipe or a device, not a file",
            Location(Source(name, "")),
            "remove it",
        )
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        good = newlines(data[: error.start].decode())
        source = Source(name, newlines(data.decode("utf-8", "replace")))
        location = Location(source, good.count("\n") + 1, len(good) - good.rfind("\n"))
        diagnostics.error(
            Code.NOT_UTF_8,
            f"this file is not UTF-8: byte 0x{data[error.start]:02x} makes no sense here",
            location,
            "save the file with the encoding UTF-8",
        )
        return None
    return Source(name, newlines(text))


def _bytes_of(disk: Path | str) -> bytes | None:
    """All that a file holds; None for what is no file, and might never end.  Raises OSError.

    In half the time that `read_bytes` takes, for each file.
    """
    file = os.open(disk, _READING)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            return None
        pieces = [os.read(file, status.st_size + 1)]
        if len(pieces[0]) != status.st_size:  # it changes at this moment, or is too long for one
            pieces += iter(lambda: os.read(file, _PIECE), b"")
        return b"".join(pieces)
    finally:
        os.close(file)


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown error").lower()


def newlines(text: str) -> str:
    """`text` with every kind of line end turned into a newline, as sources have it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
