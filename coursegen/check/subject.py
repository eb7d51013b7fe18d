"""What the rules look at: the finished pages, read back, and the author's own texts."""

from __future__ import annotations

import posixpath
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from coursegen.paths import CONTENT
from coursegen.site.addresses import Addresses
from coursegen.site.links import remarks, targets
from coursegen.source import Place, Source, place_of
from coursegen.urls import base_path, page_url
from coursegen.values import Record, Value, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.build import Site
    from coursegen.check.passages import Passage
    from coursegen.check.pdf_facts import PdfFacts
    from coursegen.check.written import Written
    from coursegen.model.course import Course
    from coursegen.model.page import Page
    from coursegen.site.plan import Asset


THEIRS = "theme: "
"""How the names of the theme's own files begin."""


def file_place(name: str) -> Place:
    """The place of a whole file that is not read as text."""
    return Place(Source(name, ""))


class Document(Record):
    """What one page's HTML holds; `path` is its output path.

    `texts` are the pages whose text stands in it: itself, and on the home page its sections.
    `base` is the path from the host's root to the site's, decoded; `repeated` are the ids that
    stand in it more than once, `titles` counts first-level headings.
    """

    path: str
    texts: tuple[Page, ...]
    base: str
    ids: set[str] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)
    titles: int = 0
    links: list[str] = field(default_factory=list)
    images: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The page's encoded address from the root."""
        return page_url(self.path)

    def internal_links(self) -> Iterator[tuple[str, str]]:
        """The output path and the decoded fragment that each link inside the site leads to."""
        for link in self.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            yield self._resolve(unquote(parts.path)), unquote(parts.fragment)

    def _resolve(self, path: str) -> str:
        if not path:
            return self.path
        if path.startswith("/"):
            inside = (
                path.removeprefix(self.base) if path.startswith(self.base) else path.lstrip("/")
            )
        else:
            inside = posixpath.join(posixpath.dirname(self.path), path)
        folder = inside == "" or inside.endswith("/") or inside.rsplit("/", 1)[-1] in (".", "..")
        clean = posixpath.normpath(inside).lstrip("/")
        clean = "" if clean == "." else clean
        return posixpath.join(clean, "index.html") if folder else clean


class _Reader(HTMLParser):
    def __init__(self, document: Document) -> None:
        super().__init__(convert_charrefs=True)
        self._document = document
        self._own_ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        own = values.get("id")
        if own:
            if own in self._own_ids:
                self._document.repeated.append(own)
            self._own_ids.add(own)
            self._document.ids.add(own)
        if tag == "a" and values.get("name"):
            self._document.ids.add(values["name"] or "")
        for name in ("href", "src"):
            link = values.get(name)
            if link:
                self._document.links.append(link)
        if tag == "img":
            self._document.images.append((values.get("src") or "", values.get("alt")))
        if tag == "h1":
            self._document.titles += 1


class Subject(Value, eq=False, dict=True):
    """What the rules are asked about: a site, and its pages read back once."""

    site: Site

    @property
    def course(self) -> Course:
        """The course as visitors may see it."""
        return self.site.plan.course

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every page of the site, read back."""
        course = self.course
        base = unquote(base_path(course.facts.url))
        sections = (part for part in course.home_sections if not isinstance(part, str))
        home = (course.home, *sections)
        documents = []
        for path, page in self.site.plan.pages.items():
            content = self.site.files.get(path)
            if isinstance(content, bytes):
                document = Document(path, home if page is course.home else (page,), base)
                _Reader(document).feed(content.decode())
                documents.append(document)
        return tuple(documents)

    @cached_property
    def addresses(self) -> Addresses:
        """Where everything is in the site."""
        return Addresses(self.site.plan)

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """The course's own files that are copied as they are, by output path."""
        found = self.site.plan.assets.items()
        return {path: asset for path, asset in found if not asset.origin.startswith(THEIRS)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The path of every published file below the course's folder."""
        pages = [f"{CONTENT}/{page.name}" for page in self.course.all_pages()]
        written = {page.place.source.name for page in self.course.all_pages()}
        return (*(a.origin for a in self.assets.values()), *(p for p in pages if p in written))

    @cached_property
    def linked(self) -> frozenset[str]:
        """The output paths that pages link to."""
        return frozenset(path for doc in self.documents for path, _ in doc.internal_links())

    @cached_property
    def links(self) -> tuple[Written, ...]:
        """Every link that the author wrote."""
        from coursegen.check.written import written_links  # noqa: PLC0415 - no build needs it

        return tuple(written_links(self.course))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every Markdown text that the author wrote, as it is in the source."""
        from coursegen.check.passages import passages  # noqa: PLC0415 - as above

        return tuple(passages(self.course))

    @cached_property
    def pdfs(self) -> dict[str, PdfFacts]:
        """What each of the author's PDFs says of itself, where that can be known."""
        from coursegen.check.pdf_facts import facts_by_origin  # noqa: PLC0415 - as above

        return dict(facts_by_origin(self.site.plan))

    def place_of(self, document: Document, needle: str) -> Place:
        """Where the author most likely wrote a link to `needle`: in the text, else in data."""
        for page in document.texts:
            if needle in page.body:
                return page.place.source.find(needle, page.body_line)
        for remark in remarks(self.course):
            if needle in remark:
                start = place_of(remark)
                return start.source.find(needle, start.line)
        named = (target.place for target in targets(self.course) if needle in target.value)
        return next(named, document.texts[0].place)
