"""Search one output for unreleased values."""

from __future__ import annotations

import hashlib
import posixpath
import re
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from coursegen.base.urls import base_path, path_in_site
from coursegen.leaks.markup import text_of_tag
from coursegen.leaks.words import words_in
from coursegen.site.output_paths import candidate_paths, normalized_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.leaks.markup import Markup
    from coursegen.leaks.withheld import Address, Name, Withheld

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

    leak: Leak
    position: int
    words: str = ""


def scan_content(content: bytes, withheld: Withheld) -> Iterator[Hit]:
    """Yield a hit if an output has the same bytes as an unreleased file."""
    if len(content) in withheld.sizes:
        position = withheld.contents.get(hashlib.sha256(content).hexdigest())
        if position is not None:
            yield Hit(Leak.CONTENT, position)


def scan_text(content: bytes, path: str, withheld: Withheld, markup: Markup) -> Iterator[Hit]:
    """Yield the unreleased values in the text of the output at `path`, which is in UTF-8.

    `markup` contains the parts of other outputs without such values; more are added.
    """
    yield from _scan_words(markup.visible(b"%s\n%s" % (path.encode(), content)), path, withheld)
    if not markup.tags:
        return
    unclean: set[bytes] = set()
    if _may_contain(b"\n".join(markup.tags), withheld):
        for tag in markup.tags:
            if _may_contain(tag, withheld):
                # A relative link can be the address of a page only in some outputs.
                unclean.add(tag)
                yield from _scan_words(text_of_tag(tag), path, withheld)
    markup.forget(unclean)


def _may_contain(tags: bytes, withheld: Withheld) -> bool:
    """Return whether tags may contain an unreleased value."""
    words = words_in(text_of_tag(tags))
    return bool(_names_in(words, withheld)) or any(withheld.index.runs_in(words))


def _names_in(words: list[str], withheld: Withheld) -> list[Name]:
    """Return the titles and addresses whose words are consecutive in `words`."""
    found: list[Name] = []
    for length, names in withheld.names.items():
        parts = [words[start:] for start in range(length)]
        if not names.keys().isdisjoint(zip(*parts, strict=False)):
            for key in names.keys() & set(zip(*parts, strict=False)):
                found += names[key]
    joined = f" {' '.join(words)} " if found else ""
    return [name for name in found if f" {' '.join(name.words)} " in joined]


def _scan_words(part: bytes, path: str, withheld: Withheld) -> Iterator[Hit]:
    """Yield the unreleased values in a part of an output without tags and escapes."""
    words = words_in(part)
    for position, found in withheld.index.runs_in(words):
        yield Hit(Leak.TEXT, position, " ".join(found))
    folded = ""
    for name in _names_in(words, withheld):
        if name.is_title:
            yield Hit(Leak.TITLE, name.position, " ".join(name.words))
        else:
            folded = folded or normalized_path(part.decode("utf-8", "replace"))
            if _contains(folded, path, withheld.addresses[name.position], withheld):
                yield Hit(Leak.ADDRESS, name.position)


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
