"""Search one output for unreleased values."""

from __future__ import annotations

import hashlib
import posixpath
import re
from enum import Enum
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from coursegen.base.urls import base_path, path_in_site
from coursegen.leaks.words import WINDOW, read, text_of_tags, windows, words_of
from coursegen.site.output_paths import candidate_paths, normalized_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.leaks.withheld import Address, Withheld

_RUN = re.compile(rb"\x01{%d,}" % WINDOW)
_NOT_IN_URL = re.compile(r"""[\s"'<>()\[\]{},;|\\^`]""")
_MAX_URL = 500
"""The maximum number of characters before or after a file name that can be part of its URL."""


class Leak(Enum):
    """How an unreleased value is in an output."""

    CONTENT = "content"
    ADDRESS = "address"
    TEXT = "text"
    TITLE = "title"


class Hit(NamedTuple):
    """An unreleased value in an output.

    `position` is its position in `texts`, `addresses` or `files` of `Withheld`.
    `words` are the words that were found: at least eight, or a title.
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


def scan_text(text: str, path: str, withheld: Withheld, clean_tags: set[str]) -> Iterator[Hit]:
    """Yield the unreleased values in the text of the output at `path`.

    `clean_tags` are tags of other outputs without such values; more are added.
    """
    visible, tags = read(f"{path}\n{text}")
    yield from _scan_words(words_of(visible), visible, path, withheld)
    new = [tag for tag in tags if tag not in clean_tags]
    attributes = text_of_tags(new)
    words = words_of(attributes)
    found = list(_scan_words(words, attributes, path, withheld))
    yield from found
    # A relative link in a tag can be the address of a page only in some outputs.
    if not found and withheld.rare_words.isdisjoint(words):
        clean_tags.update(new)


def _scan_words(words: list[str], part: str, path: str, withheld: Withheld) -> Iterator[Hit]:
    """Yield the unreleased values in a part of a text, which consists of `words`."""
    yield from _texts(words, withheld)
    if withheld.rare_words.isdisjoint(words):
        return
    known = frozenset(words)
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
    """Yield a hit for each longest sequence of words that is part of an unreleased text."""
    is_known = bytes(map(withheld.vocabulary.__contains__, words))
    for run in _RUN.finditer(is_known):
        some = words[run.start() : run.end()]
        hashes, ends = windows(some)
        if withheld.windows.keys().isdisjoint(hashes):
            continue
        positions = map(withheld.windows.get, hashes)
        for position, group in groupby(enumerate(positions), key=itemgetter(1)):
            first, *rest = (number for number, _ in group)
            if position is not None:
                found = some[first : ends[rest[-1] if rest else first]]
                yield Hit(Leak.TEXT.value, position, " ".join(found))


def _contains(text: str, path: str, address: Address, withheld: Withheld) -> bool:
    """Return whether a normalized text of the output at `path` contains an address."""
    is_in_site = address.is_file or bool(address.page)
    for found in _pattern(address.text, is_in_site=is_in_site).finditer(text):
        start, end = found.span()
        before = _NOT_IN_URL.split(text[max(0, start - _MAX_URL) : start])[-1]
        if address.page:
            after = _NOT_IN_URL.split(text[end : end + _MAX_URL], maxsplit=1)[0]
            if _is_link_to(before + address.text + after, path, address.page, withheld):
                return True
        # A file on another site can have the same name.
        elif not (address.is_file and "//" in before and withheld.sites) or _inside(
            before + address.text, withheld
        ):
            return True
    return False


@cache
def _pattern(text: str, *, is_in_site: bool) -> re.Pattern[str]:
    """Return a pattern for a name in the site, or for a URL that is not part of a longer one."""
    end = "" if is_in_site else "[./?]?"
    return re.compile(rf"(?<![\w-]){re.escape(text)}(?!{end}[\w-])")


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
