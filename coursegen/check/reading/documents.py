"""Parse the HTML of the generated pages."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from coursegen.base.struct import MutableStruct, field
from coursegen.base.urls import base_path, page_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.build import Site
    from coursegen.content.page import Page

INDEX = "index.html"


class Document(MutableStruct):
    """The content of one page's HTML; `path` is its output path.

    `sources` contains the page itself and, for the home page, its sections.  `base` is the decoded
    path from the root of the host to the root of the site.  `duplicate_ids` contains the ids that
    occur more than once, and `h1_count` is the number of first-level headings.
    """

    path: str
    sources: tuple[Page, ...]
    base: str
    ids: set[str] = field(default_factory=set)
    duplicate_ids: list[str] = field(default_factory=list)
    h1_count: int = 0
    links: list[str] = field(default_factory=list)
    images: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The page's encoded URL, relative to the root."""
        return page_url(self.path)

    def internal_links(self) -> Iterator[tuple[str, str]]:
        """Yield the output path and the decoded fragment of each link inside the site."""
        return filter(None, map(self.resolve, self.links))

    def resolve(self, link: str, *, from_root: bool = False) -> tuple[str, str] | None:
        """Return the output path and the decoded fragment of a link; None if it leaves the site.

        The link is relative to this page, or to the root of the site.
        """
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return None
        own = INDEX if from_root else self.path
        return self._resolve(unquote(parts.path), own), unquote(parts.fragment)

    def _resolve(self, path: str, own: str) -> str:
        if not path:
            return own
        if path.startswith("/"):
            inside = (
                path.removeprefix(self.base) if path.startswith(self.base) else path.lstrip("/")
            )
        else:
            inside = posixpath.join(posixpath.dirname(own), path)
        folder = inside == "" or inside.endswith("/") or inside.rsplit("/", 1)[-1] in (".", "..")
        clean = posixpath.normpath(inside).lstrip("/")
        clean = "" if clean == "." else clean
        return posixpath.join(clean, INDEX) if folder else clean


class _DocumentParser(HTMLParser):
    def __init__(self, document: Document) -> None:
        super().__init__(convert_charrefs=True)
        self._document = document
        self._own_ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        own = values.get("id")
        if own:
            if own in self._own_ids:
                self._document.duplicate_ids.append(own)
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
            self._document.h1_count += 1


def documents(site: Site) -> Iterator[Document]:
    """Parse every page of a site."""
    course = site.plan.course
    base = unquote(base_path(course.info.url))
    sections = (part for part in course.home_sections if not isinstance(part, str))
    home = (course.home, *sections)
    for path, page in site.plan.pages.items():
        file = site.files.get(path)
        if file:
            document = Document(path, home if page is course.home else (page,), base)
            _DocumentParser(document).feed(file.read().decode())
            yield document
