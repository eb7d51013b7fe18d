"""Keyboard use: every tab stop is visible, and the first one skips to the content."""

from typing import Any

from browser.conftest import OpenPage
from browser.sites import HOME, NAMED, Spot, for_every_home, for_every_page
from browser.visits import Visit, stops


def invisible(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tab stops that have no focus indicator, are off screen or are covered."""
    return [stop for stop in found if not stop["marked"] or not stop["shown"] or stop["covered"]]


@for_every_page
def test_every_tab_stop_is_visible_and_the_first_skips_to_the_content(visit: Visit) -> None:
    assert invisible(visit.stops) == []
    assert visit.first_stop_is_in_main


@for_every_home
def test_every_tab_stop_is_visible_on_a_phone(visit: Visit) -> None:
    assert visit.stops_on_phone
    assert invisible(visit.stops_on_phone) == []


def test_the_skip_link_moves_the_focus_past_the_navigation(open_page: OpenPage) -> None:
    page = open_page(Spot(NAMED["robotics"], "syllabus/index.html"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_an_invisible_tab_stop_is_detected(open_page: OpenPage) -> None:
    page = open_page(Spot(NAMED["typical"], HOME))
    page.evaluate(
        "() => { for (const sheet of document.styleSheets) while (sheet.cssRules.length)"
        " sheet.deleteRule(0); const none = new CSSStyleSheet();"
        " none.replaceSync('* { outline: none !important }');"
        " document.adoptedStyleSheets = [none]; }"
    )

    assert [stop for stop in stops(page) if not stop["marked"]]
