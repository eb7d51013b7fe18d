"""Render the pages of a site."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import Struct
from coursegen.base.urls import base_path, page_url, to_root
from coursegen.content.page import MAIN_ID, MENU_ID, Page
from coursegen.content.registry import DATA_TYPES, SELECTIONS
from coursegen.content.schedule import SCHEDULE
from coursegen.html.csp import POLICY_PLACEHOLDER
from coursegen.markdown.headings import page_toc, with_anchors
from coursegen.markdown.image_elements import ImageElements
from coursegen.markdown.links import LinkWriter, Root
from coursegen.site.plan import HOME_PATH, NOT_FOUND
from coursegen.templates.environment import Filters, make_environment
from coursegen.templates.sandbox import Lazy, render_template
from coursegen.views.home_sections import nest_headings, with_unique_ids
from coursegen.views.page_head import HeadMaker

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.text import Location
    from coursegen.base.timer import Timer
    from coursegen.content.site_parts import NavigationItem
    from coursegen.html.postprocess import HtmlPostprocessor
    from coursegen.images.image_reads import ImageReads
    from coursegen.incremental.reads import Query
    from coursegen.markdown.cache import MarkdownCache
    from coursegen.markdown.fragment import Fragment
    from coursegen.markdown.headings import TocEntry
    from coursegen.site.broken_links import BrokenLink
    from coursegen.site.site_reads import SiteReads
    from coursegen.templates.sandbox import Sandbox


class SectionView(Struct):
    """A section of a page: the name of a content type, or the content of another page.

    The title of the only section of a page is hidden, since the page has a title itself.
    """

    id: str
    page: PageView | None = None
    is_title_hidden: bool = False


class PageView(Struct):
    """The data of a page for templates.

    `url` is the encoded URL relative to the site's root.  `canonical` is the absolute URL, or empty
    if the course has no `url:`.  `content` is HTML.  `has_heading` specifies whether the content
    starts with a level-one heading.  `social_image` is the absolute URL of the image for shared
    links, or empty.  `language` is empty if the page has the site's language.  `breadcrumb` is the
    path from the home page to this page, without the page itself.  `edit_url` is the URL for
    editing the page's source, or empty if it is unknown.  `sections` are shown below the content.
    """

    title: str
    content: Markup
    has_heading: bool
    url: str
    canonical: str
    description: str
    name: str
    source: Page
    social_image: str = ""
    language: str = ""
    toc: tuple[TocEntry, ...] = ()
    breadcrumb: tuple[NavigationItem, ...] = ()
    previous: NavigationItem | None = None
    next: NavigationItem | None = None
    edit_url: str = ""
    sections: tuple[SectionView, ...] = ()

    @property
    def heading(self) -> Markup:
        """The level-one heading: the one at the start of the content, or else the title."""
        if self.has_heading:
            return self.content[: self._opening]
        return Markup("<h1>") + self.title + Markup("</h1>")

    @property
    def text(self) -> Markup:
        """The content without the heading at its start."""
        return self.content[self._opening :].lstrip("\n") if self.has_heading else self.content

    @property
    def _opening(self) -> int:
        return self.content.index("</h1>") + len("</h1>")


class RenderedPage(Struct):
    """The HTML of a page in UTF-8, its diagnostics and broken links, and what it read."""

    html: bytes | None
    diagnostics: tuple[Diagnostic, ...]
    broken: tuple[BrokenLink, ...]
    reads: tuple[Query, ...]


class PageRenderer:
    """Renders the pages of a site.  `timer` measures the steps."""

    def __init__(  # noqa: PLR0913, PLR0917 - each argument provides a part of a page
        self,
        root: Path,
        site: SiteReads,
        images: ImageReads,
        markdown: MarkdownCache,
        postprocessor: HtmlPostprocessor,
        timer: Timer,
    ) -> None:
        self._course_root = root
        self._site = site
        self._images = images
        self._markdown = markdown
        self._postprocessor = postprocessor
        self._lap = timer.lap
        self._image_elements = ImageElements(images)
        self._head_maker = HeadMaker(site)
        self._diagnostics = Diagnostics()
        self._broken: list[BrokenLink] = []
        self._filters = Filters(site, markdown, self._image_elements, self._report_field)
        self._lap("pages: load Jinja")

    @cached_property
    def _environment(self) -> Sandbox:
        environment = make_environment(self._course_root, self._filters, self._site.reads)
        site = self._site
        environment.globals |= {
            "navigation": Lazy(lambda: site.navigation),
            "site": site.info,
            **{each.name: Lazy(partial(site.content, each.name)) for each in DATA_TYPES},
            **{name: Lazy(partial(site.selection, name)) for name in SELECTIONS},
            "assignments_by_deadline": Lazy(lambda: site.reads("assignments_by_deadline")),
            "office_hours": Lazy(lambda: site.reads("office_hours")),
            "timetable": Lazy(lambda: site.reads("timetable")),
            "upcoming": Lazy(lambda: site.reads("upcoming")),
            "palette": Lazy(lambda: site.reads("palette")),
            "policy": POLICY_PLACEHOLDER,
            "words": Lazy(lambda: site.translations),
        }
        return environment

    def prepare(self) -> None:
        """Load everything that rendering needs."""
        with suppress(Exception):  # errors are reported for each page that uses it
            self._environment.get_template("page.html")
        self._markdown.prepare()

    def render(self, path: str) -> RenderedPage:
        """Render the page at an output path; its HTML is None if a template error is reported."""
        self._diagnostics, self._broken = Diagnostics(), []
        with self._site.reads.recorded() as made:
            html = self._page(path)
        return RenderedPage(html, tuple(self._diagnostics), tuple(self._broken), tuple(made))

    def _page(self, path: str) -> bytes | None:
        page = self._site.page(path)
        for name in ("translations", "policy"):
            self._site.reads(name)  # for all pages: the formats of dates, and the postprocessor
        try:
            html = self._render(path, page)
        except Exception as error:  # noqa: BLE001 - a template can raise any exception
            self._report(error, page)
            return None
        self._lap("pages: templates")
        try:
            content = self._postprocessor.finish(html).encode()
        except UnicodeEncodeError as error:
            self._report(self._surrogate(path, page) or error, page)
            return None
        self._lap("pages: policies, link markers")
        return content

    def _report(self, error: Exception, page: Page) -> None:
        from coursegen.templates.template_errors import report_template_error  # noqa: PLC0415 - only for an error

        report_template_error(error, page, self._course_root, self._environment, self._diagnostics)

    def _report_field(self, fragment: Fragment, links: LinkWriter, start: Location) -> None:
        """Report the problems in a field's Markdown, which a filter has converted."""
        fragment.report(start, self._diagnostics, links.exists)
        self._diagnostics.extend(links.diagnostics)
        self._broken += links.broken

    def _surrogate(self, path: str, page: Page) -> Exception | None:
        """Render again to find the template that outputs a lone surrogate."""
        self._environment.refuse_surrogates()
        try:
            self._render(path, page)
        except Exception as error:  # noqa: BLE001 - as above
            return error
        return None

    def _render(self, path: str, page: Page) -> str:
        is_home = path == HOME_PATH
        root_path = base_path(self._site.info.url) if path == NOT_FOUND else to_root(path)
        root = Root(root_path, is_home=is_home)
        parts = self._site.home_sections if is_home else ()
        taken = {
            MAIN_ID,
            MENU_ID,
            *(part.anchor for part in parts if isinstance(part, Page)),
        }
        names = [name for part in (page, *parts) for name in _names(part)]
        taken.update(names)
        if SCHEDULE.name in names:
            taken.update(self._site.content(SCHEDULE.name).ids())
        self._environment.budget.reset()
        view = self._make_view(page, path, root, taken)
        head = self._head_maker.head(path, page, view.content, view.canonical, view.social_image)
        values: dict[str, Any] = {"page": view, "head": head, "root": root}
        if is_home:
            values["sections"] = tuple(
                SectionView(part.anchor, self._make_view(part, path, root, taken))
                if isinstance(part, Page)
                else SectionView(part)
                for part in parts
            )
        if path == NOT_FOUND:
            values["suggested_links"] = self._site.not_found_links
        return render_template(self._environment.get_template(page.template), values)

    def _make_view(self, page: Page, path: str, root: Root, taken: set[str]) -> PageView:
        """Create the view of a page, or of a section of the home page."""
        start = page.location._replace(line=page.body_line)
        fragment = self._markdown.page(page.body, page.name)
        self._lap("pages: Markdown")
        text = fragment.html_for(self._site.info, page.language)
        html = text if page.path == path else nest_headings(text, page.title)
        links = LinkWriter(start, posixpath.dirname(page.name), root, self._site)
        fragment.report(start, self._diagnostics, links.exists)
        address = page_url(path)
        site_url = self._site.info.url
        html = links.rewrite(with_unique_ids(html, taken), fragment.code)
        self._diagnostics.extend(links.diagnostics)
        self._broken += links.broken
        page_links: dict[str, Any] = {}
        if page.path == path:
            html, page_links = self._with_navigation(page, html)
        content = Markup(self._image_elements.rewrite(html, root, self._environment))  # noqa: S704 - the author's own Markdown
        self._lap("pages: links, headings, images")
        return PageView(
            title=page.title,
            content=content,
            has_heading=fragment.html.startswith("<h1"),
            url=address,
            canonical=site_url + address if site_url and path != NOT_FOUND else "",
            description=page.description,
            name=page.name,
            source=page,
            language=page.language if page.language != self._site.info.language else "",
            social_image=self._images.social_image(path) if page.path == path else "",
            sections=tuple(
                SectionView(name, is_title_hidden=len(page.sections) == 1) for name in page.sections
            ),
            **page_links,
        )

    def _with_navigation(self, page: Page, html: str) -> tuple[str, dict[str, Any]]:
        """Return the content of a page with its own URL, and the page's navigation fields."""
        edit_url = self._site.edit_url(page.path)
        if page.path in (HOME_PATH, NOT_FOUND):
            return html, {"edit_url": edit_url}
        html, entries = with_anchors(html)
        page_links = self._site.links_around(page.path)
        return html, {
            "toc": page_toc(entries, html, choice=page.toc),
            "breadcrumb": page_links.breadcrumb,
            "previous": page_links.previous,
            "next": page_links.next,
            "edit_url": edit_url,
        }


def _names(part: Page | str) -> tuple[str, ...]:
    """Return the content types that a page or a section shows."""
    return part.sections if isinstance(part, Page) else (part,)
