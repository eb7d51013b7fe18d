"""Find the file for a URL path, its content type and the requested byte range.

Tornado's `StaticFileHandler` opens a file twice, and a build may replace the file in between.
"""

from __future__ import annotations

import mimetypes
import re
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INDEX = "index.html"
HTML = "text/html; charset=utf-8"

# These types are the same on all systems, regardless of the system's own table.
_TYPES = mimetypes.MimeTypes()
for _type, _endings in {
    "application/manifest+json": ".webmanifest",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-ipynb+json": ".ipynb",
    "font/otf": ".otf",
    "font/ttf": ".ttf",
    "font/woff": ".woff",
    "font/woff2": ".woff2",
    "image/avif": ".avif",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "text/calendar": ".ics",
    "text/javascript": ".js .mjs",
    "text/markdown": ".md",
    "text/vtt": ".vtt",
    "text/yaml": ".yaml .yml",
}.items():
    for _ending in _endings.split():
        _TYPES.add_type(_type, _ending)

_BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile("[\0-\x1f\x7f]")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def decode(path: str) -> str:
    """Decode the path of a request, without the first slash; raises ValueError if it is invalid.

    `path` contains one character for each byte that the client sent.
    """
    if not path.startswith("/") or _BROKEN_ESCAPE.search(path):
        raise ValueError(path)
    text = unquote_to_bytes(path.encode("latin-1")).decode("utf-8")
    if _CONTROL.search(text):
        raise ValueError(path)
    return text[1:]


def open_file(folder: Path, path: str) -> tuple[str, BinaryIO] | None:
    """Open the file for a decoded path inside `folder`; also return its name.

    `x/` means `x/index.html`.  `x` means the file, the folder's index page or `x.html`.  Returns
    None if there is no such file, if it is outside the folder, or if it is hidden and not in
    `.well-known/` (RFC 8615).
    """
    parts = path.split("/")
    visible = parts[1:] if parts[0] == ".well-known" else parts
    if "\\" in path or "" in parts[:-1] or any(part.startswith(".") for part in visible):
        return None
    for name in _candidates(path):
        file = _open(folder, name)
        if file:
            return name, file
    return None


def _candidates(path: str) -> Iterator[str]:
    if path and not path.endswith("/"):
        yield path
        yield f"{path}/{INDEX}"
        yield f"{path}.html"
    else:
        yield path + INDEX


def _open(folder: Path, name: str) -> BinaryIO | None:
    try:
        real = (folder / name).resolve(strict=True)
        if not real.is_relative_to(folder.resolve()) or not stat.S_ISREG(real.stat().st_mode):
            return None
        return real.open("rb")
    except (OSError, ValueError, RuntimeError):  # the name is too long or invalid
        return None


def content_type(name: str) -> str:
    """Return the Content-Type of a file, with the charset UTF-8 for text."""
    kind, packed = _TYPES.guess_type(PurePosixPath(name).name)
    if packed:
        return "application/gzip" if packed == "gzip" else "application/octet-stream"
    kind = kind or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the start and end of the byte range that a Range header requests.

    As HTTP allows, the range is the whole file if the header is invalid or requests several ranges.
    Returns None if the range is outside the file.
    """
    match = _RANGE.fullmatch(header.strip())
    if not match or match[0] == "bytes=-":
        return 0, size
    if not match[1]:
        return (max(size - int(match[2]), 0), size) if size and int(match[2]) else None
    start = int(match[1])
    stop = min(int(match[2]) + 1, size) if match[2] else size
    if match[2] and int(match[2]) < start:
        return 0, size
    return (start, stop) if start < size else None
