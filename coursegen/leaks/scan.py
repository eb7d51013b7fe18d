"""Search one output for unreleased values."""

from __future__ import annotations

import hashlib
import posixpath
import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from coursegen.base.urls import base_path, path_in_site
from coursegen.leaks.words import WINDOW, is_significant, read, windows, words_of
from coursegen.site.output_paths import candidate_paths, normalized_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.leaks.withheld import Address, Withheld

_RUN = re.compile(rb"\x01{%d,}" % WINDOW)
_NOT_IN_URL = re.compile(r"""[\s"'<>()\[\]{},;|\\^`]""")
_MAX_URL = 500
"""The maximum number of characters before or after a file name that can be part of its URL."""
_NAME_CHARACTER = re.compile(r"[\w-]")


class Leak(Enum):
    """How an unreleased value is in an output."""

    CONTENT = "content"
    ADDRESS = "address"
    TEXT = "text"
    TITLE = "title"


class Hit(NamedTuple):
    """An unreleased value in an output.

    `position` is its position in `texts`, `addresses` or `files` of `Withheld`.
    `words` are the words that were found: a window or a title.
    """

    leak: str
    position: int
    words: str = ""


def scan_content(content: bytes, withheld: Withheld) -> Iterator[Hit]:
    """Yield a hit if an output has the same bytes as an unreleased file."""
    if len(content) in withheld.sizes:
        position = withheld.contents.get(hashlib.sha256(content).hexdigest())
        if position is not None:
            yield Hit(Leak.CONTENT.value, position)


def scan_text(text: str, path: str, withheld: Withheld) -> Iterator[Hit]:
    """Yield each unreleased value in the text of the output at `path`, once."""
    for part in read(f"{path}\n{text}"):
        words = words_of(part)
        known = frozenset(words)
        yield from _texts(words, withheld)
        joined = ""
        for position, title, needed in withheld.titles:
            if needed <= known:
                joined = joined or f" {' '.join(words)} "
                if title in joined:
                    yield Hit(Leak.TITLE.value, position, title.strip())
        folded = ""
        for position, needed in enumerate(withheld.words_of_addresses):
            if needed <= known:
                folded = folded or normalized_path(part)
                if _contains(folded, path, withheld.addresses[position], withheld):
                    yield Hit(Leak.ADDRESS.value, position)


def _texts(words: list[str], withheld: Withheld) -> Iterator[Hit]:
    is_known = bytes(map(withheld.vocabulary.__contains__, words))
    for run in _RUN.finditer(is_known):
        some = words[run.start() : run.end()]
        hashes, ends = windows(some)
        if withheld.windows.keys().isdisjoint(hashes):
            continue
        for start, (window, end) in enumerate(zip(hashes, ends, strict=True)):
            position = withheld.windows.get(window)
            if position is not None and is_significant(some[start:end]):
                yield Hit(Leak.TEXT.value, position, " ".join(some[start:end]))


def _contains(text: str, path: str, address: Address, withheld: Withheld) -> bool:
    """Return whether a normalized text of the output at `path` contains an address."""
    start = text.find(address.text)
    while start >= 0:
        end = start + len(address.text)
        before = _NOT_IN_URL.split(text[max(0, start - _MAX_URL) : start])[-1]
        after = _NOT_IN_URL.split(text[end : end + _MAX_URL], maxsplit=1)[0]
        if address.page:
            if _is_link_to(before + address.text + after, path, address.page, withheld):
                return True
        elif not _NAME_CHARACTER.match(before[-1:]) and not _NAME_CHARACTER.match(
            after if address.is_file else after[:2].lstrip("./")
        ):
            # A file on another site can have the same name.
            is_elsewhere = address.is_file and "//" in before and bool(withheld.sites)
            if not is_elsewhere or _inside(before + address.text, withheld):
                return True
        start = text.find(address.text, end)
    return False


def _is_link_to(url: str, path: str, page: str, withheld: Withheld) -> bool:
    """Return whether a URL in the output at `path` is the URL of a page."""
    if "/" not in url:
        return False
    if "//" in url:
        paths = _inside(url, withheld)
    elif url.startswith("/"):
        paths = [url.lstrip("/"), *(url.removeprefix(base_path(each)) for each in withheld.sites)]
    else:
        paths = [url, urljoin(f"/{path}", url).lstrip("/")]
    return any(
        normalized_path(posixpath.normpath(each)) == page
        for inside in paths
        if inside
        for each in candidate_paths(inside)
    )


def _inside(url: str, withheld: Withheld) -> list[str]:
    """Return the paths of an absolute URL in the site and in its folder of files."""
    paths = (path_in_site(url, site) for site in withheld.sites)
    return [path for path in paths if path is not None]
