"""Fixtures for the browser, the sites and their pages."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.chromium import launch
from browser.layouts import Layouts
from browser.needed import npm_file
from browser.sites import Sites, Spot
from browser.visits import DESKTOP, Visit, Visits

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        running = launch(playwright.chromium)
        yield running
        running.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Every site, built and served once for all tests of this process."""
    sites = Sites(tmp_path_factory.mktemp("sites"))
    yield sites
    sites.close()


@pytest.fixture(scope="session")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layouts]:
    """Courses in each layout, built and served once for all tests of this process."""
    layouts = Layouts(tmp_path_factory.mktemp("layouts"))
    yield layouts
    layouts.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return npm_file("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def visits(browser: Browser, sites: Sites, axe: str) -> Visits:
    """The visits to all pages; each page is visited once for all tests of this process."""
    return Visits(browser, sites, axe)


@pytest.fixture(scope="session")
def visit(visits: Visits, spot: Spot) -> Visit:
    """The facts that the browser recorded about the page under test."""
    return visits[spot]


@pytest.fixture
def open_page(browser: Browser, sites: Sites) -> Iterator[OpenPage]:
    """A function that opens a page, with the clock set to the build time of the site.

    `size` is the size of the window.  `prepare` is called with the page before it loads.  Other
    options are passed to Playwright's `new_context`.
    """
    with ExitStack() as stack:

        def open_it(
            spot: Spot,
            size: tuple[int, int] = DESKTOP,
            prepare: Callable[[Page], object] = lambda _page: None,
            **options: Any,
        ) -> Page:
            viewport = {"width": size[0], "height": size[1]}
            options = {"reduced_motion": "reduce", "viewport": viewport, **options}
            context = stack.enter_context(browser.new_context(**options))
            page = context.new_page()
            if options.get("java_script_enabled", True):
                page.clock.set_fixed_time(datetime.fromisoformat(spot.course.now))
            prepare(page)
            page.goto(sites[spot.course].hosted.url(spot.page), wait_until="load")
            return page

        yield open_it
