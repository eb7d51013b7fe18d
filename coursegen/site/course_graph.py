"""The references between the pages and files of a course, used to find unreleased content.

A *source* is the path of a page or file relative to the course's folder: `content/labs/1.md`,
`files/hw/1.pdf`, `static/site-root/CNAME`.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from functools import cached_property
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin

from coursegen.base.files import CONTENT, FILES, STATIC, TEMPLATES
from coursegen.base.text import Location, Source, location_of
from coursegen.base.urls import path_in_site
from coursegen.content.image import Image
from coursegen.content.target import Target, TargetKind
from coursegen.content.walk import find
from coursegen.incremental.digest import digest_of
from coursegen.loader.course_files import is_page
from coursegen.site.link_targets import folder_of, target_of
from coursegen.site.output_paths import candidate_paths, normalized_path
from coursegen.site.references import (
    MARKUP_SUFFIXES,
    links_of,
    links_of_html,
    strings_in,
    strings_of,
)
from coursegen.site.unreleased import UnreleasedFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from coursegen.base.files import SourceFile
    from coursegen.content.course import Course
    from coursegen.content.page import Page
    from coursegen.loader.course_files import CourseFiles
    from coursegen.site.content_reader import ContentReader

_WITH_LINKS = (".css", *MARKUP_SUFFIXES)
_LARGEST = 4_000_000
"""The maximum size, in bytes, of a file that is searched for links."""
_MAX_PATH_LENGTH = 4096
"""The maximum length of a path in characters."""
_DEFAULT_SITE_URL = "https://localhost/"
"""The site's URL if the course has no `url:`."""


class Reference(NamedTuple):
    """A link as written by the author, and a possible target with an approximate location."""

    written: str
    target: Target


class Twin(NamedTuple):
    """A file with the same content as another: the same file on disk, or a copy."""

    source: str
    is_same_file: bool


