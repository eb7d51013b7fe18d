"""The list of the next sessions and deadlines in the browser."""

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import OpenPage
from browser.hosting import SLOW
from browser.sites import HOME, NAMED, Spot
from browser.visits import AXE_RULES, DESKTOP, PHONE, SHIFTS, TOO_WIDE, findings

SPOT = Spot(NAMED["upcoming"], HOME)
ASSIGNMENTS = Spot(NAMED["upcoming"], "assignments/index.html")
LUNCH = "2020-03-04T12:00+00:00"
ITEMS = """
() => [...document.querySelectorAll('.upcoming-list')].map(list =>
  [...list.children].map(item => item.textContent.replace(/\\s+/g, ' ').trim()))
"""


def open_at(open_page: OpenPage, now: str, spot: Spot = SPOT, **options: Any) -> Page:
    """Open a page and set its clock before the scripts run."""

    def prepare(page: Page) -> None:
        page.clock.set_fixed_time(datetime.fromisoformat(now))
        page.add_init_script(SHIFTS)

    options = {"timezone_id": "Europe/London"} | options
    return open_page(spot, prepare=prepare, **options)


def until(page: Page, selector: str) -> list[str]:
    return list(filter(None, added(page, f"{selector} .countdown")))


def added(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_text_contents()]


def test_the_next_five_items_are_shown_with_the_time_until_them(open_page: OpenPage) -> None:
    page = open_at(open_page, LUNCH)
    following, later, earlier = page.evaluate(ITEMS)

    assert following == [
        "Wed Mar 4, 15:00–18:00 (in 3 hours) Lab 2: Measure a tone Lab 3: Measure a chord Workshop",
        "Thu Mar 5, 10:00–11:20 (in 22 hours) Lecture 4: The Fourier transform Hall 2",
        "Fri Mar 6 (in 2 days) Event Career fair",
        "Sat Mar 7, 23:59 (in 3 days) Due Homework 2",
        "Tue Mar 10, 10:00–11:20 (in 6 days) Lecture 5: Filters Hall 2",
    ]
    assert later[0] == "Wed Mar 11, 23:59 (in 7 days) Due Homework 3"
    assert [len(later), len(earlier)] == [4, 5]
    assert earlier[-1] == "Tue Mar 3, 23:59 Due Homework 1"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2020-02-24T09:59+00:00", "tomorrow"),
        ("2020-02-24T10:30+00:00", "in 23 hours"),
        ("2020-02-25T09:15+00:00", "in 45 minutes"),
        ("2020-02-23T23:00+00:00", "in 2 days"),
    ],
)
def test_the_time_until_an_item_is_in_minutes_hours_or_days(
    open_page: OpenPage, now: str, expected: str
) -> None:
    page = open_at(open_page, now)

    assert until(page, ".upcoming-list > li:first-child")[0] == f"({expected})"


def test_the_days_until_a_deadline_agree_with_the_dates_on_the_page_in_every_time_zone(
    open_page: OpenPage,
) -> None:
    near, far = (
        until(open_at(open_page, LUNCH, ASSIGNMENTS, timezone_id=zone), ".assignment")
        for zone in ("Europe/London", "Pacific/Auckland")
    )

    assert near == far == ["(in 3 days)", "(in 7 days)"]


