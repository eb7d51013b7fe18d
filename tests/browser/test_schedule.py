"""The schedule in a real browser: this week, the filter, phones, screen readers and print."""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.hosting import hosted
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.publish.publisher import publish

ROOT = Path(__file__).parent.parent.parent
LAYOUTS = ("table", "cards", "list", "grid")
WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
CHINESE = "大规模机器学习系统中的数据流水线、特征存储与持续训练：从原型到生产环境的经验与教训" * 2
SITE = "title: T\nterm: {start: 2020-02-17}\ntimezone: Asia/Shanghai\n"
SCHEDULE = f"""\
sections:
  - title: First
    weeks:
      - week: 1
        topic: Beginnings
        lectures:
          - {{lecture: 1, title: One, date: Feb 18, slides: a.pdf, notes: a.pdf}}
          - {{kind: lab, number: 1, title: {WORD}, date: Feb 19, code: {WORD}.zip}}
      - week: 2
        lectures:
          - {{lecture: 2, title: Two, date: Feb 25, slides: a.pdf, video: https://v.example.org/}}
          - {{lecture: 3, title: "{CHINESE}", date: Feb 27, slides: a.pdf}}
          - {{kind: lab, number: 2, title: Circuits, date: Feb 28}}
  - title: Second
    weeks:
      - week: 3
        lectures:
          - {{kind: exam, title: Midterm, dates: Mar 3 to Mar 5, people: [Ada, {{name: Grace,
             website: https://example.org/}}]}}
      - week: 4
        lectures:
          - {{lecture: 4, title: Four, date: Mar 10}}
          - {{lecture: 5, title: Five, date: Mar 12, slides: a.pdf}}
"""
PLAIN = "weeks: [{week: 1, topic: A, lectures: [One, {lecture: 2, title: Two, slides: a.pdf}]}]\n"


def published(course: Path, output: Path) -> Path:
    """Build and publish a course to a folder, and return the folder."""
    noted = Diagnostics()
    settings = Settings(course, datetime(2020, 2, 20, tzinfo=UTC))
    made = build(settings, noted)
    assert not noted.failed
    publish(made.files, output, course, settings.store)
    return output


Serve = Callable[..., str]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A function that builds and serves the course in a layout, and returns the URL."""
    stack = ExitStack()

    @functools.cache
    def address(layout: str, schedule: str = SCHEDULE) -> str:
        course = tmp_path_factory.mktemp("course")
        (course / "content").mkdir()
        (course / "files").mkdir()
        (course / "files/a.pdf").write_bytes(bytes(2_000_000))
        (course / f"files/{WORD}.zip").write_bytes(b"zip")
        (course / "site.yaml").write_text(SITE)
        text = f"layout: {layout}\n{schedule}"
        (course / "content/schedule.yaml").write_text(text, encoding="utf-8")
        return stack.enter_context(hosted(published(course, course / "_site"))).address

    with stack:
        yield address


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A function that opens a URL with a window width, a time and the visitor's time zone."""
    contexts = []

    def opened(
        url: str,
        width: int = 1280,
        now: str = "2020-02-26T12:00:00+08:00",
        timezone: str = "America/Los_Angeles",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, timezone_id=timezone, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromisoformat(now))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def now_and_past(page: Page) -> tuple[list[str], list[str]]:
    ids = "weeks => weeks.map(week => week.id)"
    return (
        page.locator(".is-now").evaluate_all(ids),
        page.locator(".is-past").evaluate_all(ids),
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_this_week_and_past_weeks_are_marked(
    open_page: OpenPage, serve: Serve, layout: str
) -> None:
    page = open_page(serve(layout))

    assert now_and_past(page) == (["week-2"], ["week-1"])
    expect(page.locator("#week-2 [aria-current=date]")).to_have_count(1)
    expect(page.locator("[aria-current=date]")).to_have_count(1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2020-02-25T00:30:00+08:00", "week-2"),  # still Monday in the visitor's time zone
        ("2020-02-24T23:30:00+08:00", "week-1"),
        ("2020-03-03T00:00:00+08:00", "week-3"),
    ],
)
def test_the_current_day_depends_on_the_time_zone_of_the_course(
    open_page: OpenPage, serve: Serve, now: str, expected: str
) -> None:
    for timezone in ("America/Los_Angeles", "Pacific/Auckland"):
        page = open_page(serve("table"), now=now, timezone=timezone)
        assert now_and_past(page)[0] == [expected]


