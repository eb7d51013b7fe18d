"""Output paths: normalization, and the candidates for a link."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator


def normalized_path(path: str) -> str:
    """Normalize a path, as some file systems ignore case and Unicode normalization."""
    return unicodedata.normalize("NFC", path).casefold()


def candidate_paths(link: str) -> Iterator[str]:
    """Yield the output paths that a link relative to the root may refer to, most likely first."""
    plain = re.split("[?#]", link, maxsplit=1)[0]
    for path in dict.fromkeys((link, plain, unquote(plain))):
        if path in ("", ".", "./"):
            yield "index.html"
            continue
        for end in ("", "/index.html", ".html"):
            yield posixpath.normpath(path) + end
