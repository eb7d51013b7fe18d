"""The weekly timetable of office hours in the browser."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import OpenPage
from browser.sites import NAMED, Spot
from browser.visits import AXE_RULES, DESKTOP, PHONE, TOO_WIDE, findings

SPOT = Spot(NAMED["office-hours"], "office-hours/index.html")
BOXES = """
() => [...document.querySelectorAll('.hours')].map(element => {
  const {left, right, top, bottom} = element.getBoundingClientRect();
  return {left, right, top, bottom, title: element.querySelector('.hours-title').textContent,
    day: element.closest('.hours-day').querySelector('h2').textContent};
})
"""


def at(now: str) -> Any:
    """Return a function that sets the clock of a page."""
    return lambda page: page.clock.set_fixed_time(datetime.fromisoformat(now))


def open_at(open_page: OpenPage, now: str, **options: Any) -> Page:
    """Open the page and set its clock before the scripts run."""
    # `open_page` sets the clock first, to the build time of the site.
    return open_page(SPOT, prepare=at(now), **options)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (
            "2020-03-10T14:15-04:00",
            "America/New_York",
            ["Open now: Drop-in lab", "Next: Drop-in lab, Wed, Mar 11, 13:30"],
        ),
        (
            "2020-03-12T08:00-04:00",  # the hours at 9:00 are moved to the next day
            "America/New_York",
            ["Next: Ada Example, Fri, Mar 13, 14:00"],
        ),
        (
            "2020-03-10T12:00-04:00",  # the hours at 13:00 are canceled
            "America/New_York",
            ["Next: Drop-in lab, Tue, Mar 10, 13:30"],
        ),
        (
            "2020-03-15T12:00-04:00",  # before the break
            "Europe/Berlin",
            ["Next: Drop-in lab, Mon, Mar 23, 13:30 (your time: Mon, Mar 23, 18:30)"],
        ),
        ("2020-05-01T12:00-04:00", "America/New_York", []),
    ],
)
def test_the_page_shows_which_office_hours_are_open_and_which_are_next(
    open_page: OpenPage, now: str, zone: str, expected: list[str]
) -> None:
    page = open_at(open_page, now, timezone_id=zone)

    assert page.locator(".hours-now").inner_text().splitlines() == expected
    assert page.locator(".hours-zone").inner_text() == (
        "All times are in the time zone America/New_York."
    )


def test_the_hours_that_are_open_are_marked_also_for_screen_readers(open_page: OpenPage) -> None:
    page = open_at(open_page, "2020-03-03T13:45-05:00")

    marked = page.locator("[aria-current=time]")
    assert marked.locator(".hours-title").all_inner_texts() == ["Ada Example", "Drop-in lab"]


def test_past_changes_are_hidden(open_page: OpenPage) -> None:
    page = open_at(open_page, "2020-03-13T15:30-04:00")

    shown = page.locator(".hours-changes li:visible strong").all_inner_texts()
    assert shown == ["Added:", "No office hours:"]


def test_the_list_of_changes_is_hidden_after_the_last_one(open_page: OpenPage) -> None:
    assert open_at(open_page, "2020-03-20T23:59-04:00").locator(".hours-changes").is_visible()
    assert open_at(open_page, "2020-03-21T00:01-04:00").locator(".hours-changes").is_hidden()


def test_overlapping_hours_are_next_to_each_other_on_a_wide_screen(open_page: OpenPage) -> None:
    page = open_page(SPOT, size=DESKTOP)
    boxes = {(box["day"], box["title"]): box for box in page.evaluate(BOXES)}
    ada, lab = boxes["Tue", "Ada Example"], boxes["Tue", "Drop-in lab"]
    lecture, monday = boxes["Tue", "Lecture"], boxes["Mon", "Drop-in lab"]

    assert ada["right"] < lab["left"]
    assert ada["top"] < lab["top"] < ada["bottom"] < lab["bottom"]
    assert lecture["bottom"] < ada["top"]
    assert (lecture["left"], lecture["right"]) == (ada["left"], lab["right"])
    assert monday["right"] < ada["left"]
    assert (monday["top"], monday["bottom"]) == (lab["top"], lab["bottom"])


def test_the_timetable_is_a_list_by_day_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(SPOT, size=PHONE)
    boxes = page.evaluate(BOXES)

    assert [box["day"] for box in boxes] == ["Mon", "Tue", "Tue", "Tue", "Wed", "Thu", "Thu", "Fri"]
    assert all(a["bottom"] <= b["top"] for a, b in pairwise(boxes))
    assert len({box["left"] for box in boxes}) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_problem_while_office_hours_are_open(
    open_page: OpenPage, axe: str, scheme: str, width: int
) -> None:
    page = open_at(open_page, "2020-03-03T13:45-05:00", size=(width, 800), color_scheme=scheme)
    page.evaluate(axe)

    assert page.locator(".hours-now").inner_text()
    assert page.evaluate(TOO_WIDE) == []
    assert findings(page, AXE_RULES) == []


def test_the_script_has_at_most_2_kb(open_page: OpenPage) -> None:
    page = open_page(SPOT)
    source = page.locator("script[src$='office_hours.js']").evaluate("e => e.src")

    assert 0 < len(page.request.get(source).body()) <= 2048
