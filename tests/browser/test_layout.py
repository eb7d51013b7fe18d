"""Nothing is cut off: on narrow screens, with large text, on paper, and without motion."""

import re

import pytest
from playwright.sync_api import Page

from browser.conftest import DESKTOP, PHONE, OpenPage
from browser.sites import HOME, NAMED, SPOTS, Spot, for_every_home, for_every_page

TOO_WIDE = """
() => {
  const wide = document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const out = [...document.querySelectorAll('body *')].filter(
    e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5);
  return [`${wide} px too wide`, ...out.slice(0, 5).map(e => e.outerHTML.slice(0, 100))];
}
"""


def too_wide(page: Page, width: int) -> list[str]:
    """What makes a page scroll sideways in a window of this width."""
    page.set_viewport_size({"width": width, "height": 812})
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


@for_every_page
def test_nothing_scrolls_sideways(open_page: OpenPage, spot: Spot) -> None:
    page = open_page(spot, size=PHONE)
    widths = (320, 375, 640, 768, 1024, 1280)

    assert {width: too_wide(page, width) for width in widths} == {width: [] for width in widths}


@for_every_page
def test_nothing_scrolls_sideways_when_the_text_is_twice_as_large(
    open_page: OpenPage, spot: Spot
) -> None:
    page = open_page(spot)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate(size) >= 1.9 * before
    assert too_wide(page, DESKTOP[0]) == []
    assert too_wide(page, PHONE[0]) == []


WITHOUT_OWN_PRINT = [
    spot for spot in SPOTS if not (spot.course.root / "static/css/print.css").exists()
]
"""The pages that the theme prints: a course may bring its own styles for paper."""


@pytest.mark.parametrize("spot", WITHOUT_OWN_PRINT, ids=str)
def test_a_page_goes_onto_light_paper(open_page: OpenPage, spot: Spot) -> None:
    page = open_page(spot, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    grounds = page.evaluate(
        "() => [document.documentElement, document.body].map("
        "e => getComputedStyle(e).backgroundColor)"
    )

    assert [ground for ground in grounds if dark(ground)] == []
    assert too_wide(page, 720) == []


@for_every_home
def test_a_home_page_can_be_printed(open_page: OpenPage, spot: Spot) -> None:
    paper = open_page(spot).pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) >= 1


def dark(colour: str) -> bool:
    """Whether a computed colour is dark and not transparent."""
    if not colour.startswith("rgb"):
        lightness = float(re.findall(r"[\d.]+", colour)[0])
        return lightness < 0.5
    red, green, blue, *alpha = (float(number) for number in re.findall(r"[\d.]+", colour))
    return alpha != [0] and (red + green + blue) / 3 < 128


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("rgb(20, 22, 30)", True),
        ("rgba(0, 0, 0, 0)", False),
        ("rgb(255, 255, 255)", False),
        ("oklch(0.2 0.01 90)", True),
    ],
)
def test_a_dark_ground_is_told_from_a_light_one(colour: str, expected: bool) -> None:
    assert dark(colour) is expected


MOVING = """
() => {
  const moves = s => [s.animationName === 'none' ? '0s' : s.animationDuration,
    s.transitionDuration].some(list => list.split(', ').some(one => parseFloat(one) > 0.01));
  return [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after']
    .filter(part => moves(getComputedStyle(e, part || null)))
    .map(part => `${e.tagName.toLowerCase()}.${e.className}${part}`))
    .concat(getComputedStyle(document.documentElement).scrollBehavior === 'auto' ? [] : ['scroll']);
}
"""


@for_every_home
def test_nothing_moves_for_those_who_asked_for_less_motion(open_page: OpenPage, spot: Spot) -> None:
    assert open_page(spot, reduced_motion="reduce").evaluate(MOVING) == []


def test_what_is_too_wide_would_be_found(open_page: OpenPage) -> None:
    page = open_page(Spot(NAMED["course"], HOME), size=PHONE)
    page.evaluate("document.querySelector('main').style.minWidth = '400px'")

    assert too_wide(page, 375)
