"""The files on disk that a site may copy, and where each goes in the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import CONTENT, FILES, SITE_ROOT, STATIC
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.files import SourceFile

PAGE_SUFFIX = ".md"
"""How the names of pages end; every other file of `content/` is copied."""


class Inputs(Struct):
    """The theme's static files, and the course's files below `static/`, `files/` and `content/`."""

    theme_static: tuple[SourceFile, ...] = ()
    static: tuple[SourceFile, ...] = ()
    files: tuple[SourceFile, ...] = ()
    content: tuple[SourceFile, ...] = ()

    def copied(self) -> Iterator[tuple[str, str, SourceFile]]:
        """Each file of the course that is copied: its path in the course and in the site.

        The first names the folder, as in `static/site-root/CNAME`; its path in the site is `CNAME`.
        """
        for file in self.static:
            yield f"{STATIC}/{file.path}", static_path(file.path), file
        for file in self.files:
            yield f"{FILES}/{file.path}", f"{FILES}/{file.path}", file
        for file in self.content:
            if not is_page(file.path):
                yield f"{CONTENT}/{file.path}", file.path, file


def is_page(path: str) -> bool:
    """Whether a file of `content/` is a page."""
    return path.lower().endswith(PAGE_SUFFIX)


def static_path(path: str) -> str:
    """Where a file of `static/` goes in the site."""
    prefix = f"{SITE_ROOT}/"
    return path.removeprefix(prefix) if path.startswith(prefix) else f"{STATIC}/{path}"
