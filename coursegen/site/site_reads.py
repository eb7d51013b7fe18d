"""What pages and other outputs may read of the site; each read is recorded in `Reads`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from coursegen.base.files import STATIC
from coursegen.base.urls import path_in_site
from coursegen.content.site import CourseInfo
from coursegen.content.target import TargetKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.base.files import SourceFile
    from coursegen.content.page import Page
    from coursegen.content.site_parts import NavigationItem
    from coursegen.content.target import Target
    from coursegen.incremental.reads import Reads
    from coursegen.site.navigation import Navigation
    from coursegen.site.page_navigation import PageLinks


class InfoReads:
    """The fields of the course's `CourseInfo`; each field that is used is recorded."""

    __slots__ = ("_reads",)

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        return self._reads("info", name)

    def __dir__(self) -> list[str]:
        return dir(CourseInfo)


class SiteReads:
    """Answers the queries of outputs about the course, its pages, its URLs and its files.

    Absolute links may use any of the site's URLs, `site_urls`.
    """

    def __init__(self, reads: Reads, site_urls: tuple[str, ...]) -> None:
        self.reads = reads
        self.info = cast("CourseInfo", InfoReads(reads))  # it has the same attributes
        self._site_urls = site_urls

    def content(self, name: str) -> Any:
        """Return the public part of the value of a content type."""
        return self.reads("content", name)

    def selection(self, name: str) -> Any:
        """Return a selection of a content type's value, by its name in templates."""
        return self.reads("selection", name)

    @property
    def translations(self) -> Mapping[str, str]:
        """The theme's strings in the site's language."""
        translations: Mapping[str, str] = self.reads("translations")
        return translations

    @property
    def navigation(self) -> Navigation:
        """The links in the header."""
        navigation: Navigation = self.reads("navigation")
        return navigation

    @property
    def not_found_links(self) -> tuple[NavigationItem, ...]:
        """The links of the 404 page."""
        links: tuple[NavigationItem, ...] = self.reads("not_found_links")
        return links

    @property
    def home_sections(self) -> tuple[str | Page, ...]:
        """The sections of the home page."""
        sections: tuple[str | Page, ...] = self.reads("home_sections")
        return sections

    def page(self, path: str) -> Page:
        """Return the page at an output path."""
        page: Page = self.reads("page", path)
        return page

    def title_of(self, path: str) -> str | None:
        """Return the title of the page at an output path, or None if there is no page."""
        title: str | None = self.reads("title", path)
        return title

    def links_around(self, path: str) -> PageLinks:
        """Return the breadcrumb and the neighbors of the page at an output path."""
        links: PageLinks = self.reads("links_around", path)
        return links

    def edit_url(self, path: str) -> str:
        """Return the URL where the source of a page can be edited; empty if it is unknown."""
        url: str = self.reads("edit_url", path)
        return url

    @property
    def page_urls(self) -> tuple[str, ...]:
        """The encoded URL of every page except the 404 page, relative to the root."""
        urls: tuple[str, ...] = self.reads("page_urls")
        return urls

    @property
    def card_pages(self) -> tuple[str, ...]:
        """The output paths of the pages that get a social card."""
        paths: tuple[str, ...] = self.reads("card_pages")
        return paths

    @property
    def styles(self) -> tuple[SourceFile, ...]:
        """The parts of the stylesheet, in order."""
        styles: tuple[SourceFile, ...] = self.reads("styles")
        return styles

    @property
    def kind_styles(self) -> str:
        """The CSS rules for the session kinds in the schedule."""
        css: str = self.reads("kind_styles")
        return css

    @property
    def fonts(self) -> Mapping[str, str]:
        """The output paths of the custom fonts that exist, by use (such as `heading`)."""
        fonts: Mapping[str, str] = self.reads("fonts")
        return fonts

    @property
    def icon(self) -> SourceFile | None:
        """The course's icon file, if it is set and exists."""
        icon: SourceFile | None = self.reads("icon")
        return icon

    def is_readable(self, path: str) -> bool:
        """Return whether a PNG, JPEG or WebP image can be decoded."""
        is_readable: bool = self.reads("is_readable", path)
        return is_readable

    def has(self, path: str) -> bool:
        """Return whether the site contains an output path."""
        found: bool = self.reads("has", path)
        return found

    def url_of(self, target: Target) -> str | None:
        """Return the URL of a target, or None if it does not exist (see `Addresses`)."""
        if target.kind is TargetKind.URL and not any(
            path_in_site(target.value, site_url) is not None for site_url in self._site_urls
        ):
            return target.value
        url: str | None = self.reads("url", target.kind.value, target.value)
        return url

    def url_of_path(self, link: str) -> str | None:
        """Return the URL of a path relative to the root, or None if it does not exist."""
        url: str | None = self.reads("url", TargetKind.SITE.value, link)
        return url

    def url_of_static(self, path: str) -> str | None:
        """Return the URL of a path below `static/`, or None if there is no such file."""
        return self.url_of_path(f"{STATIC}/{path}")

    def size_of(self, target: Target) -> int | None:
        """Return the size in bytes of a course file, or None for all other targets."""
        if target.kind not in (TargetKind.FILE, TargetKind.SITE):
            return None
        size: int | None = self.reads("size", target.kind.value, target.value)
        return size
