"""The names of a course's files and folders, and functions that list and read them."""

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
TEMPLATES = "templates"
STATIC = "static"
FILES = "files"
SITE_ROOT = "site-root"
"""Files in `static/site-root/`, such as `CNAME`, are copied to the root of the site."""
WELL_KNOWN = f"{STATIC}/{SITE_ROOT}/.well-known"
"""The only hidden folder that is published (RFC 8615)."""
PUBLISHED = (CONTENT, STATIC, FILES)
"""The folders whose files are published."""
SCHEMA_FOLDER = ".schemas"
IMAGE_CACHE = ".coursegen/cache/images"
"""The cache of generated images, which is safe to delete."""
PAGES_CACHE = ".coursegen/cache/pages"
"""The cache of converted Markdown and the state of the last published site."""
PDF_CACHE = ".coursegen/cache/pdfs"
"""The cache for the results of PDF checks."""
LINKS_CACHE = ".coursegen/cache/links.json"
"""The cache of recent responses from other sites."""
THEME = Path(__file__).parent.parent / "theme"

_CHUNK_SIZE = 1 << 20
"""The number of bytes to read at a time if the file size is unknown."""
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""The flags for opening files without blocking, because a pipe could block forever."""

INPUTS = (SITE_FILE, CONTENT, TEMPLATES, STATIC, FILES)
"""Everything that a build reads, relative to the course's folder."""


class FileStat(NamedTuple):
    """The status of a file.  Times are in nanoseconds; users cannot set `changed` (the ctime)."""

    size: int
    modified: int
    changed: int
    inode: int


class SourceFile(Struct, eq=False):
    """A regular file; `path` is relative to the listed folder and has forward slashes.

    `os_path` is its path on disk, and `disk` is the same path as a `Path`.  `stat` is its status
    when it was listed; comparisons ignore `stat`.
    """

    path: str
    os_path: str
    size: int
    stat: FileStat | None = None

    @property
    def disk(self) -> Path:
        """The path on disk, which is created on demand because most files do not need it."""
        return Path(self.os_path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceFile) and (self.path, self.os_path) == (
            other.path,
            other.os_path,
        )

    def __hash__(self) -> int:
        return hash((self.path, self.os_path))


def walk(
    folder: Path, name: str, diagnostics: Diagnostics, visited: list[str] | None = None
) -> Iterator[SourceFile]:
    """Yield the regular files below `folder`, sorted; add everything visited to `visited`.

    Hidden entries are skipped, except for `WELL_KNOWN`.  The following entries are skipped with a
    warning: pipes, devices, symbolic links that leave the folder, form a loop or are broken, and
    names in `PUBLISHED` folders that begin with an underscore.  `name` is used in messages.
    """
    visited = [] if visited is None else visited
    visited.append(str(folder))
    if not folder.is_dir():
        return
    root = folder.resolve()
    if folder.is_symlink() and not root.is_relative_to(folder.parent.resolve()):
        diagnostics.error(
            Code.SYMBOLIC_LINK,
            "this symbolic link points outside the course",
            Location(Source(f"{name}/", "")),
            "replace it with the folder itself; for lecture files on another server, set "
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
            visited.append(entry.path)
            problem = _name_problem(entry.name)
            if not problem and entry.is_symlink():
                problem = _symlink_problem(Path(entry.path), root, parents)
            if problem:
                location = Location(Source(f"{name}/{path}", ""))
                diagnostics.warning(problem.code, problem.message, location, "it is not published")
                continue
            if entry.name.startswith("_") and _underscore_excludes(name, prefix, entry):
                _report_underscore(f"{name}/{path}", entry, diagnostics)
                continue
            if entry.is_dir():
                real = Path(entry.path).resolve()
                below.append((Path(entry.path), path + "/", (*parents, real)))
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:  # deleted, such as an editor's temporary file
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
            yield SourceFile(path, entry.path, status.st_size, _from_stat_result(status))
        pending.extend(reversed(below))


def _underscore_excludes(name: str, prefix: str, entry: os.DirEntry[str]) -> bool:
    """Return whether an entry is not published because its name begins with an underscore.

    The exceptions are templates and files in the site's root that web hosts read (`_redirects`).
    """
    is_for_host = f"{name}/{prefix}" == f"{STATIC}/{SITE_ROOT}/" and entry.is_file()
    return name in PUBLISHED and not is_for_host


def _report_underscore(name: str, entry: os.DirEntry[str], diagnostics: Diagnostics) -> None:
    what = "folder" if entry.is_dir() else "file"
    diagnostics.warning(
        Code.UNDERSCORE_NAME,
        f"this {what} is not published because its name begins with an underscore",
        Location(Source(f"{name}/" if entry.is_dir() else name, "")),
        "rename it to publish it; names that begin with a dot are skipped without a warning",
    )


def _name_problem(name: str) -> Problem | None:
    try:
        name.encode()
    except UnicodeEncodeError:  # Python decodes invalid bytes as lone surrogates
        return Problem(Code.NAME_NOT_UTF_8, "this file name is not UTF-8")
    return None


def _symlink_problem(link: Path, root: Path, parents: tuple[Path, ...]) -> Problem | None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # Python versions before 3.13 raise RuntimeError
        if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
            return Problem(Code.SYMBOLIC_LINK, "this symbolic link forms a loop")
        return Problem(
            Code.SYMBOLIC_LINK, "this symbolic link is broken because its target is missing"
        )
    if target in parents:
        return Problem(Code.SYMBOLIC_LINK, "this symbolic link forms a loop")
    if not target.is_relative_to(root):
        return Problem(Code.SYMBOLIC_LINK, "this symbolic link points outside its folder")
    return None


def file_stat(file: str) -> FileStat | None:
    """Return the status of a regular file, or None if `file` is not one."""
    try:
        status = os.lstat(file)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return _from_stat_result(status)


def _from_stat_result(status: os.stat_result) -> FileStat:
    return FileStat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def read_text(disk: Path | str, name: str, diagnostics: Diagnostics) -> Source | None:
    """Read a UTF-8 file without its byte-order mark; report an error and return None on failure."""
    try:
        data = _read_bytes(disk)
    except OSError as error:
        if error.errno != errno.ENXIO:  # raised for a socket
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
            f"this file is not UTF-8: byte 0x{data[error.start]:02x} is not valid here",
            location,
            "save the file with UTF-8 encoding",
        )
        return None
    return Source(name, newlines(text))


def _read_bytes(disk: Path | str) -> bytes | None:
    """Return the content of a file; None for a pipe or a device, which may never end.

    This function takes half the time of `Path.read_bytes`.  Raises OSError.
    """
    file = os.open(disk, _OPEN_FLAGS)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            return None
        chunks = [os.read(file, status.st_size + 1)]
        if len(chunks[0]) != status.st_size:  # the size has changed, or one read is not enough
            chunks += iter(lambda: os.read(file, _CHUNK_SIZE), b"")
        return b"".join(chunks)
    finally:
        os.close(file)


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown error").lower()


def newlines(text: str) -> str:
    r"""Convert all line endings to `\n`, as in `Source`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
