"""Render the pages of a plan."""

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
    """The data of a page for templates.

    `url` is the encoded URL relative to the site's root.  `canonical` is the absolute URL, or empty
    if the course has no `url:`.  `content` is HTML.  `has_heading` specifies whether the content
    starts with a level-one heading.  `social_image` is the absolute URL of the image for shared
    links, or empty.  `language` is empty if the page has the site's language.  `breadcrumb` is the
    path from the home page to this page, without the page itself.  `edit_url` is the URL for
    editing the page's source, or empty if it is unknown.
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


class SectionView(Struct):
    """A section of the home page: `schedule`, `staff`, or the content of a page."""

    id: str
    page: PageView | None = None


class PageRenderer:
    """Renders the pages of one plan."""

    def __init__(  # noqa: PLR0913, PLR0917 - each argument provides a part of a page
        self,
        root: Path,
        images: ImageRegistry,
        addresses: Addresses,
        dependencies: Reach,
        translations: Mapping[str, str],
        postprocessor: HtmlPostprocessor,
        markdown: Texts,
        navigation: PageNavigation,
        timer: Timer,
        diagnostics: Diagnostics,
    ) -> None:
        self._plan = images.plan
        self._images = images
        self._addresses = addresses
        self._dependencies = dependencies
        self._translations = translations
        self._postprocessor = postprocessor
        self._markdown = markdown
        self._lap = timer.lap
        self._diagnostics = diagnostics
        self._course_root = root
        self._navigation = navigation
        self._lap("pages: load Jinja")

    @cached_property
    def _image_elements(self) -> ImageElements:
        return ImageElements(self._images)

    @cached_property
    def _head_maker(self) -> HeadMaker:
        return HeadMaker(self._plan, self._addresses, self._translations)

    @cached_property
    def _environment(self) -> Sandbox:
        filters = Filters(
            self._addresses,
            self._markdown,
            self._image_elements,
            self._translations,
            self._diagnostics,
        )
        environment = make_environment(self._course_root, filters)
        course = self._plan.course
        environment.globals |= {
            "navigation": self._navigation.navigation,
            "site": course.info,
            "schedule": course.schedule,
            "staff": course.staff,
            "timetable": None,  # set later for templates that can use it
            "palette": derive_palette(course.info.accent),
            "policy": POLICY_PLACEHOLDER,
            "words": self._translations,
        }
        return environment

    @cached_property
    def _timetable(self) -> Timetable:
        return make_timetable(self._plan.course, self._translations)

    def prepare(self) -> None:
        """Load everything that rendering needs."""
        with suppress(Exception):  # errors are reported for each page that uses it
            self._environment.get_template("page.html")
        self._markdown.prepare()

    def page(self, path: str) -> bytes | None:
        """Render the page at an output path; report a template error and return None."""
        page = self._plan.pages[path]
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

    def _surrogate(self, path: str, page: Page) -> Exception | None:
        """Render again to find the template that outputs a lone surrogate."""
        self._environment.refuse_surrogates()
        try:
            self._render(path, page)
        except Exception as error:  # noqa: BLE001 - as above
            return error
        return None

    def _render(self, path: str, page: Page) -> str:
        course = self._plan.course
        root_path = base_path(course.info.url) if path == NOT_FOUND else to_root(path)
        root = Root(root_path, is_home=page is course.home)
        parts = course.home_sections if page is course.home else ()
        taken = {
            MAIN_ID,
            MENU_ID,
            *(part.anchor if isinstance(part, Page) else part for part in parts),
        }
        if "schedule" in parts:
            taken.update(course.schedule.ids())
        self._environment.budget.reset()
        view = self._make_view(page, path, root, taken)
        head = self._head_maker.head(path, page, view.content, view.canonical, view.social_image)
        values: dict[str, Any] = {"page": view, "head": head, "root": root}
        if page is course.home:
            values["sections"] = tuple(
                SectionView(part.anchor, self._make_view(part, path, root, taken))
                if isinstance(part, Page)
                else SectionView(part)
                for part in parts
            )
        if path == NOT_FOUND:
            values["suggested_links"] = self._navigation.not_found_links
        if self._dependencies.sees(page.template, "timetable"):  # otherwise it is not needed
            self._environment.globals["timetable"] = self._timetable
        return render_template(self._environment.get_template(page.template), values)

    def _make_view(self, page: Page, path: str, root: Root, taken: set[str]) -> PageView:
        """Create the view of a page, or of a section of the home page."""
        start = page.location._replace(line=page.body_line)
        fragment = self._markdown.page(page.body, start)
        self._lap("pages: Markdown")
        text = fragment.html
        html = text if page.path == path else nest_headings(text, page.title)
        folder = posixpath.dirname(page.name)
        links = LinkWriter(start, folder, root, self._addresses, self._diagnostics)
        address = page_url(path)
        site_url = self._plan.course.info.url
        html = links.rewrite(with_unique_ids(html, taken), fragment.code)
        page_links: dict[str, Any] = {}
        if page.path == path:
            html, page_links = self._with_navigation(page, html)
        content = Markup(self._image_elements.rewrite(html, root, self._environment))  # noqa: S704 - the author's own Markdown
        self._lap("pages: links, headings, images")
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
            social_image=self._images.social_image(page, path) if page.path == path else "",
            **page_links,
        )

    def _with_navigation(self, page: Page, html: str) -> tuple[str, dict[str, Any]]:
        """Return the content of a page with its own URL, and the page's navigation fields."""
        if page is self._plan.course.home or page.path == NOT_FOUND:
            return html, {"edit_url": self._edit_url(page)}
        html, entries = with_anchors(html)
        page_links = self._navigation.of(page)
        return html, {
            "toc": page_toc(entries, html, choice=page.toc),
            "breadcrumb": page_links.breadcrumb,
            "previous": page_links.previous,
            "next": page_links.next,
            "edit_url": self._edit_url(page),
        }

    def _edit_url(self, page: Page) -> str:
        """Return the URL where the main source file of a page can be edited."""
        course = self._plan.course
        files = course.files_of(page)
        repository = course.info.repository
        return edit_url(repository, files[0]) if repository and files else ""
