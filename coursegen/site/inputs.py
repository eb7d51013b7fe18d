"""The files that may be copied to the site, with their output paths, and a content reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import CONTENT, FILES, SITE_ROOT, STATIC
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coursegen.base.files import SourceFile

PAGE_SUFFIX = ".md"
"""The suffix of pages. All other files in `content/` are copied."""


class Inputs(Struct):
    """The theme's static files, and the course's files in `static/`, `files/` and `content/`."""

    theme_static: tuple[SourceFile, ...] = ()
    static: tuple[SourceFile, ...] = ()
    files: tuple[SourceFile, ...] = ()
    content: tuple[SourceFile, ...] = ()

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


def is_page(path: str) -> bool:
    """Return whether a file in `content/` is a page."""
    return path.lower().endswith(PAGE_SUFFIX)


def static_path(path: str) -> str:
    """Return the output path of a file in `static/`."""
    prefix = f"{SITE_ROOT}/"
    return path.removeprefix(prefix) if path.startswith(prefix) else f"{STATIC}/{path}"


class ContentReader(Struct):
    """Functions that read content without changing its links.

    `html` converts Markdown to HTML, given the name of its file.  `templates` returns the sources
    of a template and of all templates that it may include, by name.
    """

    html: Callable[[str, str], str]
    templates: Callable[[str], Mapping[str, str]]
