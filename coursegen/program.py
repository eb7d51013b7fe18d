"""Which program this is: another may make something else of the same course."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHAPING = (".html", ".py", ".svg", ".yaml")
"""How the names of files end that shape pages; of stylesheets, a page has only what they load."""
_LARGEST = 1 << 24
"""Bytes that are read at once; no file of the package has so many."""
_LIBRARY = re.compile(
    r"(jinja2|markdown|markupsafe|msgspec|pygments|pyyaml)-[^-]+\.(dist|egg)-info", re.IGNORECASE
)
"""What installers leave beside the libraries that shape pages; the version is in the name."""


@cache
def program() -> str:
    """A digest of the package and of the libraries that it renders with, the same everywhere.

    Neither a version nor a time would do: a checkout has one version for many programs, and the
    same program has other times on another machine.
    """
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_shaping(str(_PACKAGE))):
        digest.update(path.removeprefix(str(_PACKAGE)).encode())
        file = os.open(
            path, os.O_RDONLY | getattr(os, "O_BINARY", 0)
        )  # a third of what `open` takes
        digest.update(os.read(file, _LARGEST))
        os.close(file)
    for name in sorted(_libraries()):
        digest.update(name.encode())
    return digest.hexdigest()


def _shaping(folder: str) -> list[str]:
    """The files below a folder that shape pages.  Links are the manual's, which shapes none."""
    found: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    found += _shaping(entry.path)
            elif entry.name.endswith(_SHAPING) and not entry.is_symlink():
                found.append(entry.path)
    return found


def _libraries() -> set[str]:
    """The names of the libraries with their versions, found without loading them."""
    names: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):  # an archive, or not there
            names.update(filter(_LIBRARY.fullmatch, os.listdir(folder)))  # noqa: PTH208 - names
    return names
