"""Paths in the site: which of them a link may mean, and which some systems take for one."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator


def normalized_path(path: str) -> str:
    """A path for comparing: equal for names that some systems take for one."""
    return unicodedata.normalize("NFC", path).casefold()


def candidate_paths(link: str) -> Iterator[str]:
    """The output paths that a path from the site's root may mean, the likeliest first."""
    plain = re.split("[?#]", link, maxsplit=1)[0]
    for path in dict.fromkeys((link, plain, unquote(plain))):
        if path in ("", ".", "./"):
            yield "index.html"
            continue
        for end in ("", "/index.html", ".html"):
            yield posixpath.normpath(path) + end
