"""Every page of the plan → its bytes."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from markupsafe import Markup

from coursegen.model.page import MAIN_ID, Page
from coursegen.render.environment import Filters, make_environment
from coursegen.render.faults import report_fault
from coursegen.render.links import LinkWriter, Root
from coursegen.render.markdown import MarkdownRenderer, Rendered
from coursegen.render.pictures import Pictures
from coursegen.render.sections import fit_in, with_own_ids
from coursegen.site.columns import columns
from coursegen.site.palette import derive
from coursegen.site.plan import NOT_FOUND
from coursegen.urls import base_path, page_url, to_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from coursegen.diagnostics import Diagnostics
    from coursegen.images.gallery import Gallery
    from coursegen.site.addresses import Addresses

_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a template may raise that its author can mend."""


@dataclass(frozen=True, slots=True)
class PageView:
    """What a template knows of the page that it renders.

    `url` is the encoded address from the site's root, `canonical` the absolute one (empty when
    the course has no `url:`); `content` is HTML; `has_heading` says that the content opens with
    the page's title as a heading; `social_image` is the absolute address of the picture that a
    shared link shows, empty where there is none.
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


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the home page: `schedule`, `staff`, or a page that stands there in full."""

    id: str
    page: PageView | None = None


class PageRenderer:
    """Renders the pages of one plan."""

    def __init__(
        self,
        root: Path,
        gallery: Gallery,
        addresses: Addresses,
        words: Mapping[str, str],
        diagnostics: Diagnostics,
    ) -> None:
        self._plan = plan = gallery.plan
        self._gallery = gallery
        self._addresses = addresses
        self._diagnostics = diagnostics
        self._course_root = root
        self._markdown = MarkdownRenderer()
        self._pictures = Pictures(gallery)
        filters = Filters(addresses, self._markdown, self._pictures, words, diagnostics)
        self._environment = make_environment(root, filters)
        course = plan.course
        self._environment.globals |= {
            "site": course.facts,
            "schedule": course.schedule,
            "staff": course.staff,
            "columns": columns,
            "palette": derive(course.facts.accent),
            "words": words,
        }

    def render(self, progress: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        """Yield each page's output path and bytes; call `progress` after each.

        A page whose template fails is reported and left out.
        """
        for path, page in self._plan.pages.items():
            html = self._page(path, page)
            if html is not None:
                yield path, html.encode()
            progress()

    def _page(self, path: str, page: Page) -> str | None:
        course = self._plan.course
        way = base_path(course.facts.url) if path == NOT_FOUND else to_root(path)
        root = Root(way, is_home=page is course.home)
        parts = course.home_sections if page is course.home else ()
        taken = {MAIN_ID, *(part.anchor if isinstance(part, Page) else part for part in parts)}
        if "schedule" in parts:
            taken.update(course.schedule.ids())
        try:
            view = self._view(page, path, root, taken)
            values: dict[str, Any] = {"page": view, "root": root}
            if page is course.home:
                values["sections"] = tuple(
                    SectionView(part.anchor, self._view(part, path, root, taken))
                    if isinstance(part, Page)
                    else SectionView(part)
                    for part in parts
                )
            return self._environment.get_template(page.template).render(values)
        except _FAULTS as error:
            report_fault(error, page, self._course_root, self._environment, self._diagnostics)
            return None

    def _view(self, page: Page, path: str, root: Root, taken: set[str]) -> PageView:
        """A page as its template sees it; a section of the home page is one in another."""
        rendered = (
            self._markdown.page(page.body) if page.body.strip() else Rendered("", has_heading=False)
        )
        html = rendered.html if page.path == path else fit_in(rendered.html, page.title)
        start = page.place._replace(line=page.body_line)
        folder = posixpath.dirname(page.name)
        links = LinkWriter(start, folder, root, self._addresses, self._diagnostics)
        html = links.rewrite(with_own_ids(html, taken))
        address = page_url(path)
        site_url = self._plan.course.facts.url
        return PageView(
            title=page.title,
            content=Markup(self._pictures.rewrite(html, root, self._environment)),  # noqa: S704 - the author's own Markdown
            has_heading=rendered.has_heading,
            url=address,
            canonical=site_url + address if site_url and path != NOT_FOUND else "",
            description=page.description,
            name=page.name,
            source=page,
            social_image=self._gallery.social_image(page, path) if page.path == path else "",
        )
