"""The unreleased values that must not be in the site: texts, titles, names, URLs and contents."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from functools import cached_property
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from coursegen.base.files import CONTENT, FILES
from coursegen.base.struct import Struct
from coursegen.base.text import Location, Source
from coursegen.base.urls import path_in_site
from coursegen.content.page import Page
from coursegen.content.target import Target, TargetKind
from coursegen.content.walk import find
from coursegen.incremental.digest import digest_of, key_of
from coursegen.leaks.course_text import CourseText, strings_in, versions_of
from coursegen.leaks.outputs import has_text, in_utf8, is_binary
from coursegen.leaks.text_index import TextIndex
from coursegen.leaks.words import WINDOW, length_of, words_of
from coursegen.loader.course_files import is_page
from coursegen.site.output_paths import normalized_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.site.plan import Plan
    from coursegen.site.unreleased import Unreleased, UnreleasedFile

_VERSION = "2"
"""Increase this number when a code change affects what is found."""
_MIN_TITLE = 2
"""The minimum number of words of a title that is searched for."""
_MAX_TEXT = 100_000
"""The maximum size in bytes of a file whose text is searched for."""
_URL = re.compile(r"https?://[^\s<>\"'()\[\]`]+")
_AFTER_URL = ".,;:!?*_"
"""Punctuation that may follow a URL in Markdown."""
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


class Name(NamedTuple):
    """The words of an address or of a title, and its position."""

    words: tuple[str, ...]
    position: int
    is_title: bool

    def keys(self) -> list[tuple[str, ...]]:
        """Return all pairs of consecutive words, or the only word."""
        return [*pairwise(self.words)] if len(self.words) > 1 else [self.words]


class Withheld(Struct, eq=False, dict=True):
    """All values that must not be in the site; `sites` are its URLs, and that of its files.

    `strings` are in data and pages.
    """

    strings: tuple[CourseText, ...]
    addresses: tuple[Address, ...]
    files: tuple[UnreleasedFile, ...]
    sites: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """A digest of everything that determines what `scan` finds."""
        return key_of(
            _VERSION,
            *(text for text, _, _ in self.strings),
            *(f"{address.text} {address.page}" for address in self.addresses),
            *(str(each.file.stat) for each in self.files),
            *self.sites,
        )

    @cached_property
    def texts(self) -> tuple[CourseText, ...]:
        """The strings, and the content of text files."""
        return (*self.strings, *filter(None, map(_text_of, self.files)))

    @cached_property
    def words(self) -> tuple[tuple[list[str], ...], ...]:
        """The words of each text, as a reader sees it, and as it is written if that differs."""
        return tuple(versions_of(each.text) for each in self.texts)

    @cached_property
    def index(self) -> TextIndex:
        """The windows of all texts except titles."""
        return TextIndex(
            (position, words)
            for position, versions in enumerate(self.words)
            if not self.texts[position].is_title
            for words in versions
        )

    @cached_property
    def titles(self) -> list[list[str]]:
        """The words of all titles."""
        texts = zip(self.texts, self.words, strict=True)
        return [words for each, versions in texts if each.is_title for words in versions]

    @cached_property
    def names(self) -> dict[int, dict[tuple[str, ...], list[Name]]]:
        """The addresses and titles, by the length of their key and their key.

        The key is the pair of consecutive words that is in the fewest of them, or a single word.
        """
        titles: dict[str, Name] = {}
        for position, each in enumerate(self.texts):
            words = self.words[position][0]
            if each.is_title and length_of(words) >= _MIN_TITLE:
                titles.setdefault(" ".join(words), Name(tuple(words), position, is_title=True))
        names = [*titles.values()]
        names += (
            Name(tuple(words_of(each.text)), position, is_title=False)
            for position, each in enumerate(self.addresses)
        )
        counts = Counter(key for name in names for key in set(name.keys()))
        found: dict[int, dict[tuple[str, ...], list[Name]]] = {}
        for name in names:
            if name.words:
                key = min(name.keys(), key=lambda key: (counts[key], -len("".join(key)), key))
                found.setdefault(len(key), {}).setdefault(key, []).append(name)
        return found

    @cached_property
    def sizes(self) -> frozenset[int]:
        """The sizes of the files."""
        return frozenset(each.file.size for each in self.files)

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


def _text_of(unreleased: UnreleasedFile) -> CourseText | None:
    """Return the text of a file, except that of pages, long files and other kinds of files."""
    file, name = unreleased.file, unreleased.source
    is_in_parts = name.startswith(f"{CONTENT}/") and is_page(name)
    if is_in_parts or file.size > _MAX_TEXT or not has_text(name, reads_pdf=False):
        return None
    try:
        content = file.disk.read_bytes()
    except OSError:  # the file was removed during the build
        return None
    if is_binary(content):
        return None
    text = in_utf8(content).decode("utf-8", "replace")
    return CourseText(text, Location(Source(name, text)))


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
    course, unreleased = plan.course, plan.unreleased
    found = [
        *((target.value, target.location) for target in _external(unreleased.parts)),
        *(pair for page in find(unreleased.parts, Page) for pair in _urls_in(page)),
    ]
    if not found:
        return
    public = {_without_scheme(target.value) for target in _external(course.parts())}
    written = {url for page in course.all_pages() for url in _URL.findall(page.body)}
    public |= {_without_scheme(_clean(url)) for url in written}
    for url, location in found:
        text = _without_scheme(url)
        is_inside = any(path_in_site(url, each) is not None for each in unreleased.site_urls)
        if text and text not in public and not is_inside:
            yield Address(text, location)


def _external(value: object) -> Iterator[Target]:
    return (target for target in find(value, Target) if target.kind is TargetKind.URL)


def _urls_in(page: Page) -> Iterator[tuple[str, Location]]:
    """Yield the URLs in the Markdown of a page."""
    for url in _URL.finditer(page.body):
        line = page.body_line + page.body.count("\n", 0, url.start())
        yield _clean(url[0]), page.location._replace(line=line, column=1)


def _clean(url: str) -> str:
    return unescape(url.rstrip(_AFTER_URL))


def _without_scheme(url: str) -> str:
    """Return a URL in the form in which it is searched for."""
    text = normalized_path(unquote(url))
    return text.partition(":")[2].strip("/") if ":" in text else text.strip("/")
