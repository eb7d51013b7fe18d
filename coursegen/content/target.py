"""The targets of links: how an author writes them, before they are resolved to URLs."""

import posixpath
from enum import Enum
from typing import Annotated

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import FILES
from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location, Text, location_of
from coursegen.base.urls import SCHEMES, encode_url, is_external, scheme
from coursegen.schema.fields import Accepts


class TargetKind(Enum):
    """The kind of a link target, which determines how it is resolved."""

    URL = "url"
    """A valid, encoded absolute URL."""
    FILE = "file"
    """A path below `files/`, without encoding."""
    PAGE = "page"
    """A Markdown file below `content/`."""
    SITE = "site"
    """A path relative to the site's root, with an optional fragment, such as `about/#team`."""


class Target(Struct):
    """The unresolved target of a link, with its location in the author's file."""

    kind: TargetKind
    value: Text
    location: Location = NO_LOCATION


INVALID_TARGET = Target(TargetKind.URL, "")
"""A replacement for an invalid link, so that it is not reported again."""


def read_link(text: str | None, diagnostics: Diagnostics) -> Target | None:
    """Read a URL, a page (`about.md`), or a path in the site (`/about/`, `#staff`)."""
    return _read(text, TargetKind.SITE, diagnostics)


def read_material(text: str | None, diagnostics: Diagnostics) -> Target | None:
    """Read a link like `read_link`, but treat a relative path as a file below `files/`."""
    return _read(text, TargetKind.FILE, diagnostics)


def read_file(text: str | None, diagnostics: Diagnostics) -> Target | None:
    """Read a path below `files/`, even if it looks like a URL or a page."""
    if not text:
        return None
    if _is_outside(text):
        from coursegen.content.target_hints import outside_files  # noqa: PLC0415 - only for this mistake

        problem = outside_files(text)
        diagnostics.error(problem.code, problem.message, location_of(text), problem.hint)
        return INVALID_TARGET
    path = posixpath.normpath(text).removeprefix(f"{FILES}/")
    return Target(TargetKind.FILE, path, location_of(text))


def _read(text: str | None, default: TargetKind, diagnostics: Diagnostics) -> Target | None:
    if not text:
        return None
    location = location_of(text)
    if text.startswith("//"):
        return _read_url(f"https:{text}", diagnostics)
    if "://" in text or scheme(text) in (*SCHEMES, "javascript", "data", "file", "vbscript"):
        return _read_url(text, diagnostics)
    if text.partition("#")[0].endswith(".md"):
        return Target(TargetKind.PAGE, text.removeprefix("./").removeprefix("content/"), location)
    if text.startswith(("/", "#")) or default is TargetKind.SITE:
        return Target(TargetKind.SITE, text.lstrip("/"), location)
    return read_file(text, diagnostics)


def _read_url(text: str, diagnostics: Diagnostics) -> Target:
    location, url = location_of(text), text.strip()
    if scheme(url) not in SCHEMES:
        diagnostics.error(
            Code.URL_SCHEME,
            f"links with '{scheme(url)}:' are not allowed",
            location,
            "write a URL that begins with https://",
        )
        return INVALID_TARGET
    try:
        return Target(TargetKind.URL, encode_url(url), location)
    except ValueError:
        diagnostics.error(
            Code.INVALID_URL,
            f"'{text}' is not a valid URL",
            location,
            "copy the URL from a browser again",
        )
        return INVALID_TARGET


def read_base_url(text: str | None, diagnostics: Diagnostics) -> str:
    """Read and encode the URL of a site or of a folder; empty if it is missing or invalid."""
    if not text:
        return ""
    if not is_external(text) or scheme(text) not in ("http", "https"):
        from coursegen.content.target_hints import base_url_hint  # noqa: PLC0415 - only for this mistake

        diagnostics.error(
            Code.INVALID_VALUE,
            f"expected a URL such as https://example.org/, found '{text}'",
            location_of(text),
            base_url_hint(text),
        )
        return ""
    value = _read_url(text, diagnostics).value
    return value.rstrip("/") + "/" if value else ""


def _is_outside(path: str) -> bool:
    return ".." in path.split("/") or path.startswith("/") or "\\" in path or "\0" in path


LINK_TITLE = "a URL, a page such as about.md, or a path such as /about/"
Link = Annotated[
    Target,
    Accepts(
        LINK_TITLE,
        convert=lambda text, author: read_link(text, author.diagnostics),
    ),
]
FileLink = Annotated[
    Target, Accepts(convert=lambda text, author: read_file(text, author.diagnostics))
]
BaseUrl = Annotated[
    Text,
    Accepts(
        "a URL such as https://example.org/",
        convert=lambda text, author: read_base_url(text, author.diagnostics),
    ),
]
"""The URL of a site or a folder, which ends in a slash."""
