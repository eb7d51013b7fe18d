"""Live reload of `coursegen serve` in a real browser."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from serving import MAX_WAIT_SECONDS, Server, served

SCHEDULE = """\
weeks:
- week: 1
  lectures:
  - title: Autoencoders
  - title: Normalising flows
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    (root / "content").mkdir(parents=True)
    (root / "static/css").mkdir(parents=True)
    (root / "site.yaml").write_text("title: Test course\n")
    (root / "content/schedule.yaml").write_text(SCHEDULE)
    (root / "static/css/course.css").write_text("h1 { letter-spacing: 1px }\n")
    return root


@pytest.fixture
def server(course: Path) -> Iterator[Server]:
    with served(course) as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The home page, connected to the server."""
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(MAX_WAIT_SECONDS * 1000)
        greetings: list[str] = []

        def listen(socket: WebSocket) -> None:
            socket.on("framereceived", lambda _: greetings.append("hello"))

        page.on("websocket", listen)
        page.goto(server.url)
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while not greetings and time.monotonic() < deadline:
            page.wait_for_timeout(10)
        assert greetings, "the page did not connect to the server"
        yield page


def test_a_changed_title_appears_without_a_manual_reload(page: Page, course: Path) -> None:
    expect(page.get_by_text("Normalising flows")).to_be_visible()

    (course / "content/schedule.yaml").write_text(SCHEDULE.replace("Normalising", "Normalizing"))

    expect(page.get_by_text("Normalizing flows")).to_be_visible()
    expect(page.get_by_text("Normalising flows")).to_have_count(0)
    expect(page.get_by_text("Autoencoders")).to_be_visible()


def test_an_error_is_shown_over_the_page_until_it_is_fixed(page: Page, course: Path) -> None:
    (course / "content/schedule.yaml").write_text(SCHEDULE.replace("title: Auto", "titel: Auto"))
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("content/schedule.yaml:4:5: error: ")
    expect(alert).to_contain_text("4 |   - titel: Autoencoders")
    expect(alert).to_contain_text("^^^^^")
    expect(page.get_by_text("Normalising flows")).to_be_visible()

    (course / "content/schedule.yaml").write_text(SCHEDULE)
    expect(alert).to_have_count(0)
    expect(page.get_by_text("Autoencoders")).to_be_visible()


def test_the_error_message_can_be_closed_with_the_keyboard(page: Page, course: Path) -> None:
    (course / "site.yaml").write_text("titel: Test course\n")
    close = page.get_by_role("dialog").get_by_role("button", name="Close")
    expect(close).to_be_visible()
    close.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("Autoencoders")).to_be_visible()


def test_the_page_is_shown_once_an_error_at_startup_has_been_fixed(
    browser: Browser, course: Path
) -> None:
    (course / "site.yaml").write_text("titel: Test course\n")
    with served(course) as server, browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        expect(page.get_by_role("alert")).to_contain_text("site.yaml:1:1: error: ")
        (course / "site.yaml").write_text("title: Test course\n")
        expect(page.get_by_text("Autoencoders")).to_be_visible()


def test_a_changed_stylesheet_is_replaced_without_reloading_the_page(
    page: Page, course: Path
) -> None:
    page.evaluate("window.stays = true")
    (course / "static/css/course.css").write_text("h1 { letter-spacing: 7px }\n")
    expect(page.get_by_role("heading", level=1)).to_have_css("letter-spacing", "7px")
    assert page.evaluate("window.stays") is True


def test_a_page_reconnects_to_a_restarted_server(browser: Browser, course: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        with served(course) as server:
            page.goto(server.url)
            expect(page.get_by_text("Autoencoders")).to_be_visible()
        (course / "content/schedule.yaml").write_text(SCHEDULE.replace("Auto", "New auto"))
        with served(course, "--port", str(server.port)):
            expect(page.get_by_text("New autoencoders")).to_be_visible(
                timeout=MAX_WAIT_SECONDS * 1000
            )


def test_the_content_security_policy_allows_live_reload_and_error_messages(
    page: Page, course: Path
) -> None:
    output: list[str] = []
    page.on("console", lambda message: output.append(message.text))
    (course / "content/schedule.yaml").write_text(SCHEDULE.replace("title: Auto", "titel: Auto"))
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_css("position", "fixed")
    page.reload()
    (course / "content/schedule.yaml").write_text(SCHEDULE.replace("Auto", "New auto"))
    expect(page.get_by_text("New autoencoders")).to_be_visible()

    assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1
    assert [text for text in output if "Security" in text] == []
