"""The filter by kind: the visible sessions and their columns, and links to hidden sessions."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.layouts import FILTERED, LAYOUTS, Layouts
from browser.sites import NAMED, Course
from browser.visits import DESKTOP, PHONE

ROBOTICS = NAMED["robotics"]

KINDS = "[...document.querySelectorAll('[name=show]')].map(choice => choice.value)"
"""Returns the options of the filter: the kinds, and an empty string for all."""
CHOOSE = "kind => document.querySelector(`[name=show][value='${kind}']`).click()"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser page with the clock set to the build time of the courses."""
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromisoformat(ROBOTICS.now))
        yield page


# The visible sessions and their positions

MARK_COLUMNS = """
() => {
  for (const table of document.querySelectorAll('.timetable')) {
    table.headings = [...table.tHead.rows[0].cells];
    for (const body of table.tBodies) {
      const taken = [];  // for each column, the remaining rows of a spanning cell
      for (const row of body.rows) {
        let column = 0;
        for (const cell of row.cells) {
          while (taken[column] > 0) taken[column++] -= 1;
          cell.dataset.column = column;
          for (let i = 0; i < cell.colSpan; i++) taken[column++] = cell.rowSpan - 1;
        }
        for (; column < taken.length; column++) if (taken[column] > 0) taken[column] -= 1;
      }
    }
  }
}
"""
"""Stores each cell's column while all sessions are visible (HTML standard, "Forming a table")."""

DECODE_ERRORS = """
(wide) => {
  const faults = [];
  const sessions = [...document.querySelectorAll('.session')];
  const seen = element => element.checkVisibility() && element.innerText.trim() !== '';
  for (const input of document.querySelectorAll('[name="show"]')) {
    input.click();
    const kind = input.value;
    const fault = (what, element) => faults.push(
      `${kind}: ${what}: ${element.id || element.className}: ${element.innerText.slice(0, 40)}`);
    const wanted = session => !kind || session.classList.contains(`kind-${kind}`);
    for (const session of sessions)
      if (seen(session.querySelector('.title')) !== wanted(session)) fault('session', session);
    for (const whole of document.querySelectorAll('.timetable-part, .week, .day')) {
      const inside = [...whole.querySelectorAll('.session')];
      if (seen(whole) !== (!kind || inside.some(wanted))) fault('whole', whole);
    }
    for (const week of document.querySelectorAll('.week')) {
      const around = week.getBoundingClientRect();
      let bottom = around.top - 1;
      for (const session of week.querySelectorAll('.session')) {
        if (!seen(session) || !wanted(session)) continue;
        const box = session.getBoundingClientRect();
        if (box.top < around.top - 1 || box.bottom > around.bottom + 1) fault('outside', session);
        if (box.left < -1 || box.right > innerWidth + 1) fault('beyond the window', session);
        if (wide && session.matches('tr') && bottom < around.top && box.top > around.top + 2)
          fault('a gap above', session);
        bottom = box.bottom;
      }
    }
    if (!wide) continue;
    for (const cell of document.querySelectorAll('.timetable tbody :is(td, th)')) {
      if (!seen(cell)) continue;
      const {headings} = cell.closest('table');
      const first = headings[+cell.dataset.column].getBoundingClientRect();
      const last = headings[+cell.dataset.column + cell.colSpan - 1].getBoundingClientRect();
      const box = cell.getBoundingClientRect();
      if (Math.abs(box.left - first.left) > 1 || Math.abs(box.right - last.right) > 1)
        fault('not under its heading', cell);
    }
  }
  return faults;
}
"""