class CourseGraph:
    """The pages, drafts and files of a course and their references.

    Absolute links may use any of the site's URLs, `site_urls`.
    """

    def __init__(
        self, course: Course, inputs: CourseFiles, reader: ContentReader, site_urls: tuple[str, ...]
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
        """Return the sources that a link refers to, resolved as during rendering."""
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
        """Search like `find`, but ignore case, Unicode normalization, `#…` and `%20`."""
        found = self.find(target)
        if found:
            return found
        paths = {
            normalized_path(path) for link in self._links(target) for path in candidate_paths(link)
        }
        return [source for path in paths for source in self._folded.get(path, ())]

    def find_below(self, target: Target) -> list[str]:
        """Search like `find_loosely`, but return all sources in a folder."""
        found = self.find_loosely(target)
        if found:
            return found
        folders = dict.fromkeys(
            normalized_path(path) for link in self._links(target) for path in candidate_paths(link)
        )
        below = (self._below[folder] for folder in folders if folder in self._below)
        return list(dict.fromkeys(chain.from_iterable(below)))

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        """The sources in each folder of the site."""
        sources: dict[str, list[str]] = defaultdict(list)
        for source, path in self.outputs.items():
            for folder in _parents(normalized_path(path)):
                sources[folder].append(source)
        return sources

    def _links(self, target: Target) -> Iterator[str]:
        """Yield the possible paths of a target, relative to the site's root."""
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
        """Yield the references in a page, stylesheet, HTML or XML file."""
        page = self.pages.get(source)
        if page:
            yield from self.references_in_body(page)
            yield from references_in_front_matter(page)
        else:
            suffix = posixpath.splitext(source)[1].lower()
            text = self.text(source)
            for written in links_of(text, suffix):
                location = Location(Source(source, text))
                yield from self._possible_references(written, "", self.outputs[source], location)

    def references_in_body(self, page: Page) -> Iterator[Reference]:
        """Yield the references in the Markdown of a page."""
        start = page.location._replace(line=page.body_line)
        folder = posixpath.dirname(page.name)
        for written in links_of_html(self._reader.html(page.body, page.name)):
            yield from self._possible_references(written, folder, page.path, start)

    def references_in_note(self, text: str) -> Iterator[Reference]:
        """Yield the references in a note; its links are relative to its file."""
        if "[" in text or "<" in text:
            location = location_of(text)
            for written in links_of_html(self._reader.html(text, location.source.name)):
                yield from self._possible_references(
                    written, folder_of(location), "index.html", location
                )

    def references_in_templates(
        self, names: Iterable[str], words: Iterable[str] = ("",)
    ) -> Iterator[Reference]:
        """Yield the quoted strings that contain one of `words` in templates and their includes."""
        texts: dict[str, str] = {}
        for name in names:
            texts.update(self._reader.templates(name))
        for name, text in texts.items():
            for written in strings_of(text):
                if mentions(written, words):
                    yield from _guesses(written, Location(Source(f"{TEMPLATES}/{name}", text)))

    def _possible_references(
        self, written: str, folder: str, output: str, location: Location
    ) -> Iterator[Reference]:
        """Yield a link's targets as resolved by the renderer and by a browser (RFC 3986)."""
        if not written or written.startswith(("#", "data:")):
            return
        yield Reference(written, target_of(written, folder, location))
        for site_url in self._site_urls or (_DEFAULT_SITE_URL,):
            try:
                url = urljoin(site_url + output, written)
            except ValueError:  # not a URL
                continue
            inside = path_in_site(url, site_url)
            if inside is not None:
                yield Reference(written, Target(TargetKind.SITE, inside, location))

    def text(self, source: str) -> str:
        """Return the content of a stylesheet, HTML or XML file, or "" for any other file."""
        file = self._files[source]
        if not source.lower().endswith(_WITH_LINKS) or file.size > _LARGEST:
            return ""
        try:
            return file.disk.read_text(encoding="utf-8", errors="replace")
        except OSError:  # reported when the file is published
            return ""

    @cached_property
    def files_with_links(self) -> tuple[str, ...]:
        """The stylesheets, HTML and XML files."""
        return tuple(source for source in self.outputs if source.lower().endswith(_WITH_LINKS))

    def words_for(self, source: str) -> Iterator[str]:
        """Yield strings that every link to a source contains, for `mentions`."""
        for path in {source, self.outputs[source]}:
            name = path.removesuffix("/index.html").removesuffix("/index.md")
            name = posixpath.basename(name)
            yield name.removesuffix(".html").removesuffix(".md")

    def twins(self, sources: Iterable[str]) -> Iterator[Twin]:
        """Yield the files with the same content as one of `sources`, once for each pair.

        Only files of the same size are opened. Empty files do not count as copies.
        """
        for original in sources:
            file = self._files.get(original)
            if file is None:
                continue
            for source in self._by_size[file.size]:
                if source != original:
                    same_file = _is_same_file(file, self._files[source])
                    if same_file or (file.size and _is_equal(file, self._files[source])):
                        yield Twin(source, same_file)

    def unreleased_files(
        self, sources: Collection[str], targets: Iterable[Target]
    ) -> tuple[UnreleasedFile, ...]:
        """Return the pages and files with these sources, first those that `targets` link to."""
        links: dict[str, Location] = {}
        for target in targets:
            for source in self.find_below(target):
                links.setdefault(source, target.location)
        return tuple(
            UnreleasedFile(
                source,
                self.outputs[source],
                self._files[source],
                links.get(source) or Location(Source(source, "")),
            )
            for source in sorted(sources, key=lambda source: (source not in links, source))
            if source in self._files  # a page of the theme has no file
        )

    @cached_property
    def _by_size(self) -> dict[int, list[str]]:
        sources: dict[int, list[str]] = defaultdict(list)
        for source, file in self._files.items():
            if source in self.outputs:
                sources[file.size].append(source)
        return sources


def mentions(text: str, words: Iterable[str]) -> bool:
    """Return whether Markdown or HTML contains one of `words`, regardless of escaping."""
    if "&" in text:
        text = unescape(text)
    if "%" in text:
        text = unquote(text)
    text = text.replace("\\", "")
    return any(word in text for word in words)


def references_in_front_matter(page: Page) -> Iterator[Reference]:
    """Yield the references in the front matter of a page."""
    for image in find(page, Image):
        yield image_reference(image.image, image.location)
    for target in find(page, Target):
        yield Reference(target.value, target)
    yield from references_in_free_data(page.extra, page.location)


def references_in_free_data(data: Any, location: Location) -> Iterator[Reference]:
    """Yield the possible references in data for the author's templates."""
    for text in strings_in(data):
        yield from _guesses(text, location)


def image_reference(image: str, location: Location) -> Reference:
    """Return the reference to an image below `static/`."""
    return Reference(image, Target(TargetKind.SITE, f"{STATIC}/{image}", location))


def _guesses(text: str, location: Location) -> Iterator[Reference]:
    """Yield the possible references in a string that may be a path."""
    if len(text) < _MAX_PATH_LENGTH and "\n" not in text:
        yield Reference(text, target_of(text, "", location))
        yield image_reference(text, location)


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _is_same_file(one: SourceFile, other: SourceFile) -> bool:
    """Return whether two paths refer to the same file through symbolic or hard links."""
    try:
        return one.disk.samefile(other.disk)
    except OSError:
        return False


def _is_equal(one: SourceFile, other: SourceFile) -> bool:
    try:
        return digest_of(one) == digest_of(other)
    except OSError:
        return False
