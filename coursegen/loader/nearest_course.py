"""Find the course that an author probably means, if a folder contains none."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from coursegen.base.files import SITE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEPTH = 2
"""How many levels of subfolders are searched."""
_MAX_FOLDERS = 1000
"""The maximum number of folders that are searched, for example in a home folder."""


def nearest_course(root: Path) -> str:
    """Return the path of the nearest folder with a `site.yaml`, or an empty string.

    These are the folders around `root` and below it.  The path is relative to the working folder.
    """
    folders = chain(root.resolve().parents, _below(root))
    found = next((folder for folder in folders if (folder / SITE_FILE).is_file()), None)
    return os.path.relpath(found) if found else ""


def _below(root: Path) -> Iterator[Path]:
    """Yield the visible subfolders, the nearest first."""
    level, searched = [root], 0
    for _ in range(_DEPTH):
        below = []
        for folder in level:
            try:
                with os.scandir(folder) as entries:
                    names = [each.name for each in entries if each.is_dir(follow_symlinks=False)]
            except OSError:
                continue
            below += [folder / name for name in sorted(names) if not name.startswith((".", "_"))]
        searched += len(below)
        yield from below
        if searched > _MAX_FOLDERS:
            return
        level = below
