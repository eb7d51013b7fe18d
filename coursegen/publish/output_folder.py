"""Validate the output folder, so that no other files and no part of the course are lost."""

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
"""Files that file managers create in every folder; they may be removed."""


def absolute(output: Path) -> Path:
    """Return the absolute path, without following links."""
    return Path(os.path.abspath(output))  # noqa: PTH100 - resolve() would follow links


def validate_output(output: Path, root: Path) -> None:
    """Reject a location that is unsuitable for a site, regardless of its content."""
    what = "a symbolic link" if output.is_symlink() else "not a folder"
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} is {what}; remove it, or choose another folder with --output",
        )
    real, course = _real(output), _real(root)
    if course.is_relative_to(real):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} contains the course itself; choose a separate folder with --output",
        )
    for name in INPUTS:
        if real.is_relative_to(_real(course / name)):
            raise PublishError(
                Code.OUTPUT_LOCATION,
                f"{output} is inside the course's {name}; choose another folder with --output",
            )
    if _is_home(real):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} is your home folder; choose a separate folder with --output",
        )
    if os.path.ismount(real):
        raise PublishError(
            Code.OUTPUT_LOCATION,
            f"{output} is a mount point and cannot be replaced in one step; choose a folder "
            "inside it with --output",
        )
    if output.exists() and not os.access(output, os.W_OK | os.X_OK):
        raise PublishError(
            Code.OUTPUT_NOT_WRITABLE,
            f"{output} is read-only; make it writable, or choose another folder with --output",
        )


def validate_contents(output: Path, ours: Collection[str]) -> None:
    """Reject a folder that contains files other than `ours` (output paths)."""
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
            f"{output} contains files that coursegen did not create ({some}); move them away, or "
            "choose another folder with --output",
        )


def _real(path: Path) -> Path:
    """Resolve links in `path`, except link loops (`Path.resolve` would raise an exception)."""
    return Path(os.path.realpath(path))


def _is_home(folder: Path) -> bool:
    try:
        return folder == _real(Path.home())
    except RuntimeError:  # a user without a home folder, as in some containers
        return False


def _folders(paths: Iterable[str]) -> set[str]:
    """Return all parent folders of these paths."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
