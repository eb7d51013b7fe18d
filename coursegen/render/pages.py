"""A page of the plan → its bytes."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from coursegen.base.struct import Struct
from coursegen.base.urls import base_path, page_url, to_root
from coursegen.content.page import MAIN_ID, MENU_ID, Page
from coursegen.html.csp import POLICY_PLACEHOLDER
from coursegen.markdown.headings import page_toc, with_anchors
from coursegen.markdown.image_elements import ImageElements
from coursegen.markdown.links import LinkWriter, Root
from coursegen.outputs.palette import derive_palette
from coursegen.site.plan import NOT_FOUND
from coursegen.site.repository import edit_url
from coursegen.templates.environment import Filters, make_environment
from coursegen.templates.sandbox import render_template
from coursegen.views.home_sections import nest_headings, with_unique_ids
from coursegen.views.page_head import HeadMaker
from coursegen.views.timetable.layout import make_timetable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.timer import Timer
    from coursegen.content.course import NavigationItem
    from coursegen.html.postprocess import HtmlPostprocessor
    from coursegen.images.image_registry import ImageRegistry
    from coursegen.markdown.headings import TocEntry
    from coursegen.markdown.texts import Texts
    from coursegen.site.addresses import Addresses
    from coursegen.templates.reach import Reach
    from coursegen.templates.sandbox import Sandbox
    from coursegen.views.page_navigation import PageNavigation
    from coursegen.views.timetable.layout import Timetable


class PageView(Struct):
    """What a template knows of the page that it renders.

    `url` is the encoded address from the site's root, `canonical` the absolute one (empty when
    the course has no `url:`); `content` is HTML; `has_heading` says that the content opens with
    the page's title as a heading; `social_image` is the absolute address of the picture that a
    shared link shows, empty where there is none.  `language` is empty where it is the site's;
    `breadcrumb` leads from the home page to this page, without it; `edit_url` is where its source
    can be changed, empty where that is not known.
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

    @property
    def heading(self) -> Markup:
        """The page's title as a heading: the one that opens the content, else one made of it."""
        if self.has_heading:
            return self.content[: self._opening]
        return Markup("<h1>") + self.title + Markup("</h1>")

    @property
    def text(self) -> Markup:
        """The content without the heading that opens it."""
        return self.content[self._opening :] if self.has_heading else self.content

    @property
    def _opening(self) -> int:
        return self.content.index("</h1>") + len("</h1>")


class SectionView(Struct):
    """A part of the home page: `schedule`, `staff`, or a page that stands there in full."""

    id: str
    page: PageView | None = None


