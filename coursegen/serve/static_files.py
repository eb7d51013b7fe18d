"""An address → an open file of the site, its type, and the part of it that is asked for."""

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

# The same everywhere, whatever the system's own table says or lacks.
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
    """The path of a request, without its first slash; raises ValueError for nonsense.

    `path` is as the client sent it, one character for each byte.
    """
    if not path.startswith("/") or _BROKEN_ESCAPE.search(path):
        raise ValueError(path)
    text = unquote_to_bytes(path.encode("latin-1")).decode("utf-8")
    if _CONTROL.search(text):
        raise ValueError(path)
    return text[1:]


def open_file(folder: Path, path: str) -> tuple[str, BinaryIO] | None:
    """Open what a decoded path stands for below `folder`; also says which file that is.

    `x/` is `x/index.html`; `x` is the file, the folder's index or `x.html`.  None when there is
    nothing, when it is not inside, and for hidden files, all but those in `.well-known/` (RFC
    8615).
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
    except (OSError, ValueError, RuntimeError):  # a name too long, one that cannot be written here
        return None


def content_type(name: str) -> str:
    """The value of Content-Type for a file; text is UTF-8."""
    kind, packed = _TYPES.guess_type(PurePosixPath(name).name)
    if packed:
        return "application/gzip" if packed == "gzip" else "application/octet-stream"
    kind = kind or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Where the bytes that a Range header asks for begin and end in a file of `size` bytes.

    The whole file when the header makes no sense or asks for several parts, as HTTP allows; None
    when it asks for what is not there.
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
