"""A fingerprint of coursegen and its libraries: another version may generate a different site."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path

from coursegen.incremental.listing import Unlisted, is_exact, is_settled, listing
from coursegen.incremental.unchanged import NOT_RUN

_PACKAGE = str(Path(__file__).parent.parent)
_SHAPING = (".html", ".py", ".svg", ".yaml")
"""How the names of files end that shape pages; of stylesheets, a page has only what they load."""
_LIBRARIES = ("jinja2-", "markdown-", "markupsafe-", "msgspec-", "pygments-", "pyyaml-")
_INFO = (".dist-info", ".egg-info")
"""What installers leave beside the libraries that shape pages; the version is in the name."""


@cache
def program() -> str:
    """A digest of the package and of the libraries that it renders with, the same everywhere.

    Neither a version nor a time would do: a checkout has one version for many programs, and the
    same program has other times on another machine.
    """
    digest = hashlib.sha256(sys.version.encode())
    digest.update(package_digest().encode())
    for name in sorted(_libraries()):
        digest.update(name.encode())
    return digest.hexdigest()


def package_digest() -> str:
    """A digest of the package, which is read once and from then on known by its times.

    It is noted where Python keeps what it made of this module, and on the same terms: who can write
    there can change the program itself.
    """
    if sys.platform == "win32":  # nothing tells there that a file's time was set back
        return _of_content()
    note = Path(cache_from_source(f"{_PACKAGE}/program.digest.py"))
    with suppress(OSError, Unlisted):
        return _as_noted(note) or _read_and_note(note)
    return _of_content()


def _as_noted(note: Path) -> str:
    """The digest that an earlier run noted, if it was of what stands there now."""
    try:
        stamps, digest = note.read_text("ascii", "replace").split()
    except (FileNotFoundError, ValueError):
        return ""
    return digest if stamps == _stamps(listing([_PACKAGE], skip=NOT_RUN)) else ""


def _read_and_note(note: Path) -> str:
    keep(str(note), b"")
    when = note.stat().st_mtime_ns  # by the clock that the package's times are of
    listed = listing([_PACKAGE], skip=NOT_RUN)
    digest = _of_content()
    if is_settled(listed, when) and is_exact(listed):
        keep(str(note), f"{_stamps(listed)} {digest}".encode())
    return digest


def _stamps(listed: str) -> str:
    return hashlib.sha256(os.fsencode(listed)).hexdigest()


def keep(path: str, made: bytes) -> None:
    """Keep what was made of the program, whole or not at all, for its owner alone to change.

    Where nothing may be written nothing is, which costs time and nothing else.
    """
    with suppress(OSError):
        SourceFileLoader(__name__, __file__).set_data(path, made, _mode=0o644)


def _of_content() -> str:
    digest = hashlib.sha256()
    for path in sorted(_shaping(_PACKAGE)):
        digest.update(path.removeprefix(_PACKAGE).encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _shaping(folder: str) -> list[str]:
    """The files below a folder that shape pages.  Links are the manual's, which shapes none."""
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
    """The names of the libraries with their versions, found without loading them."""
    names: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):  # an archive, or not there
            names.update(
                name
                for name in os.listdir(folder)  # noqa: PTH208 - names
                if name.endswith(_INFO) and name.lower().startswith(_LIBRARIES)
            )
    return names
