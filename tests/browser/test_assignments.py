"""The scripts of assignments: past deadlines, and the form that counts slip days."""

from datetime import datetime
from typing import Any

from playwright.sync_api import Page, expect

from browser.conftest import OpenPage
from browser.sites import HOME, NAMED, Spot

COURSE = NAMED["everything"]
PAGE = Spot(COURSE, "assignments/index.html")


def at(now: str) -> Any:
    """Return a function that sets the clock of a page."""
    return lambda page: page.clock.set_fixed_time(datetime.fromisoformat(now))


def deadlines(page: Page) -> list[str]:
    return page.locator(".deadlines > li:visible a").all_inner_texts()


def test_the_home_page_hides_the_deadlines_that_have_passed(open_page: OpenPage) -> None:
    home = Spot(COURSE, HOME)
    before = deadlines(open_page(home, prepare=at("2020-02-27T23:58+08:00")))
    after = deadlines(open_page(home, prepare=at("2020-02-28T00:00+08:00")))

    assert "作业一 & Homework 1" in before
    assert after == [name for name in before if name != "作业一 & Homework 1"]


def test_the_slip_days_that_are_left_are_counted_and_stored_for_the_course(
    open_page: OpenPage,
) -> None:
    page = open_page(PAGE)
    output = page.locator(".slip-days output")
    field = page.locator(".slip-days input").first

    expect(output).to_have_text("还剩 5 个宽限日，共 5 个")
    field.fill("2")
    expect(output).to_have_text("还剩 3 个宽限日，共 5 个")
    page.reload()
    expect(field).to_have_value("2")
    expect(output).to_have_text("还剩 3 个宽限日，共 5 个")
    keys = page.evaluate("Object.keys(localStorage)")
    assert keys == ["slip-days /%E8%AF%BE%E7%A8%8B%202020/"]


def test_the_form_for_slip_days_is_hidden_without_scripts(open_page: OpenPage) -> None:
    page = open_page(PAGE, java_script_enabled=False)

    expect(page.locator(".slip-days")).to_be_hidden()


def test_the_script_of_assignments_is_small(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    source = page.locator("script[src$='assignments.js']").evaluate("element => element.src")

    assert len(page.request.get(source).body()) < 2048