class Tables:
    """The tables in the current accessibility tree of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._attributes: dict[int, dict[str, str]] = {}
        root = self._session.send("DOM.getDocument", {"depth": -1})["root"]
        self._root = root["backendNodeId"]
        todo = [root]
        while todo:
            node = todo.pop()
            pairs = iter(node.get("attributes", ()))
            self._attributes[node["backendNodeId"]] = dict(zip(pairs, pairs, strict=True))
            todo += node.get("children", ())

    def _nodes(self, role: str) -> dict[str, dict[str, Any]]:
        """Return the nodes with a role that are not ignored, in order, keyed by id."""
        query = {"backendNodeId": self._root, "role": role}
        found = self._session.send("Accessibility.queryAXTree", query)["nodes"]
        return {node["nodeId"]: node for node in found if not node["ignored"]}

    def misplaced(self) -> list[str]:
        """Return the cells that are not in the column that `MARK_COLUMNS` stored."""
        rows = self._nodes("row")
        cells = {**self._nodes("cell"), **self._nodes("rowheader")}
        assert rows
        assert cells
        wrong: list[str] = []
        group, above = "", Counter[int]()  # for each column, the remaining rows of a cell
        for row in rows.values():
            if row["parentId"] != group:
                group, above = row["parentId"], Counter()
            column = 0
            for cell in (cells[name] for name in row["childIds"] if name in cells):
                own = self._attributes[cell["backendDOMNodeId"]]
                while above[column]:
                    above[column] -= 1
                    column += 1
                if own["data-column"] != str(column):
                    wrong.append(f"{cell['name']['value']}: {column}, not {own['data-column']}")
                for _ in range(int(own.get("colspan", 1))):
                    above[column] = int(own.get("rowspan", 1)) - 1
                    column += 1
            for rest in list(above):
                above[rest] -= rest >= column and above[rest] > 0
        return wrong


def problems(page: Page, layouts: Layouts, course: Course, layout: str) -> dict[int, list[str]]:
    """Return the problems with all filter options, keyed by the width of the window."""
    found: dict[int, list[str]] = {}
    page.goto(layouts(course, layout).address)
    page.evaluate(MARK_COLUMNS)
    tables = Tables(page)
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found[width] = page.evaluate(DECODE_ERRORS, width == DESKTOP[0])
        for kind in page.evaluate(KINDS) if layout in ("table", "grid") else ():
            page.evaluate(CHOOSE, kind)
            found[width] += tables.misplaced()
    return found


NONE: dict[int, list[str]] = {DESKTOP[0]: [], PHONE[0]: []}


@pytest.mark.parametrize("course", FILTERED, ids=str)
def test_each_filter_option_shows_its_sessions_in_the_correct_weeks_and_columns(
    page: Page, layouts: Layouts, course: Course
) -> None:
    found = {layout: problems(page, layouts, course, layout) for layout in LAYOUTS}

    assert found == dict.fromkeys(LAYOUTS, NONE)


ANY_COLUMNS = """\
columns: [date, topic, people, session, time, room, notes]
weeks:
  - topic: Two lanes in a grid
    note: The first is hidden with the lectures.
    lectures:
      - {lecture: 1, title: One, date: Feb 18, time: "9:00", room: R1, people: Ada, notes: a.pdf}
      - {kind: lab, title: A lab, dates: Feb 18 to Feb 19, time: "10:00", room: R2, people: Grace}
      - {kind: exam, title: A test, date: Feb 19, notes: a.pdf}
  - topic: Compact
    compact: true
    lectures: [{kind: exam, title: B}, {title: C, date: Feb 25}, {kind: lab, title: D}, E]
  - topic: Empty
  - topic: Nothing but a lab
    lectures: [{kind: lab, title: F, date: Mar 3, time: "11:00"}]
