"""Whoever has no script loses no word and no link."""

from collections import Counter

from playwright.sync_api import Page

from browser.conftest import OpenPage
from browser.sites import Spot, for_every_page


def words(page: Page) -> Counter[str]:
    return Counter(page.locator("body").inner_text().split())


def links(page: Page) -> set[str]:
    # Which week is this one depends on the day that a script asks for.
    everywhere = page.locator("a[href]:not(.this-week)")
    found = everywhere.evaluate_all("all => all.map(a => a.href)")
    return {href for href in found if href.startswith("http")}


@for_every_page
def test_a_page_keeps_its_text_and_its_links_without_script(
    open_page: OpenPage, spot: Spot
) -> None:
    with_script = open_page(spot)
    without = open_page(spot, java_script_enabled=False)
    lost = words(with_script) - words(without)

    assert links(with_script) - links(without) == set()
    assert lost.total() <= 0.02 * words(with_script).total(), lost  # labels of controls
