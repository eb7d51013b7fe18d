"""All files that a build reads, listed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import (
    CONTENT,
    FILES,
    SITE_FILE,
    SITE_ROOT,
    STATIC,
    TEMPLATES,
    THEME,
    WELL_KNOWN,
    walk,
)
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.files import SourceFile

_PAGE_SUFFIX = ".md"
"""The suffix of pages. All other files in `content/` are copied."""


class CourseFiles(Struct):
    """The theme's static files, and the course's files in each of its folders.

    `ignored` contains the names of files in `content/` that are neither pages, data nor images.
    `visited` contains the paths of all files and folders that were looked at.
    """

    theme_static: tuple[SourceFile, ...] = ()
    static: tuple[SourceFile, ...] = ()
    files: tuple[SourceFile, ...] = ()
    content: tuple[SourceFile, ...] = ()
    templates: tuple[SourceFile, ...] = ()
    ignored: tuple[str, ...] = ()
    visited: tuple[str, ...] = ()

    def copied(self) -> Iterator[tuple[str, str, SourceFile]]:
        """Yield each copied file of the course, with its paths in the course and in the site.

        For example, `static/site-root/CNAME` in the course is `CNAME` in the site.
        """
        for file in self.static:
            yield f"{STATIC}/{file.path}", static_path(file.path), file
        for file in self.files:
            yield f"{FILES}/{file.path}", f"{FILES}/{file.path}", file
        for file in self.content:
            if not is_page(file.path):
                yield f"{CONTENT}/{file.path}", file.path, file


def list_files(root: Path, diagnostics: Diagnostics) -> CourseFiles:
    """List the files of the course in the folder `root`, and report those that are skipped."""
    # A listing of the folder above a hidden folder does not show whether it exists.
    visited = [str(root / SITE_FILE), str(root / WELL_KNOWN)]

    def files(folder: str) -> tuple[SourceFile, ...]:
        return tuple(walk(root / folder, folder, diagnostics, visited))

    templates, content = files(TEMPLATES), files(CONTENT)
    return CourseFiles(
        tuple(walk(THEME / STATIC, f"theme/{STATIC}", diagnostics)),
        files(STATIC),
        files(FILES),
        content,
        templates,
        visited=tuple(visited),
    )


def is_page(path: str) -> bool:
    """Return whether a file in `content/` is a page."""
    return path.lower().endswith(_PAGE_SUFFIX)


def static_path(path: str) -> str:
    """Return the output path of a file in `static/`."""
    prefix = f"{SITE_ROOT}/"
    return path.removeprefix(prefix) if path.startswith(prefix) else f"{STATIC}/{path}"
