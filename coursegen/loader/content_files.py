"""Read the files in `content/` as the values that the content types declare."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from coursegen.base.codes import Code
from coursegen.base.files import CONTENT, read_text
from coursegen.base.text import Location
from coursegen.base.urls import page_path
from coursegen.content.page import Page
from coursegen.content.site import CourseInfo
from coursegen.incremental.codec import Context
from coursegen.incremental.digest import key_of
from coursegen.loader.page_file import page_of, read_front_matter, read_markdown, with_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.files import SourceFile
    from coursegen.base.text import Source
    from coursegen.content.author import Author
    from coursegen.content.content_type import ContentType
    from coursegen.incremental.memo import Memo
    from coursegen.schema.fields import Content
    from coursegen.schema.reader import Reader

C = TypeVar("C", bound="Content")

_MAX_SIZE = 2_000_000
"""The maximum size of a file's value in bytes; a course with 10,000 lectures needs less."""


class ContentFiles:
    """Reads the files in `content/`, and stores their values.

    `author` returns the settings for an object that collects diagnostics; `info` are those of
    the course.
    """

    def __init__(
        self,
        author: Callable[[Diagnostics], Author],
        info: CourseInfo,
        memo: Memo,
        diagnostics: Diagnostics,
    ) -> None:
        self._author = author
        self._site = info.location.source
        self._timezone = info.timezone
        # The release times of a page depend only on these settings.
        settings = (info.timezone, info.term_dates.start, *info.kinds_of_sessions.values())
        self._dates = tuple(map(str, settings))
        self._memo = memo
        self._diagnostics = diagnostics

    def read(self, type_: ContentType, found: dict[str, SourceFile]) -> Any:
        """Return the value of a content type, and remove its files from `found`."""
        paths = type_.files_in(found)
        known = tuple(value for path in paths for value in self._values(type_, found.pop(path)))
        if type_.sort_key:
            known = tuple(sorted(known, key=type_.sort_key))
        return known if type_.is_folder else next(iter(known), type_.empty)

    def _values(self, type_: ContentType, file: SourceFile) -> tuple[Content, ...]:
        """Return the values in a file, which is a list, or has one value."""
        if type_.list_file and file.path == type_.yaml_path:
            listed = self._value(type_.list_file, file)
            values: tuple[Content, ...] = getattr(listed, type_.name) if listed else ()
            return values
        value = self._value(type_.content, file)
        return () if value is None else (value,)

    def _value(self, content: type[Content], file: SourceFile) -> Content | None:
        source = self._source(file)
        if source is None:
            return None

        def read(diagnostics: Diagnostics) -> Content | None:
            reader = self._reader(diagnostics)
            if file.path.endswith(".md"):
                return read_markdown(source, file.path, content, reader)
            return read_yaml(source, content, reader)

        key = key_of(content.__name__, file.path, source.digest, self._site.digest)
        value: Content | None = self._get(content | None, key, read, source)
        return value

    def read_page(self, file: SourceFile) -> Page:
        """Return the page in a Markdown file."""
        source = self._source(file)
        if source is None:  # links to the page must not be reported as broken
            return Page(file.path, page_path(file.path), file.path)
        front = read_front_matter(source, self._diagnostics)
        key = key_of("page", file.path, str(front.text is None), front.text or "", *self._dates)

        def read(diagnostics: Diagnostics) -> Page:
            return page_of(source, file.path, front.text, self._reader(diagnostics))

        page: Page = self._get(Page, key, read, source)
        page = with_body(page, source, file.path, front)
        source.drop_caches()
        return page

    def _get(self, type_: Any, key: str, read: Callable[[Diagnostics], Any], source: Source) -> Any:
        context = Context(source, self._site, self._timezone)
        return self._memo.get(type_, key, read, context, max_size(source))

    def _reader(self, diagnostics: Diagnostics) -> Reader:
        from coursegen.schema.reader import Reader  # noqa: PLC0415 - only for changed files

        author = self._author(diagnostics)
        return Reader(diagnostics, author, {"material kinds": author.material_kinds}, place_of)

    def _source(self, file: SourceFile) -> Source | None:
        read = partial(read_text, file.os_path, f"{CONTENT}/{file.path}", self._diagnostics)
        memory = self._memo.memory
        return memory.source(file, read) if memory else read()


def place_of(key: str, file: str) -> str:
    """Return where a key belongs; see `coursegen.content.key_places`."""
    from coursegen.content.key_places import place_of  # noqa: PLC0415 - only for unknown keys

    return place_of(key, file)


def max_size(source: Source) -> int:
    """Return the maximum size of a file's value in bytes, which is far above normal sizes.

    Each byte may take up to 64 bytes of memory after decoding.
    """
    return min(10_000 + 20 * len(source.text), _MAX_SIZE)


def read_yaml(source: Source, content: type[C], reader: Reader) -> C | None:
    """Read a YAML file as a value of type `content`; return None if it is invalid."""
    from coursegen.yaml.parser import parse  # noqa: PLC0415 - PyYAML is slow to load

    before = reader.diagnostics.total
    node = parse(source, reader.diagnostics)
    if node is None:
        if reader.diagnostics.total > before:
            return None
        if content is not CourseInfo:
            reader.diagnostics.warning(
                Code.FILE_EMPTY,
                "this file is empty",
                Location(source),
                "add its content, or remove the file",
            )
    return reader.read(node, content, Location(source))
