"""A page without a mouse: every stop of the tab key is visible, and the first leads to the text."""

from typing import Any

from playwright.sync_api import Page

from browser.conftest import PHONE, OpenPage
from browser.sites import HOME, NAMED, Spot, for_every_home, for_every_page

MANY = 60
"""Stops after which the rest of a long page is taken to be alike."""

STOP = """
() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const look = e => {
    const s = getComputedStyle(e);
    return [s.outlineStyle === 'none' ? '' : s.outlineStyle + s.outlineWidth + s.outlineColor,
            s.boxShadow, s.borderColor, s.backgroundColor, s.color, s.textDecorationLine].join();
  };
  const box = it.getClientRects()[0] ?? it.getBoundingClientRect();
  const style = getComputedStyle(it);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const covered = above && !it.contains(above) && !above.contains(it);
  const focused = look(it) + look(it.parentElement);
  it.blur();
  const changed = focused !== look(it) + look(it.parentElement);
  it.focus({preventScroll: true});
  const key = it.outerHTML.slice(0, 120);
  it.dataset.stop ??= document.querySelectorAll('[data-stop]').length;
  return {
    key, stop: it.dataset.stop, marked: outlined || changed, covered,
    shown: box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0
           && box.top < innerHeight && box.left < innerWidth,
    target: it.hash && it.pathname === location.pathname ? it.hash : '',
  };
}
"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Where the tab key leads, in order, until it comes back or has led far."""
    found: list[dict[str, Any]] = []
    while len(found) < MANY:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["stop"] in {earlier["stop"] for earlier in found}:
            break
        found.append(stop)
    return found


@for_every_page
def test_every_stop_of_the_tab_key_is_visible_and_the_first_leads_to_the_text(
    open_page: OpenPage, spot: Spot
) -> None:
    page = open_page(spot)
    found = stops(page)
    unseen = [stop for stop in found if not stop["marked"] or not stop["shown"] or stop["covered"]]

    assert unseen == []
    assert found[0]["target"]
    assert page.locator(found[0]["target"]).evaluate(
        "e => e.matches('main') || e.closest('main') !== null"
    )


@for_every_home
def test_every_stop_is_visible_on_a_phone(open_page: OpenPage, spot: Spot) -> None:
    found = stops(open_page(spot, size=PHONE))

    assert found
    assert [s for s in found if not s["marked"] or not s["shown"] or s["covered"]] == []


def test_the_skip_link_moves_on_past_the_navigation(open_page: OpenPage) -> None:
    page = open_page(Spot(NAMED["robotics"], "syllabus/index.html"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_stop_that_does_not_show_would_be_found(open_page: OpenPage) -> None:
    page = open_page(Spot(NAMED["typical"], HOME))
    page.evaluate(
        "() => { for (const sheet of document.styleSheets) while (sheet.cssRules.length)"
        " sheet.deleteRule(0); const none = new CSSStyleSheet();"
        " none.replaceSync('* { outline: none !important }');"
        " document.adoptedStyleSheets = [none]; }"
    )

    assert [stop for stop in stops(page) if not stop["marked"]]
