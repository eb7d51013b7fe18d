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
from coursegen.loader.page_file import read_markdown, read_page
from coursegen.schema.reader import Reader
from coursegen.yaml.trees import Trees

if TYPE_CHECKING:
    from coursegen.base.files import SourceFile
    from coursegen.base.text import Source
    from coursegen.content.author import Author
    from coursegen.content.content_type import ContentType
    from coursegen.loader.remembered import Memory, Remembered
    from coursegen.schema.fields import Content

C = TypeVar("C", bound="Content")


class ContentFiles:
    """Reads the files in `content/`."""

    def __init__(
        self, author: Author, trees: Trees, remembered: Remembered, memory: Memory | None
    ) -> None:
        self._diagnostics = author.diagnostics
        kinds = {"material kinds": author.material_kinds}
        self._reader = Reader(author.diagnostics, author, kinds)
        self._trees = trees
        self._remembered = remembered
        self._memory = memory

    def read(self, type_: ContentType, found: dict[str, SourceFile]) -> Any:
        """Return the value of a content type, and remove its files from `found`."""
        paths = [path for path in found if type_.contains(path)]
        values = [self._value(type_.content, found.pop(path)) for path in paths]
        known = tuple(value for value in values if value is not None)
        return known if type_.is_folder else next(iter(known), type_.empty)

    def _value(self, content: type[C], file: SourceFile) -> C | None:
        source = self._source(file)
        if source is None:
            return None
        if file.path.endswith(".md"):
            read = partial(read_markdown, source, file.path, content, self._reader, self._trees)
        else:
            read = partial(read_yaml, source, content, self._reader, Trees())
        return self._remembered.read(content, source, read)

    def read_page(self, file: SourceFile) -> Page:
        """Return the page in a Markdown file."""
        source = self._source(file)
        if source is None:  # links to the page must not be reported as broken
            return Page(file.path, page_path(file.path), file.path)
        read = partial(read_page, source, file.path, self._reader, self._trees)
        page = self._remembered.read(Page, source, read, alone=True)
        assert page is not None  # noqa: S101 - `read_page` returns a page for every file
        source.drop_caches()
        return page

    def _source(self, file: SourceFile) -> Source | None:
        read = partial(read_text, file.os_path, f"{CONTENT}/{file.path}", self._diagnostics)
        return self._memory.source(file, read) if self._memory else read()

    def keep(self, names: set[str]) -> None:
        """Store what was read in the cache; `names` are the Markdown files."""
        self._remembered.keep()
        self._trees.keep(names)


def read_yaml(source: Source, content: type[C], reader: Reader, trees: Trees) -> C | None:
    """Read a YAML file as a value of type `content`; return None if it is invalid."""
    before = reader.diagnostics.total
    node = trees.parse(source, reader.diagnostics)
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
