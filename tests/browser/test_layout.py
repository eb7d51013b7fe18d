"""The layout works on narrow screens, with large text, in print and without motion."""

import re

import pytest

from browser.conftest import OpenPage
from browser.sites import HOME, NAMED, SPOTS, Spot, for_every, for_every_home, for_every_page
from browser.visits import PHONE, WIDTHS, Visit, too_wide

WITHOUT_OWN_PRINT = [
    spot for spot in SPOTS if not (spot.course.root / "static/css/print.css").exists()
]
"""The pages of courses without custom print styles."""


@for_every_page
def test_no_page_scrolls_sideways(visit: Visit) -> None:
    assert visit.too_wide == {width: [] for width in WIDTHS}


@for_every_page
def test_no_page_scrolls_sideways_when_the_text_is_twice_as_large(visit: Visit) -> None:
    assert visit.text_growth >= 1.9
    assert visit.too_wide_with_large_text == {1280: [], 375: []}


@for_every(WITHOUT_OWN_PRINT)
def test_a_page_is_printed_with_a_light_background(visit: Visit) -> None:
    assert [background for background in visit.paper if dark(background)] == []
    assert visit.too_wide_on_paper == []


@for_every_home
def test_a_home_page_can_be_printed(visit: Visit) -> None:
    assert visit.printed_pages >= 1


def dark(color: str) -> bool:
    """Return whether a computed color is dark and not transparent."""
    if not color.startswith("rgb"):
        lightness = float(re.findall(r"[\d.]+", color)[0])
        return lightness < 0.5
    red, green, blue, *alpha = (float(number) for number in re.findall(r"[\d.]+", color))
    return alpha != [0] and (red + green + blue) / 3 < 128


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("rgb(20, 22, 30)", True),
        ("rgba(0, 0, 0, 0)", False),
        ("rgb(255, 255, 255)", False),
        ("oklch(0.2 0.01 90)", True),
    ],
)
def test_a_dark_background_is_distinguished_from_a_light_one(color: str, expected: bool) -> None:
    assert dark(color) is expected


@for_every_home
def test_there_are_no_animations_for_readers_who_prefer_reduced_motion(visit: Visit) -> None:
    assert visit.moving == []


def test_an_element_that_is_too_wide_is_detected(open_page: OpenPage) -> None:
    page = open_page(Spot(NAMED["course"], HOME), size=PHONE)
    page.evaluate("document.querySelector('main').style.minWidth = '400px'")

    assert too_wide(page, 375)