def test_no_week_is_marked_before_and_after_the_term(open_page: OpenPage, serve: Serve) -> None:
    for now, past in [("2020-02-01T12:00:00Z", 0), ("2020-06-01T12:00:00Z", 4)]:
        page = open_page(serve("table"), now=now)
        assert now_and_past(page)[0] == []
        assert len(now_and_past(page)[1]) == past
        expect(page.get_by_role("link", name="This week")).to_have_count(0)


def test_the_link_to_this_week_appears_without_a_layout_shift(
    open_page: OpenPage, serve: Serve
) -> None:
    page = open_page(serve("table"))
    table, link = page.locator(".timetable").first, page.locator(".this-week")
    location = table.bounding_box()
    link.evaluate("link => { link.hidden = true }")
    assert table.bounding_box() == location
    link.evaluate("link => { link.hidden = false }")

    page.get_by_role("link", name="This week").click()
    assert page.url.endswith("#week-2")


def test_an_open_page_is_updated_when_a_new_day_begins(open_page: OpenPage, serve: Serve) -> None:
    page = open_page(serve("table"), now="2020-03-02T23:59:00+08:00")
    assert now_and_past(page)[0] == ["week-2"]

    page.clock.set_fixed_time(datetime.fromisoformat("2020-03-03T00:01:00+08:00"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert now_and_past(page) == (["week-3"], ["week-1", "week-2"])
    expect(page.locator("[aria-current=date]")).to_have_count(1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_sessions_are_visible_without_scripts(
    open_page: OpenPage, serve: Serve, layout: str
) -> None:
    page = open_page(serve(layout), java_script_enabled=False)

    expect(page.locator(".session")).to_have_count(8)
    for session in page.locator(".session").all():
        expect(session).to_be_visible()
    expect(page.get_by_text("This week")).to_be_hidden()


def shown(page: Page) -> list[str]:
    """Return the ids of the visible sessions."""
    visible = "all => all.filter(e => e.querySelector('.title').checkVisibility()).map(e => e.id)"
    return list(page.locator(".session").evaluate_all(visible))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("width", [1280, 375])
def test_kinds_can_be_selected_with_the_keyboard_and_empty_weeks_are_hidden(
    open_page: OpenPage, serve: Serve, layout: str, width: int
) -> None:
    page = open_page(serve(layout), width, java_script_enabled=True)
    assert len(shown(page)) == 8

    page.get_by_label("All", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert shown(page) == ["lecture-1", "lecture-2", "lecture-3", "lecture-4", "lecture-5"]
    page.keyboard.press("ArrowRight")
    assert shown(page) == ["lab-1", "lab-2"]
    expect(page.locator("#week-1 .week-head")).to_be_visible()
    for gone in ("#week-3", "#week-4"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_role("heading", name="Second")).to_be_hidden()
    page.get_by_label("All", exact=True).check()
    assert len(shown(page)) == 8


def test_the_selected_kind_and_the_focus_are_visible(open_page: OpenPage, serve: Serve) -> None:
    page = open_page(serve("table"))
    page.get_by_label("All", exact=True).focus()
    page.keyboard.press("ArrowRight")
    choices = page.locator(".schedule-filter span")

    assert choices.nth(1).evaluate("e => getComputedStyle(e).outlineWidth") == "3px"
    lines = choices.evaluate_all("all => all.map(e => getComputedStyle(e).borderBottomWidth)")
    assert lines == ["0px", "2px", *["0px"] * (len(lines) - 2)]


_WIDE = """\
columns: [week, date, session, time, room, people, slides, reading, video, notes]
weeks:
  - week: 1
    topic: Storage
    lectures:
      - lecture: 1
        title: Query optimization and internationalization
        date: Feb 18
        time: 10:00-11:20
        room: Hall 2
        people: Ada Example
        slides: a.pdf
        reading: {title: Silberschatz and Sudarshan chapter 1, url: https://example.org/}
        video: https://v.example.org/
        notes: a.pdf
"""


@pytest.mark.parametrize("width", [768, 1024, 1280, 1600])
def test_a_table_with_ten_columns_splits_no_word_and_scrolls_inside_the_page(
    open_page: OpenPage, serve: Serve, width: int
) -> None:
    page = open_page(serve("table", _WIDE), width)
    split = page.locator(".timetable").evaluate(
        """table => {
          const range = document.createRange(), found = [];
          const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            for (const {0: word, index} of texts.currentNode.data.matchAll(/[^\\s]+/g)) {
              range.setStart(texts.currentNode, index);
              range.setEnd(texts.currentNode, index + word.length);
              const tops = new Set([...range.getClientRects()].map(box => box.top));
              if (tops.size > 1) found.push(word);
            }
          }
          return found;
        }"""
    )

    assert split == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("width", [320, 375, 767])
def test_a_phone_never_scrolls_sideways_and_no_text_is_cut_off(
    open_page: OpenPage, serve: Serve, layout: str, width: int
) -> None:
    page = open_page(serve(layout), width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    beyond = page.locator(".schedule :is(a, span, time, p, li)").evaluate_all(
        """(all, width) => all.filter(e => e.checkVisibility() && e.className !== 'visually-hidden'
          && getComputedStyle(e).position !== 'absolute'
          && (e.getBoundingClientRect().right > width + 0.5 || e.getBoundingClientRect().left < 0)
        ).map(e => e.outerHTML)""",
        width,
    )
    assert beyond == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_touch_target_is_large_enough_on_a_phone(
    open_page: OpenPage, serve: Serve, layout: str
) -> None:
    page = open_page(serve(layout), 375)
    size = "all => all.map(e => e.getBoundingClientRect()).map(b => Math.min(b.width, b.height))"

    targets = page.locator(".schedule :is(a, button):visible").evaluate_all(size)
    assert len(targets) > 8
    assert min(targets) >= 24
    assert min(page.locator(".schedule-filter label").evaluate_all(size)) >= 44


def tree(page: Page) -> list[tuple[str, str]]:
    """Return the roles and names in the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored")
    ]


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("layout", ["table", "grid"])
def test_screen_readers_recognize_a_table_at_every_width(
    open_page: OpenPage, serve: Serve, layout: str, width: int
) -> None:
    found = tree(open_page(serve(layout), width))
    roles = [role for role, _ in found]

    assert [name for role, name in found if role == "table"] == ["First", "Second"]
    headers = [name for role, name in found if role == "columnheader"]
    assert headers[0] == "Week"
    assert "Tue" in headers if layout == "grid" else "Date" in headers
    weeks = [name for role, name in found if role == "rowheader" and name.startswith("Week")]
    assert weeks[0].startswith("Week 1")
    assert weeks[1:] == ["Week 2", "Week 3", "Week 4"]
    assert roles.count("row") >= 6
    assert "cell" in roles or "gridcell" in roles


@pytest.mark.parametrize("width", [1280, 375])
def test_unneeded_column_headings_are_visible_only_to_screen_readers(
    open_page: OpenPage, serve: Serve, width: int
) -> None:
    page = open_page(serve("table", PLAIN), width)

    assert [n for r, n in tree(page) if r == "columnheader"] == ["Week", "Topic", "Sessions"]
    box = page.locator("thead").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (1, 1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_printed_schedule_contains_every_session_and_no_controls(
    open_page: OpenPage, serve: Serve, layout: str
) -> None:
    page = open_page(serve(layout))
    page.get_by_label("Lab", exact=True).check()
    page.emulate_media(media="print")

    assert len(shown(page)) == 8
    expect(page.locator(".schedule-filter")).to_be_hidden()
    expect(page.locator(".this-week")).to_be_hidden()
    assert page.locator(".tinted").evaluate_all(
        "all => all.every(e => getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)')"
    )


def test_a_whole_term_is_printed_on_two_pages(open_page: OpenPage, tmp_path: Path) -> None:
    with hosted(published(ROOT, tmp_path / "site")) as served:
        page = open_page(served.address)
        page.evaluate(
            """() => {
              for (const part of document.querySelectorAll("header, footer, .banner, .inside > *"))
                if (!part.matches(".schedule")) part.remove();
            }"""
        )

        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 2


def test_a_right_to_left_page_does_not_scroll_sideways(open_page: OpenPage, serve: Serve) -> None:
    for layout in LAYOUTS:
        page = open_page(serve(layout), 375)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        week = page.locator("#week-1 .week-number").first.bounding_box()
        assert week
        assert week["x"] > 375 / 2
