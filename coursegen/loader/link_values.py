"""What an author writes for a link → a target."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import FILES
from coursegen.base.text import location_of
from coursegen.base.urls import SCHEMES, encode_url, is_external, scheme
from coursegen.content.target import Target, TargetKind

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics

INVALID_TARGET = Target(TargetKind.URL, "")
"""Stands in for a link that was reported as wrong, so that nobody reports it again."""


def read_link(text: str | None, diagnostics: Diagnostics) -> Target | None:
    """An address, a page (`about.md`), or a path from the site's root (`/about/`, `#staff`)."""
    return _read(text, TargetKind.SITE, diagnostics)


def read_material(text: str | None, diagnostics: Diagnostics) -> Target | None:
    """As a link, but a plain path is a file below `files/`."""
    return _read(text, TargetKind.FILE, diagnostics)


def read_file(text: str | None, diagnostics: Diagnostics) -> Target | None:
    """A path below `files/`, as on disk, whatever it looks like."""
    if not text:
        return None
    if _leaves(text):
        diagnostics.error(
            Code.PATH_OUTSIDE_FILES,
            f"the path '{text}' leads out of files/",
            location_of(text),
            "write the path below files/, with forward slashes",
        )
        return INVALID_TARGET
    path = posixpath.normpath(text).removeprefix(f"{FILES}/")
    return Target(TargetKind.FILE, path, location_of(text))


def _read(text: str | None, plain: TargetKind, diagnostics: Diagnostics) -> Target | None:
    if not text:
        return None
    location = location_of(text)
    if text.startswith("//"):
        return _read_url(f"https:{text}", diagnostics)
    if "://" in text or scheme(text) in (*SCHEMES, "javascript", "data", "file", "vbscript"):
        return _read_url(text, diagnostics)
    if text.partition("#")[0].endswith(".md"):
        return Target(TargetKind.PAGE, text.removeprefix("./").removeprefix("content/"), location)
    if text.startswith(("/", "#")) or plain is TargetKind.SITE:
        return Target(TargetKind.SITE, text.lstrip("/"), location)
    return read_file(text, diagnostics)


def _read_url(text: str, diagnostics: Diagnostics) -> Target:
    location, address = location_of(text), text.strip()
    if scheme(address) not in SCHEMES:
        diagnostics.error(
            Code.URL_SCHEME,
            f"a link may not begin with '{scheme(address)}:'",
            location,
            "write an address that begins with https://",
        )
        return INVALID_TARGET
    try:
        return Target(TargetKind.URL, encode_url(address), location)
    except ValueError:
        diagnostics.error(
            Code.INVALID_URL,
            f"'{text}' is not a valid address",
            location,
            "copy it anew from a browser",
        )
        return INVALID_TARGET


def read_base_url(text: str | None, diagnostics: Diagnostics) -> str:
    """The address of a site or of a folder of files, encoded; empty where none is written."""
    if not text:
        return ""
    if not is_external(text) or scheme(text) not in ("http", "https"):
        diagnostics.error(
            Code.INVALID_VALUE,
            f"expected an address such as https://example.org/, found '{text}'",
            location_of(text),
        )
        return ""
    value = _read_url(text, diagnostics).value
    return value.rstrip("/") + "/" if value else ""


def _leaves(path: str) -> bool:
    return ".." in path.split("/") or path.startswith("/") or "\\" in path or "\0" in path
