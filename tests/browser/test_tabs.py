"""Tabs and collapsible blocks in the browser."""

from playwright.sync_api import Page

from browser.conftest import OpenPage
from browser.sites import NAMED, Spot
from browser.visits import PHONE

SPOT = Spot(NAMED["markdown"], "blocks/index.html")


def visible(page: Page) -> list[str]:
    """Return the first line of each visible panel, without its title."""
    panels = page.locator(".tab").all()
    lines = [panel.inner_text().strip().split("\n") for panel in panels if panel.is_visible()]
    return [each[-1] for each in lines]


def test_a_click_or_an_arrow_key_shows_another_tab_of_the_set(open_page: OpenPage) -> None:
    page = open_page(SPOT)
    page.wait_for_selector("[role=tab]")
    assert visible(page) == ['print("Hello")', "Use apt."]

    page.get_by_role("tab", name="C", exact=True).click()
    assert visible(page) == ['puts("Hello");', "Use apt."]

    page.get_by_role("tab", name="Linux").focus()
    page.keyboard.press("ArrowRight")
    assert visible(page) == ['puts("Hello");', "Use brew."]
    assert page.evaluate("document.activeElement.textContent") == "macOS"

    page.keyboard.press("ArrowRight")
    assert visible(page)[1] == "Use apt."
    page.keyboard.press("End")
    assert visible(page)[1] == "Use brew."
    page.keyboard.press("Home")
    assert visible(page)[1] == "Use apt."
    assert page.locator("[role=tab][tabindex='0']").all_inner_texts() == ["C", "Linux"]


def test_a_link_into_a_tab_shows_it(open_page: OpenPage) -> None:
    page = open_page(SPOT)
    page.wait_for_selector("[role=tab]")
    hidden = page.locator(".tab[hidden]").last.get_attribute("id")
    page.evaluate("target => { location.hash = target }", hidden)

    page.wait_for_function("target => !document.getElementById(target).hidden", arg=hidden)
    assert visible(page)[1] == "Use brew."


def test_a_malformed_url_shows_the_first_tab_of_each_set(open_page: OpenPage) -> None:
    page = open_page(SPOT)
    page.evaluate("location.hash = '%'")
    page.reload()
    page.wait_for_selector("[role=tab]")

    assert visible(page) == ['print("Hello")', "Use apt."]


def test_all_tabs_are_visible_without_scripts_and_in_print(open_page: OpenPage) -> None:
    all_tabs = ['print("Hello")', 'puts("Hello");', "Use apt.", "Use brew."]
    page = open_page(SPOT, java_script_enabled=False)
    assert visible(page) == all_tabs
    assert page.locator(".tab-title").first.is_visible()

    page = open_page(SPOT)
    page.wait_for_selector("[role=tab]")
    page.emulate_media(media="print")
    assert visible(page) == all_tabs
    assert page.locator(".tab-title").first.is_visible()
    assert not page.locator(".tab-list").first.is_visible()


def test_collapsible_text_is_visible_in_print(open_page: OpenPage) -> None:
    page = open_page(SPOT)
    closed = page.locator("details.tip p")
    assert not closed.is_visible()

    page.emulate_media(media="print")
    assert closed.is_visible()


def test_tabs_are_large_enough_for_touch(open_page: OpenPage) -> None:
    page = open_page(SPOT, size=PHONE)
    page.wait_for_selector("[role=tab]")
    boxes = [tab.bounding_box() for tab in page.get_by_role("tab").all()]

    assert all(box and min(box["width"], box["height"]) >= 44 for box in boxes)
