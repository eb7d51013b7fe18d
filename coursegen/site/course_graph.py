"""Which pages and files of a course refer to which: the graph that releases are decided on.

A page or file is known by its *source*, the path below the course's folder: `content/labs/1.md`,
`files/hw/1.pdf`, `static/site-root/CNAME`.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin

from coursegen.base.files import CONTENT, FILES, STATIC, TEMPLATES
from coursegen.base.struct import Struct
from coursegen.base.text import Location, Source, location_of
from coursegen.base.urls import path_in_site
from coursegen.content.target import Target, TargetKind
from coursegen.incremental.cache import digest_of
from coursegen.site.inputs import is_page
from coursegen.site.link_targets import target_of
from coursegen.site.output_paths import candidate_paths, normalized_path
from coursegen.site.references import (
    MARKUP_SUFFIXES,
    links_of,
    links_of_html,
    strings_in,
    strings_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coursegen.base.files import SourceFile
    from coursegen.content.course import Course
    from coursegen.content.page import Page
    from coursegen.site.inputs import Inputs

_WITH_LINKS = (".css", *MARKUP_SUFFIXES)
_LARGEST = 4_000_000
"""Bytes; a larger file is not searched for links."""
_LONGEST_PATH = 4096
"""Characters; a longer string names no file."""
_NO_SITE_URL = "https://localhost/"
"""Stands for the address of a course without one."""


class ContentReader(Struct):
    """How content is read, with every link as its author wrote it.

    `html` converts Markdown, given the place where it begins; `templates` gives the source of a
    template and of all that it may include, by name.
    """

    html: Callable[[str, Location], str]
    templates: Callable[[str], Mapping[str, str]]


class Reference(NamedTuple):
    """A link as its author wrote it, what it may mean, and where it is, as near as is known."""

    written: str
    target: Target


class Twin(NamedTuple):
    """A file with the content of another: the same file by another name, or an equal copy."""

    source: str
    original: str
    is_same_file: bool


class CourseGraph:
    """Every page, draft and file of a course, and what each refers to.

    `site_urls` are the addresses of the site, each of which a link may be written with.
    """

    def __init__(
        self, course: Course, inputs: Inputs, reader: ContentReader, site_urls: tuple[str, ...]
    ) -> None:
        self._reader = reader
        self._site_urls = site_urls
        self.pages = {
            f"{CONTENT}/{page.name}": page for page in (*course.all_pages(), *course.drafts)
        }
        self.outputs = {source: page.path for source, page in self.pages.items()}
        self._files: dict[str, SourceFile] = {
            f"{CONTENT}/{file.path}": file for file in inputs.content if is_page(file.path)
        }
        for source, path, file in inputs.copied():
            self.outputs[source] = path
            self._files[source] = file
        self._sources: dict[str, list[str]] = defaultdict(list)
        for source, path in self.outputs.items():
            self._sources[path].append(source)

    def find(self, target: Target) -> list[str]:
        """The sources that a link leads to, as the renderer resolves it."""
        if target.kind is TargetKind.PAGE:
            source = f"{CONTENT}/{posixpath.normpath(target.value.partition('#')[0])}"
            return [source] if source in self.pages else []
        if target.kind is TargetKind.FILE:
            return self._sources.get(f"{FILES}/{target.value}", [])
        for link in self._links(target):
            for path in candidate_paths(link):
                if path in self._sources:
                    return self._sources[path]
        return []

    def find_loosely(self, target: Target) -> list[str]:
        """The sources that a link leads to, or would but for letter case, `#…` or `%20`."""
        found = self.find(target)
        if found:
            return found
        paths = {
            normalized_path(path) for link in self._links(target) for path in candidate_paths(link)
        }
        return [source for path in paths for source in self._folded.get(path, ())]

    def find_below(self, target: Target) -> list[str]:
        """As `find_loosely`; of a folder, all that is in it."""
        found = self.find_loosely(target)
        if found:
            return found
        folders = {
            normalized_path(path) for link in self._links(target) for path in candidate_paths(link)
        }
        return [
            source
            for source, path in self.outputs.items()
            if any(parent in folders for parent in _parents(normalized_path(path)))
        ]

    def _links(self, target: Target) -> Iterator[str]:
        """The paths from the site's root that a target may stand for."""
        if target.kind is TargetKind.FILE:
            yield f"{FILES}/{target.value}"
        elif target.kind is TargetKind.PAGE:
            yield f"{FILES}/{target.value}"
            yield target.value.partition("#")[0].removesuffix(".md")
        elif target.kind is TargetKind.SITE:
            yield target.value
        else:
            for site_url in self._site_urls:
                path = path_in_site(target.value, site_url)
                if path is not None:
                    yield path

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        sources: dict[str, list[str]] = defaultdict(list)
        for source, path in self.outputs.items():
            sources[normalized_path(path)].append(source)
        return sources

    def references(self, source: str) -> Iterator[Reference]:
        """What a page, stylesheet, HTML or XML file refers to; nothing for any other file."""
        page = self.pages.get(source)
        if page:
            yield from self.references_in_body(page)
            yield from references_in_front_matter(page)
        else:
            suffix = posixpath.splitext(source)[1].lower()
            text = self.text(source)
            for written in links_of(text, suffix):
                location = Location(Source(source, text))
                yield from self._readings(written, "", self.outputs[source], location)

    def references_in_body(self, page: Page) -> Iterator[Reference]:
        """What the Markdown of a page refers to."""
        start = page.location._replace(line=page.body_line)
        folder = posixpath.dirname(page.name)
        for written in links_of_html(self._reader.html(page.body, start)):
            yield from self._readings(written, folder, page.path, start)

    def references_in_note(self, text: str) -> Iterator[Reference]:
        """What a note in data refers to; its links are relative to `content/`."""
        if "[" in text or "<" in text:
            location = location_of(text)
            for written in links_of_html(self._reader.html(text, location)):
                yield from self._readings(written, "", "index.html", location)

    def references_in_templates(
        self, names: Iterable[str], words: Iterable[str] = ("",)
    ) -> Iterator[Reference]:
        """What templates, with all that they include, name in quotes by one of `words`."""
        texts: dict[str, str] = {}
        for name in names:
            texts.update(self._reader.templates(name))
        for name, text in texts.items():
            for written in strings_of(text):
                if mentions(written, words):
                    yield from _guesses(written, Location(Source(f"{TEMPLATES}/{name}", text)))

    def _readings(
        self, written: str, folder: str, output: str, location: Location
    ) -> Iterator[Reference]:
        """What a link may mean: as the renderer reads it, and as a browser does (RFC 3986, 5)."""
        if not written or written.startswith(("#", "data:")):
            return
        yield Reference(written, target_of(written, folder, location))
        for site_url in self._site_urls or (_NO_SITE_URL,):
            try:
                url = urljoin(site_url + output, written)
            except ValueError:  # not a URL
                continue
            inside = path_in_site(url, site_url)
            if inside is not None:
                yield Reference(written, Target(TargetKind.SITE, inside, location))

    def text(self, source: str) -> str:
        """The text of a stylesheet, HTML or XML file; empty for any other file."""
        file = self._files[source]
        if not source.lower().endswith(_WITH_LINKS) or file.size > _LARGEST:
            return ""
        try:
            return file.disk.read_text(encoding="utf-8", errors="replace")
        except OSError:  # publishing reports it
            return ""

    @cached_property
    def files_with_links(self) -> tuple[str, ...]:
        """The stylesheets, HTML and XML files."""
        return tuple(source for source in self.outputs if source.lower().endswith(_WITH_LINKS))

    def words_for(self, source: str) -> Iterator[str]:
        """What every link to a source has in it, for `mentions`."""
        for path in {source, self.outputs[source]}:
            name = path.removesuffix("/index.html").removesuffix("/index.md")
            name = posixpath.basename(name)
            yield name.removesuffix(".html").removesuffix(".md")

    def twins(self, sources: Iterable[str]) -> Iterator[Twin]:
        """The files with the content of one of `sources`, once for each pair.

        Only files of the same size are opened, and empty files have no copies.
        """
        for original in sources:
            file = self._files.get(original)
            if file is None:
                continue
            for source in self._by_size[file.size]:
                if source != original:
                    same_file = _is_same_file(file, self._files[source])
                    if same_file or (file.size and _is_equal(file, self._files[source])):
                        yield Twin(source, original, same_file)

    @cached_property
    def _by_size(self) -> dict[int, list[str]]:
        sources: dict[int, list[str]] = defaultdict(list)
        for source, file in self._files.items():
            if source in self.outputs:
                sources[file.size].append(source)
        return sources


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of `words` is in a text of Markdown or HTML, however it is escaped there."""
    if "&" in text:
        text = unescape(text)
    if "%" in text:
        text = unquote(text)
    text = text.replace("\\", "")
    return any(word in text for word in words)


def references_in_front_matter(page: Page) -> Iterator[Reference]:
    """What the front matter of a page refers to."""
    for picture in page.pictures:
        yield picture_reference(picture.image, picture.location)
        if picture.link:
            yield Reference(picture.link.value, picture.link)
    yield from references_in_free_data(page.data, page.location)


def references_in_free_data(data: Any, location: Location) -> Iterator[Reference]:
    """What strings in data that the author's own templates use may name."""
    for text in strings_in(data):
        yield from _guesses(text, location)


def picture_reference(image: str, location: Location) -> Reference:
    """The reference of data to a file below `static/`."""
    return Reference(image, Target(TargetKind.SITE, f"{STATIC}/{image}", location))


def _guesses(text: str, location: Location) -> Iterator[Reference]:
    """What a string means if it names a page or a file."""
    if len(text) < _LONGEST_PATH and "\n" not in text:
        yield Reference(text, target_of(text, "", location))
        yield picture_reference(text, location)


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _is_same_file(one: SourceFile, other: SourceFile) -> bool:
    """Whether two names lead to one file: through links, or as hard links."""
    try:
        return one.disk.samefile(other.disk)
    except OSError:
        return False


def _is_equal(one: SourceFile, other: SourceFile) -> bool:
    try:
        return digest_of(one) == digest_of(other)
    except OSError:
        return False
