"""The unreleased values that must not be in the site: texts, titles, names, URLs and contents."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from coursegen.base.files import CONTENT, FILES
from coursegen.base.struct import Struct
from coursegen.base.urls import path_in_site
from coursegen.content.target import Target, TargetKind
from coursegen.content.walk import find
from coursegen.incremental.digest import digest_of, key_of
from coursegen.leaks.course_text import CourseText, strings_in, versions_of
from coursegen.leaks.words import WINDOW, length_of, windows, words_of
from coursegen.loader.course_files import is_page
from coursegen.site.output_paths import normalized_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.base.text import Location
    from coursegen.site.plan import Plan
    from coursegen.site.unreleased import Unreleased, UnreleasedFile

_VERSION = "1"
"""Increase this number when a code change affects what is found."""
_MIN_TITLE = 2
"""The minimum number of words of a title that is searched for."""
_FILE_NAME = re.compile(r"[^/]+\.[a-z]\w*\Z")


class Address(NamedTuple):
    """A name of a file, a URL or the path of a page that must not be in the site.

    `text` is normalized.  For a page, it is the last part of its URL, and `page` is the output path
    of the page.  For a file, it is its name, or the end of its path.
    """

    text: str
    location: Location
    page: str = ""
    is_file: bool = False


class Withheld(Struct, eq=False, dict=True):
    """All values that must not be in the site; `sites` are its URLs, and that of its files."""

    texts: tuple[CourseText, ...]
    addresses: tuple[Address, ...]
    files: tuple[UnreleasedFile, ...]
    sites: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """A digest of everything that determines what `scan` finds."""
        return key_of(
            _VERSION,
            *(text for text, _, _ in self.texts),
            *(f"{address.text} {address.page}" for address in self.addresses),
            *(str(each.file.stat) for each in self.files),
            *self.sites,
        )

    @cached_property
    def windows(self) -> dict[int, int]:
        """The position in `texts` of each window, keyed by its hash."""
        found: dict[int, int] = {}
        for position, versions in reversed([*enumerate(self._words)]):
            for words in versions:
                found |= dict.fromkeys(windows(words)[0], position)
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of all texts."""
        return frozenset(word for _, words in self._words for word in words)

    @cached_property
    def _words(self) -> list[tuple[list[str], list[str]]]:
        return [versions_of(text) for text, _, _ in self.texts]

    @cached_property
    def titles(self) -> tuple[tuple[int, str, frozenset[str]], ...]:
        """The titles that are too short for a window: position in `texts`, words, set of words."""
        found = {
            f" {' '.join(words)} ": (position, frozenset(words))
            for position, (words, _) in reversed([*enumerate(self._words)])
            if self.texts[position].is_title and _MIN_TITLE <= length_of(words) < WINDOW
        }
        return tuple((position, title, words) for title, (position, words) in found.items())

    @cached_property
    def words_of_addresses(self) -> tuple[frozenset[str], ...]:
        """The words of each address, which are also in every text that contains it."""
        return tuple(frozenset(words_of(address.text)) for address in self.addresses)

    @cached_property
    def rare_words(self) -> frozenset[str]:
        """The longest word of each title and address, of which a text must contain at least one."""
        names = (*(words for _, _, words in self.titles), *self.words_of_addresses)
        return frozenset(max(words, key=lambda word: (len(word), word)) for words in names if words)

    @cached_property
    def sizes(self) -> frozenset[int]:
        """The sizes of the files."""
        return frozenset(each.file.size for each in self.files) - {0}

    @cached_property
    def contents(self) -> dict[str, int]:
        """The position in `files` of each content, keyed by its digest."""
        found: dict[str, int] = {}
        for position, each in enumerate(self.files):
            if each.file.size:
                try:
                    found.setdefault(digest_of(each.file), position)
                except OSError:  # the file was removed during the build
                    continue
        return found


def withheld_in(plan: Plan) -> Withheld:
    """Return the values that must not be in a planned site."""
    unreleased = plan.unreleased
    texts = (text for part in unreleased.parts for text in strings_in(part))
    enough = (text for text in texts if text.is_title or len(text.text) >= WINDOW)
    addresses: dict[tuple[str, str], Address] = {}
    for address in (*_file_names(plan), *_pages(unreleased), *_urls(plan)):
        addresses.setdefault((address.text, address.page), address)
    return Withheld(
        tuple(dict.fromkeys(enough)),
        tuple(addresses.values()),
        unreleased.files,
        tuple(filter(None, (*unreleased.site_urls, plan.course.info.files_base_url))),
    )


def _file_names(plan: Plan) -> Iterator[Address]:
    """Yield the shortest end of each path that is not the end of the path of a public file."""
    public = {
        end
        for path in (
            *(*plan.pages, *plan.assets, *plan.generated),
            *(f"{CONTENT}/{page.name}" for page in plan.course.all_pages()),
            *(asset.origin for asset in plan.assets.values()),
        )
        for end in _ends(path)
    }
    for path, location in _paths(plan.unreleased):
        for end in _ends(path):
            if end not in public and ("/" in end or _FILE_NAME.match(end)):
                yield Address(end, location, is_file=True)
                break


def _paths(unreleased: Unreleased) -> Iterator[tuple[str, Location]]:
    for each in unreleased.files:
        yield each.source, each.location
        if not is_page(each.source) or not each.path.endswith("/index.html"):
            yield each.path, each.location
    for target in unreleased.unmatched:  # for example, a file on another server
        if target.kind is TargetKind.FILE:
            yield f"{FILES}/{target.value}", target.location


def _ends(path: str) -> Iterator[str]:
    """Yield `c`, `b/c` and `a/b/c` for the path `a/b/c`, normalized."""
    parts = normalized_path(path).split("/")
    for length in range(1, len(parts) + 1):
        yield "/".join(parts[-length:])


def _pages(unreleased: Unreleased) -> Iterator[Address]:
    for each in unreleased.files:
        if is_page(each.source) and each.path.endswith("/index.html"):
            path = normalized_path(each.path)
            yield Address(posixpath.basename(posixpath.dirname(path)), each.location, path)


def _urls(plan: Plan) -> Iterator[Address]:
    """Yield the URLs of other sites that only unreleased content links to."""
    public = {_without_scheme(url) for url, _ in _external(find(plan.course.parts(), Target))}
    for url, location in _external(find(plan.unreleased.parts, Target)):
        text = _without_scheme(url)
        is_inside = any(path_in_site(url, each) is not None for each in plan.unreleased.site_urls)
        if text and text not in public and not is_inside:
            yield Address(text, location)


def _external(targets: Iterable[Target]) -> Iterator[tuple[str, Location]]:
    for target in targets:
        if target.kind is TargetKind.URL:
            yield target.value, target.location


def _without_scheme(url: str) -> str:
    """Return a URL in the form in which it is searched for."""
    text = normalized_path(unquote(url))
    return text.partition(":")[2].strip("/") if ":" in text else text.strip("/")
