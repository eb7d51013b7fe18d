"""The fuzz target for the author's files."""

from __future__ import annotations

from datetime import UTC

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.content.author import Author
from coursegen.content.dates import DateReader
from coursegen.content.registry import DATA_TYPES
from coursegen.content.site import SITE, CourseInfo
from coursegen.loader.page_file import read_markdown, read_page
from coursegen.report.text_report import as_text
from coursegen.schema.reader import Reader
from coursegen.yaml.parser import parse
from fuzz.course import TERM


def one(data: bytes) -> None:
    """Parse the data as each kind of course file."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    diagnostics = Diagnostics()
    source = Source("a.yaml", text)
    site, dates = CourseInfo("Untitled"), DateReader(diagnostics, UTC, TERM)
    author = Author(diagnostics, dates, site.kinds_of_sessions, site.kinds_of_materials)
    reader = Reader(diagnostics, author, {"material kinds": site.kinds_of_materials})
    node = parse(source, diagnostics)
    for each in (SITE, *DATA_TYPES):
        if node is not None and not each.is_folder:
            reader.read(node, each.content, Location(source))
    page = Source("content/a.md", text)
    read_page(page, "a.md", reader)
    for content in (each.content for each in DATA_TYPES if each.is_folder):
        read_markdown(page, "a.md", content, reader)
    home = Source("content/index.md", f"---\n{text}\n---\n")
    read_page(home, "index.md", reader)
    as_text(diagnostics)