"""


def test_a_hidden_first_session_leaves_no_gap_in_any_column(
    page: Page, layouts: Layouts, tmp_path: Path
) -> None:
    for path, text in {
        "site.yaml": "title: T\nterm: {start: 2020-02-17}\n",
        "content/schedule.yaml": ANY_COLUMNS,
        "files/a.pdf": "",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    course = Course("any-columns", tmp_path, "2020-02-19", ())
    found = {layout: problems(page, layouts, course, layout) for layout in ("grid", "table")}

    assert found == {"grid": NONE, "table": NONE}
    page.evaluate(CHOOSE, "lab")
    topic = page.locator("#two-lanes-in-a-grid .topic").bounding_box()
    week = page.locator("#two-lanes-in-a-grid").bounding_box()
    assert topic
    assert week
    assert topic["y"] - week["y"] < 20  # on a phone, there is no blank line above


# Targets of links

JUMPS = """
async () => {
  const faults = [];
  let resets = 0;
  const choices = [...document.querySelectorAll('[name=show]')];
  const scratch = document.body.appendChild(document.createElement('a'));
  scratch.textContent = 'jump';
  const own = [...document.querySelectorAll('.schedule-head a, .schedule-parts a')];
  const ids = [...document.querySelectorAll('.timetable-part [id]')].map(e => e.id);
  const jump = async (choice, link) => {
    choice.click();
    scrollTo(0, 0);
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const text = target.querySelector('.title, .topic') ?? target;
    const hidden = !text.checkVisibility();
    link.click();
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const {left, top, bottom} = text.getBoundingClientRect();
    const seen = text.checkVisibility() && top >= 0 && bottom <= innerHeight
      && text.contains(document.elementFromPoint(left + 2, (top + bottom) / 2));
    const wanted = hidden ? choices[0] : choice;
    if (!seen || !wanted.checked)
      faults.push(`${choice.value} ${link.hash}: seen ${seen}, checked ${wanted.checked}`);
    resets += hidden;
  };
  for (const [number, choice] of choices.entries()) {
    await jump(choice, own[number % own.length]);
    scratch.href = `#${ids[number * 19 % ids.length]}`;
    await jump(choice, scratch);
    if (number < 2) await jump(choice, scratch);  // the same fragment again
  }
  return {faults, resets, own: own.map(link => link.textContent), targets: ids.length};
}
"""
"""Follows a link in the schedule and a link to one of its elements, with each filter option."""


@pytest.mark.parametrize(("layout", "size"), [("table", DESKTOP), ("list", PHONE)])
def test_the_target_of_each_link_is_visible_with_any_filter_option(
    page: Page, layouts: Layouts, layout: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(layouts(ROBOTICS, layout).address)
    result = page.evaluate(JUMPS)

    assert result["faults"] == []
    assert result["own"][0] == "This week"
    assert len(result["own"]) == 4
    assert result["targets"] > 60
    assert result["resets"] > 15


def in_view(page: Page, name: str) -> None:
    """Wait until the title of a session is in the window."""
    expect(page.locator(f"#{name} .title")).to_be_in_viewport(ratio=1)


def test_a_filter_that_hides_the_target_of_a_fragment_or_of_the_back_button_is_reset(
    page: Page, layouts: Layouts
) -> None:
    home = layouts(ROBOTICS, "table").address
    page.goto(f"{home}syllabus/")
    page.goto(f"{home}#lecture-8")  # as a link from another page does
    in_view(page, "lecture-8")
    page.get_by_label("Quiz", exact=True).check()
    expect(page.locator("#lecture-8 .title")).to_be_hidden()
    page.goto(f"{home}#lab-2")
    expect(page.get_by_role("radio", name="All")).to_be_checked()
    in_view(page, "lab-2")

    page.evaluate("location.hash = '#lecture-9'")
    page.get_by_label("Lab", exact=True).check()
    page.evaluate("location.hash = '#lab-3'")
    expect(page.get_by_role("radio", name="Lab")).to_be_checked()
    page.get_by_label("Lecture", exact=True).check()
    page.go_back()  # to the URL before `lab-3`; the filter does not change
    expect(page.get_by_label("Lecture", exact=True)).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="All")).to_be_checked()
    in_view(page, "lab-2")


def shown_kinds(page: Page) -> set[str]:
    """Return the kinds of the visible sessions."""
    return set(
        page.locator(".session").evaluate_all(
            """all => all.filter(session => session.querySelector('.title').checkVisibility())
              .map(session => session.dataset.kinds)"""
        )
    )


def leave_and_come_back(page: Page) -> None:
    """Leave a page and go back, without the back/forward cache of the browser."""
    page.evaluate("addEventListener('unload', () => {})")
    page.goto(page.url.partition("#")[0] + "syllabus/")
    page.go_back()


def test_a_filter_that_the_browser_restores_is_visible_and_can_be_reset(
    page: Page, layouts: Layouts
) -> None:
    page.goto(layouts(ROBOTICS, "table").address + "#lecture-8")
    reset = page.get_by_role("button", name="Show hidden sessions")
    expect(reset).to_have_count(0)
    page.get_by_label("Lab", exact=True).check()
    leave_and_come_back(page)

    expect(page.get_by_role("radio", name="Lab")).to_be_checked()
    assert shown_kinds(page) == {"lab"}
    expect(reset).to_be_in_viewport(ratio=1)
    reset.click()
    expect(page.get_by_role("radio", name="All")).to_be_checked()
    assert len(shown_kinds(page)) == 13
    expect(reset).to_have_count(0)


def test_a_restored_filter_that_hides_the_target_of_the_url_is_reset(
    page: Page, layouts: Layouts
) -> None:
    page.goto(layouts(ROBOTICS, "table").address)
    page.get_by_label("Lab", exact=True).check()
    page.evaluate("history.replaceState(null, '', '#lecture-8')")
    leave_and_come_back(page)

    expect(page.get_by_role("radio", name="All")).to_be_checked()
    in_view(page, "lecture-8")


# The controls of the filter


def test_only_the_selected_option_is_underlined_with_forced_colors(
    page: Page, layouts: Layouts
) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(layouts(ROBOTICS, "table").address)
    page.get_by_label("Lab", exact=True).check()
    lines = page.locator(".schedule-filter label").evaluate_all(
        """all => all.filter(label => [label, ...label.querySelectorAll('*')].some(element => {
          const {borderBottomStyle, borderBottomWidth} = getComputedStyle(element);
          return borderBottomStyle !== 'none' && parseFloat(borderBottomWidth) > 0
            && !element.matches('input');
        })).map(label => label.innerText)"""
    )

    assert lines == ["Lab"]


def test_the_filter_and_its_reset_button_work_without_scripts_or_requests(
    browser: Browser, layouts: Layouts
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(layouts(ROBOTICS, "table").address)
        page.get_by_label("Exam", exact=True).check()
        page.keyboard.press("Enter")
        assert shown_kinds(page) == {"exam"}
        page.get_by_role("button", name="Show hidden sessions").click()
        assert len(shown_kinds(page)) == 13
        assert page.url == layouts(ROBOTICS, "table").address
