"""What a link in Markdown or HTML means: the author's spelling → a target."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.files import FILES, STATIC
from coursegen.base.urls import SCHEMES, is_external, scheme
from coursegen.content.target import Target, TargetKind

if TYPE_CHECKING:
    from coursegen.base.text import Location

ALLOWED_SCHEMES = frozenset({*SCHEMES, "data"})
"""What a link in a text may begin with."""
_TAKEN_FOR_SCHEMES = ALLOWED_SCHEMES | {"javascript"}


def leaves_site(written: str) -> bool:
    """Whether a link has a scheme or a host; `Lecture 1: Intro.pdf` has no known scheme."""
    if not is_external(written):
        return False
    return written.startswith("//") or scheme(written) in _TAKEN_FOR_SCHEMES


def target_of(written: str, folder: str, location: Location) -> Target:
    """What a link means in a text of `folder`, which is below `content/`.

    A path is relative to the site's root if it begins with a slash, else to the folder; `files/…`
    and `static/…` are the course's folders wherever they are written.
    """
    if leaves_site(written):
        return Target(TargetKind.URL, written, location)
    path, hash_, fragment = written.partition("#")
    if path.startswith("/"):
        return Target(TargetKind.SITE, written.lstrip("/"), location)
    if path.startswith((f"{FILES}/", f"{STATIC}/")):
        return Target(TargetKind.SITE, written, location)
    joined = _joined(folder, path)
    if path.endswith(".md"):
        return Target(TargetKind.PAGE, joined + hash_ + fragment, location)
    slash = "/" if path.endswith("/") else ""
    return Target(TargetKind.SITE, joined + slash + hash_ + fragment, location)


@lru_cache(maxsize=2048)
def _joined(folder: str, path: str) -> str:
    """A path from a folder as one from the root; the pages of a folder link to the same ones."""
    return posixpath.normpath(posixpath.join(folder, unquote(path)))
