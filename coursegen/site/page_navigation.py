"""The links around a page: its breadcrumb, and the previous and next pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.content.schedule import SCHEDULE
from coursegen.site.navigation import (
    ancestors,
    breadcrumb,
    make_navigation,
    not_found_links,
    page_link,
)
from coursegen.site.page_order import Neighbors, neighbors, pages_in_schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.content.page import Page
    from coursegen.content.site_parts import NavigationItem
    from coursegen.site.addresses import Addresses
    from coursegen.site.plan import Plan


class PageLinks(Struct):
    """The breadcrumb of a page, without the page itself, and the previous and next pages."""

    breadcrumb: tuple[NavigationItem, ...] = ()
    previous: NavigationItem | None = None
    next: NavigationItem | None = None


class PageNavigation:
    """The navigation of a plan's pages; `in_schedule` contains the pages linked in the schedule."""

    def __init__(self, plan: Plan, addresses: Addresses, translations: Mapping[str, str]) -> None:
        is_shown = SCHEDULE.name in plan.course.section_pages
        self.in_schedule = pages_in_schedule(plan, addresses) if is_shown else {}
        self.navigation = make_navigation(plan, self.in_schedule, translations)
        self.not_found_links = tuple(not_found_links(plan, self.in_schedule, translations))
        self.translations = translations
        self._neighbors = neighbors(plan, self.in_schedule)
        self._breadcrumbs: dict[tuple[str, str | None], tuple[NavigationItem, ...]] = {}
        self._by_name = {page.name: page for page in plan.pages.values()}

    def of(self, page: Page) -> PageLinks:
        """Return the links around a page that is not a section of another page."""
        neighbors = self._neighbors.get(page.path, Neighbors())
        return PageLinks(
            self._breadcrumb(page),
            page_link(neighbors.previous) if neighbors.previous else None,
            page_link(neighbors.next) if neighbors.next else None,
        )

    def _breadcrumb(self, page: Page) -> tuple[NavigationItem, ...]:
        """Return the breadcrumb of a page; pages of the same folder and week share a cached one."""
        week = self.in_schedule.get(page.path)
        key = (ancestors(page.name), week.id if week else None)
        if key not in self._breadcrumbs:
            self._breadcrumbs[key] = breadcrumb(page, self._by_name, week, self.translations)
        return self._breadcrumbs[key]
