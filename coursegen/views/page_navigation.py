"""What stands around a page: the way to it, and the pages before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.site.navigation import ancestors, breadcrumb, make_navigation, not_found_links, to
from coursegen.site.page_order import Neighbours, neighbours, pages_in_schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.content.course import NavigationItem
    from coursegen.content.page import Page
    from coursegen.site.addresses import Addresses
    from coursegen.site.plan import Plan


class PageLinks(Struct):
    """The breadcrumb from the home page to a page, without it, and the pages beside it."""

    breadcrumb: tuple[NavigationItem, ...] = ()
    previous: NavigationItem | None = None
    next: NavigationItem | None = None


class PageNavigation:
    """Knows the order of one plan's pages; `in_schedule` are those that the schedule leads to."""

    def __init__(self, plan: Plan, addresses: Addresses, words: Mapping[str, str]) -> None:
        at_home = "schedule" in plan.course.home_sections
        self.in_schedule = pages_in_schedule(plan, addresses) if at_home else {}
        self.navigation = make_navigation(plan, self.in_schedule, words)
        self.not_found_links = tuple(not_found_links(plan, self.in_schedule, words))
        self._words = words
        self._neighbours = neighbours(plan, self.in_schedule)
        self._ways: dict[tuple[str, str | None], tuple[NavigationItem, ...]] = {}
        self._by_name = {page.name: page for page in plan.pages.values()}

    def of(self, page: Page) -> PageLinks:
        """What stands around a page with an address of its own."""
        beside = self._neighbours.get(page.path, Neighbours())
        return PageLinks(
            self._way(page),
            to(beside.previous) if beside.previous else None,
            to(beside.next) if beside.next else None,
        )

    def _way(self, page: Page) -> tuple[NavigationItem, ...]:
        """The breadcrumb of a page, which is that of all pages of its folder and week."""
        week = self.in_schedule.get(page.path)
        known = (ancestors(page.name), week.id if week else None)
        if known not in self._ways:
            self._ways[known] = breadcrumb(page, self._by_name, week, self._words)
        return self._ways[known]
