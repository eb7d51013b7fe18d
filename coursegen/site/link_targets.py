"""Converts links in Markdown and HTML to targets."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.files import CONTENT, FILES, STATIC
from coursegen.base.urls import SCHEMES, is_external, scheme
from coursegen.content.target import Target, TargetKind

if TYPE_CHECKING:
    from coursegen.base.text import Location

ALLOWED_SCHEMES = frozenset({*SCHEMES, "data"})
"""The allowed URL schemes of links."""
_KNOWN_SCHEMES = ALLOWED_SCHEMES | {"javascript"}


def leaves_site(written: str) -> bool:
    """Return whether a link has a host or a known scheme, unlike `Lecture 1: Intro.pdf`."""
    if not is_external(written):
        return False
    return written.startswith("//") or scheme(written) in _KNOWN_SCHEMES


def folder_of(location: Location) -> str:
    """Return the folder, relative to `content/`, to which the relative links in a file refer."""
    return posixpath.dirname(location.source.name.removeprefix(f"{CONTENT}/"))


def target_of(written: str, folder: str, location: Location) -> Target:
    """Return the target of a link on a page in `folder`, a path relative to `content/`.

    A path that begins with a slash is relative to the site's root.  Other paths are relative to the
    folder, except that `files/…` and `static/…` always refer to the course's folders.
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
    """Resolve a path relative to a folder; cached, as pages in a folder share many links."""
    return posixpath.normpath(posixpath.join(folder, unquote(path)))