class PageRenderer:
    """Renders the pages of one plan."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a page is made of, each from another hand
        self,
        root: Path,
        gallery: ImageRegistry,
        addresses: Addresses,
        reach: Reach,
        words: Mapping[str, str],
        finisher: HtmlPostprocessor,
        texts: Texts,
        surroundings: PageNavigation,
        stopwatch: Timer,
        diagnostics: Diagnostics,
    ) -> None:
        self._plan = gallery.plan
        self._gallery = gallery
        self._addresses = addresses
        self._reach = reach
        self._words = words
        self._finisher = finisher
        self._texts = texts
        self._lap = stopwatch.lap
        self._diagnostics = diagnostics
        self._course_root = root
        self._surroundings = surroundings
        self._lap("pages: Jinja is loaded")

    @cached_property
    def _pictures(self) -> ImageElements:
        return ImageElements(self._gallery)

    @cached_property
    def _heads(self) -> HeadMaker:
        return HeadMaker(self._plan, self._addresses, self._words)

    @cached_property
    def _environment(self) -> Sandbox:
        filters = Filters(
            self._addresses, self._texts, self._pictures, self._words, self._diagnostics
        )
        environment = make_environment(self._course_root, filters)
        course = self._plan.course
        environment.globals |= {
            "navigation": self._surroundings.navigation,
            "site": course.info,
            "schedule": course.schedule,
            "staff": course.staff,
            "timetable": None,  # known to be a name; made for those pages that can ask for it
            "palette": derive_palette(course.info.accent),
            "policy": POLICY_PLACEHOLDER,
            "words": self._words,
        }
        return environment

    @cached_property
    def _timetable(self) -> Timetable:
        return make_timetable(self._plan.course)

    def prepare(self) -> None:
        """Load what rendering needs."""
        with suppress(Exception):  # reported where a page uses it
            self._environment.get_template("page.html")
        self._texts.prepare()

    def page(self, path: str) -> bytes | None:
        """The page at an output path; None where its template fails, which is reported."""
        page = self._plan.pages[path]
        try:
            html = self._page(path, page)
        except Exception as error:  # noqa: BLE001 - there is none that a template cannot raise
            self._report(error, page)
            return None
        self._lap("pages: templates")
        try:
            content = self._finisher.finish(html).encode()
        except UnicodeEncodeError as error:
            self._report(self._surrogate(path, page) or error, page)
            return None
        self._lap("pages: policies, marks of links")
        return content

    def _report(self, error: Exception, page: Page) -> None:
        from coursegen.templates.template_errors import report_template_error  # noqa: PLC0415 - only for a fault

        report_template_error(error, page, self._course_root, self._environment, self._diagnostics)

    def _surrogate(self, path: str, page: Page) -> Exception | None:
        """The error of the template that writes half of a surrogate pair, which has no UTF-8."""
        self._environment.refuse_surrogates()
        try:
            self._page(path, page)
        except Exception as error:  # noqa: BLE001 - as above
            return error
        return None

    def _page(self, path: str, page: Page) -> str:
        course = self._plan.course
        way = base_path(course.info.url) if path == NOT_FOUND else to_root(path)
        root = Root(way, is_home=page is course.home)
        parts = course.home_sections if page is course.home else ()
        taken = {
            MAIN_ID,
            MENU_ID,
            *(part.anchor if isinstance(part, Page) else part for part in parts),
        }
        if "schedule" in parts:
            taken.update(course.schedule.ids())
        self._environment.budget.reset()
        view = self._view(page, path, root, taken)
        head = self._heads.head(path, page, view.content, view.canonical, view.social_image)
        values: dict[str, Any] = {"page": view, "head": head, "root": root}
        if page is course.home:
            values["sections"] = tuple(
                SectionView(part.anchor, self._view(part, path, root, taken))
                if isinstance(part, Page)
                else SectionView(part)
                for part in parts
            )
        if path == NOT_FOUND:
            values["signposts"] = self._surroundings.not_found_links
        if self._reach.sees(page.template, "timetable"):  # else nobody asks for it
            self._environment.globals["timetable"] = self._timetable
        return render_template(self._environment.get_template(page.template), values)

    def _view(self, page: Page, path: str, root: Root, taken: set[str]) -> PageView:
        """A page as its template sees it; a section of the home page is one in another."""
        start = page.location._replace(line=page.body_line)
        text = self._texts.page(page.body, start)
        self._lap("pages: Markdown")
        html = text if page.path == path else nest_headings(text, page.title)
        folder = posixpath.dirname(page.name)
        links = LinkWriter(start, folder, root, self._addresses, self._diagnostics)
        address = page_url(path)
        site_url = self._plan.course.info.url
        html = links.rewrite(with_unique_ids(html, taken))
        around: dict[str, Any] = {}
        if page.path == path:
            html, around = self._with_surroundings(page, html)
        content = Markup(self._pictures.rewrite(html, root, self._environment))  # noqa: S704 - the author's own Markdown
        self._lap("pages: links, headings, pictures")
        return PageView(
            title=page.title,
            content=content,
            has_heading=text.startswith("<h1"),
            url=address,
            canonical=site_url + address if site_url and path != NOT_FOUND else "",
            description=page.description,
            name=page.name,
            source=page,
            language=page.language if page.language != self._plan.course.info.language else "",
            social_image=self._gallery.social_image(page, path) if page.path == path else "",
            **around,
        )

    def _with_surroundings(self, page: Page, html: str) -> tuple[str, dict[str, Any]]:
        """The content of a page with an address of its own, and what stands around it."""
        if page is self._plan.course.home or page.path == NOT_FOUND:
            return html, {"edit_url": self._edit_url(page)}
        html, entries = with_anchors(html)
        around = self._surroundings.of(page)
        return html, {
            "toc": page_toc(entries, html, choice=page.toc),
            "breadcrumb": around.breadcrumb,
            "previous": around.previous,
            "next": around.next,
            "edit_url": self._edit_url(page),
        }

    def _edit_url(self, page: Page) -> str:
        """Where the main source of a page can be changed."""
        course = self._plan.course
        files = course.files_of(page)
        repository = course.info.repository
        return edit_url(repository, files[0]) if repository and files else ""