def test_a_session_stays_in_the_list_until_its_end(open_page: OpenPage) -> None:
    page = open_at(open_page, "2020-03-04T17:59+00:00")
    assert "Lab 2" in page.evaluate(ITEMS)[0][0]

    page.clock.set_fixed_time(datetime.fromisoformat("2020-03-04T18:00+00:00"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert "Lecture 4" in page.evaluate(ITEMS)[0][0]
    assert "Lab 2" in page.evaluate(ITEMS)[2][-1]


def test_the_underline_of_a_link_begins_at_the_title(open_page: OpenPage) -> None:
    page = open_at(open_page, LUNCH)
    links = page.locator(".upcoming-list[data-shown] a")
    underlined = links.evaluate_all(
        """
        links => links.map(link => [link, ...link.querySelectorAll("*")]
          .filter(each => getComputedStyle(each).textDecorationLine.includes("underline"))
          .map(each => each.textContent))
        """
    )

    assert underlined[-3:] == [["Career fair"], ["Homework 2"], ["Filters"]]


def test_no_list_is_empty_that_visitors_can_open(open_page: OpenPage) -> None:
    before = open_at(open_page, "2020-02-01T12:00+00:00")
    assert before.locator(".upcoming summary:visible").all_inner_texts() == ["Later"]

    after = open_at(open_page, "2020-06-01T12:00+00:00")
    assert after.locator(".upcoming summary:visible").all_inner_texts() == ["Earlier"]


def test_without_scripts_the_list_contains_everything_in_order(open_page: OpenPage) -> None:
    page = open_page(SPOT, java_script_enabled=False)
    shown = page.locator(".upcoming-list > li:visible time")
    times = [time.get_attribute("datetime") or "" for time in shown.all()]

    assert len(times) == 14
    assert times == sorted(times)
    assert page.locator(".upcoming summary:visible, .time-zone button:visible").count() == 0


def test_assignments_and_the_schedule_show_the_time_until_each_deadline(
    open_page: OpenPage,
) -> None:
    home = open_at(open_page, LUNCH)
    assert until(home, ".timetable") == ["(in 3 days)", "(in 7 days)"]
    assert until(home, ".deadlines") == ["(in 3 days)", "(in 7 days)"]
    assert home.locator(".deadlines > li:visible a").all_inner_texts() == [
        "Homework 2",
        "Homework 3",
        "Essay",
    ]

    page = open_at(open_page, LUNCH, ASSIGNMENTS)
    assert until(page, ".assignment") == ["(in 3 days)", "(in 7 days)"]


def test_a_button_adds_the_times_in_the_visitor_s_time_zone(open_page: OpenPage) -> None:
    page = open_at(open_page, LUNCH, ASSIGNMENTS, timezone_id="Asia/Tokyo")
    button = page.get_by_role("button", name="Show times in my time zone")
    assert page.locator(".own-time").count() == 0

    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert added(page, ".own-time") == [
        "(your time: Wed, Mar 4, 08:59)",
        "(your time: Sun, Mar 8, 08:59)",
        "(your time: Thu, Mar 12, 08:59)",
    ]
    assert "Europe/London" in page.locator(".time-zone").inner_text()

    page.reload()
    assert page.locator(".own-time").count() == 3

    button.click()
    page.reload()
    assert page.locator(".own-time").count() == 0


def test_the_choice_of_times_belongs_to_the_course(open_page: OpenPage) -> None:
    page = open_at(open_page, LUNCH, ASSIGNMENTS, timezone_id="Asia/Tokyo")
    page.locator(".time-zone button").click()

    keys = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('time-zone'))")
    assert keys == ["time-zone /"]


def test_only_visitors_in_another_time_zone_see_the_button(open_page: OpenPage) -> None:
    near, far = (
        open_at(open_page, LUNCH, timezone_id=zone) for zone in ("Europe/London", "Asia/Tokyo")
    )

    assert near.locator(".time-zone button:visible").count() == 0
    assert far.locator(".time-zone button:visible").count() == 1


def test_the_date_of_a_local_time_is_shown_only_if_it_is_different(open_page: OpenPage) -> None:
    page = open_at(open_page, LUNCH, timezone_id="Asia/Tokyo")
    page.locator(".time-zone button").first.click()
    shown = added(page, ".upcoming-list[data-shown] .own-time")

    assert shown[:2] == ["(your time: Thu, Mar 5, 00:00)", "(your time: 19:00)"]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_hardly_moves_while_the_script_loads_during_the_term(
    open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_at(open_page, LUNCH, size=size, extra_http_headers={SLOW: "0.2"})

    assert sum(shift["value"] for shift in page.evaluate("shifts")) < 0.002


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("spot", [SPOT, ASSIGNMENTS], ids=["home", "assignments"])
def test_axe_finds_no_problem_during_the_term_with_local_times(
    open_page: OpenPage, axe: str, spot: Spot, scheme: str, width: int
) -> None:
    size = (width, 800)
    page = open_at(open_page, LUNCH, spot, size=size, color_scheme=scheme, timezone_id="Asia/Tokyo")
    page.locator(".time-zone button").first.click()
    for summary in page.locator(".upcoming summary").all():
        summary.click()
    page.evaluate(axe)

    assert page.locator(".own-time").count()
    assert page.evaluate(TOO_WIDE) == []
    assert findings(page, AXE_RULES) == []


@pytest.mark.parametrize("name", ["upcoming", "time_zone"])
def test_each_script_has_at_most_2_kb(open_page: OpenPage, name: str) -> None:
    page = open_page(SPOT)
    source = page.locator(f"script[src$='{name}.js']").first.evaluate("e => e.src")

    assert 0 < len(page.request.get(source).body()) <= 2048
