"""The text of an output, depending on the type of its file."""

from __future__ import annotations

import codecs
import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ARCHIVES = frozenset(
    (
        *(".7z", ".bz2", ".gz", ".jar", ".rar", ".svgz", ".tar", ".tgz", ".whl", ".xz", ".zip"),
        *(".docx", ".epub", ".odp", ".ods", ".odt", ".pptx", ".xlsx"),
    )
)
"""The suffixes of files with compressed content, which is not searched."""
_MEDIA = frozenset(
    (
        *(".avi", ".flac", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".oga", ".ogg"),
        *(".ogv", ".opus", ".otf", ".ttf", ".wav", ".webm", ".woff", ".woff2"),
    )
)
"""The suffixes of large files without text; only their bytes and their names are compared."""
PDF = ".pdf"
_STRINGS = re.compile(rb"[\t\n\r\x20-\x7e]{24,}")
"""Matches text in binary files, such as the metadata of images."""
_SAMPLE = 8192
"""The number of bytes that determine whether a file is binary."""


def suffix_of(path: str) -> str:
    """Return the suffix of a path in lowercase."""
    return posixpath.splitext(path)[1].lower()


def has_text(path: str, *, reads_pdf: bool) -> bool:
    """Return whether the text of the file at a path can be searched."""
    suffix = suffix_of(path)
    return suffix not in ARCHIVES | _MEDIA and (reads_pdf or suffix != PDF)


def not_searched(paths: Iterable[str], *, reads_pdf: bool) -> list[str]:
    """Return the paths of the archives, and of the PDFs if they are not read."""
    closed = ARCHIVES if reads_pdf else ARCHIVES | {PDF}
    return [path for path in paths if suffix_of(path) in closed]


def in_utf8(content: bytes) -> bytes:
    """Return the text of a file in UTF-8; of a binary file, only its longer strings in ASCII."""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if content.startswith(mark):
            return content.decode("utf-16", "replace").encode("utf-8", "replace")
    if is_binary(content):
        return b"\n".join(_STRINGS.findall(content))
    return content.removeprefix(codecs.BOM_UTF8)


def is_binary(content: bytes) -> bool:
    """Return whether a file is not a text in UTF-8 or a similar encoding."""
    return b"\0" in content[:_SAMPLE]
