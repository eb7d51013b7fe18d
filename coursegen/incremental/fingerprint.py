"""Compute a fingerprint of coursegen and its libraries to detect changed versions."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path

from coursegen.incremental.snapshot import SnapshotError, is_trusted
from coursegen.incremental.up_to_date import NOT_RUN, package_files, package_state

_PACKAGE = str(Path(__file__).parent.parent)
_SHAPING = (".html", ".py", ".svg", ".txt", ".yaml")
"""The suffixes of files that affect pages; stylesheets affect only the security policy."""
_LIBRARIES = ("jinja2-", "markdown-", "markupsafe-", "msgspec-", "pillow-", "pygments-", "pyyaml-")
_INFO = (".dist-info", ".egg-info")
"""The suffixes of installers' metadata folders, whose names contain the version."""


@cache
def fingerprint() -> str:
    """Return a digest of the package and its rendering libraries that is the same on all machines.

    Neither versions nor file times are sufficient.  In a checkout, all commits have the same
    version, and file times differ between machines.
    """
    digest = hashlib.sha256(sys.version.encode())
    digest.update(package_digest().encode())
    for name in sorted(_libraries()):
        digest.update(name.encode())
    return digest.hexdigest()


def package_digest() -> str:
    """Return a digest of the package, which is read again only if its file times change.

    The digest is stored next to Python's bytecode for this module.  A user who can write there can
    also change the program.
    """
    if sys.platform == "win32":  # a changed file whose times were reset is undetectable
        return _of_content()
    note = Path(cache_from_source(f"{_PACKAGE}/program.digest.py"))
    with suppress(OSError, SnapshotError):
        return _stored(note) or _read_and_store(note)
    return _of_content()


def _stored(note: Path) -> str:
    """Return the stored digest if the files have not changed since; empty otherwise."""
    try:
        stamps, digest = note.read_text("ascii", "replace").split()
    except (FileNotFoundError, ValueError):
        return ""
    return digest if stamps == _digest(package_state(_PACKAGE)) else ""


def _read_and_store(note: Path) -> str:
    write_next_to_bytecode(str(note), b"")
    when = note.stat().st_mtime_ns  # the current time of the file system's clock
    state, digest = _digest(package_state(_PACKAGE)), _of_content()
    if is_trusted(package_files(_PACKAGE), when):
        write_next_to_bytecode(str(note), f"{state} {digest}".encode())
    return digest


def _digest(state: str) -> str:
    return hashlib.sha256(os.fsencode(state)).hexdigest()


def write_next_to_bytecode(path: str, content: bytes) -> None:
    """Write a file next to Python's bytecode atomically, writable only by its owner.

    Errors are ignored, because a missing file only costs time.
    """
    with suppress(OSError):
        SourceFileLoader(__name__, __file__).set_data(path, content, _mode=0o644)


def _of_content() -> str:
    digest = hashlib.sha256()
    for path in sorted(_shaping(_PACKAGE)):
        digest.update(path.removeprefix(_PACKAGE).encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _shaping(folder: str) -> list[str]:
    """Return the files below a folder that affect pages; symbolic links are excluded."""
    found: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(NOT_RUN):
                continue
            if entry.is_dir(follow_symlinks=False):
                found += _shaping(entry.path)
            elif entry.name.endswith(_SHAPING) and not entry.is_symlink():
                found.append(entry.path)
    return found


def _libraries() -> set[str]:
    """Return the names of the libraries with their versions, without loading them."""
    names: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):  # the folder is an archive or is missing
            names.update(
                name
                for name in os.listdir(folder)  # noqa: PTH208 - only names
                if name.endswith(_INFO) and name.lower().startswith(_LIBRARIES)
            )
    return names
