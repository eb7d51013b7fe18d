"""May the site go there?  Nobody else's file is lost, and no part of the course."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import INPUTS
from coursegen.publish.marker import MARKER
from coursegen.publish.publish_error import PublishError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

IGNORED_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in every folder that somebody looks at; nobody misses it."""


def absolute(output: Path) -> Path:
    """The place that a path names, whatever it is."""
    return Path(os.path.abspath(output))  # noqa: PTH100 - resolve() would follow a link away


def validate_output(output: Path, root: Path) -> None:
    """Refuse a place that is not for a site, whatever stands there; `output` is absolute."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} is not a folder; remove it, or choose another folder with --output",
        )
    real, course = _real(output), _real(root)
    if course.is_relative_to(real):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} holds the course itself; choose a folder for the site alone with --output",
        )
    for name in INPUTS:
        if real.is_relative_to(_real(course / name)):
            raise PublishError(
                Code.OUTPUT_LOCATION,
                f"{output} lies in the course's own {name}; choose another folder with --output",
            )
    if _is_home(real):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} is your home; choose a folder for the site alone with --output",
        )
    if os.path.ismount(real):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} is where a file system is mounted, so that it cannot change as a whole; "
            "choose a folder in it with --output",
        )
    if output.exists() and not os.access(output, os.W_OK | os.X_OK):
        raise PublishError(
            Code.OUTPUT_NOT_WRITABLE,
            f"{output} is read-only; allow writing, or choose another folder with --output",
        )


def validate_contents(output: Path, ours: Collection[str]) -> None:
    """Refuse a folder that holds anything but the files of `ours` (output paths)."""
    if not output.exists():
        return
    folders = _folders(ours)
    foreign = []
    pending = [""]
    while pending:
        prefix = pending.pop()
        with os.scandir(f"{output}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and path in folders:
                    pending.append(f"{path}/")
                elif is_folder:
                    foreign.append(f"{path}/")
                elif not (path in ours or path == MARKER or entry.name in IGNORED_FILES):
                    foreign.append(path)
    if foreign:
        some = ", ".join(sorted(foreign)[:3]) + (" …" if len(foreign) > 3 else "")
        raise PublishError(
            Code.OUTPUT_FOREIGN_FILES,
            f"{output} holds what coursegen did not make ({some}); move it away, or choose "
            "another folder with --output",
        )


def _real(path: Path) -> Path:
    """`path` without links; one that leads in a circle stays (`Path.resolve` would raise)."""
    return Path(os.path.realpath(path))


def _is_home(folder: Path) -> bool:
    try:
        return folder == _real(Path.home())
    except RuntimeError:  # a user without one, as in some containers
        return False


def _folders(paths: Iterable[str]) -> set[str]:
    """The folders that files at these paths are in, with those above them."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
