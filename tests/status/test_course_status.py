"""What a course publishes at a time."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import MakeCourse, RunTool

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.timeline.resolve import resolve
from coursegen.loader.course_folder import load
from coursegen.status.course_status import CourseStatus, status_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 3, 1, 12, tzinfo=BERLIN)
SITE = "title: T\ntimezone: Europe/Berlin\ndue_time: 23:59\n"
SCHEDULE = """\
weeks:
  - week: 1
    lectures:
      - {lecture: 1, date: 2027-02-16, slides: https://e.org/1, video: https://e.org/v}
      - lecture: 2
        date: 2027-02-23
        slides: {url: https://e.org/2, released: 2027-03-02 08:00}
      - {lecture: 3, date: 2027-02-25, video: https://e.org/v3}
      - {kind: lab, number: 1, date: 2027-02-26}
  - week: 2
    released: 2027-03-08
    lectures:
      - lecture: 4
        date: 2027-03-09
        slides: {url: https://e.org/4, released: 2027-03-05}
        solution: {url: https://e.org/4, released: 2027-03-10 18:00, until: 2027-03-12}
"""
ASSIGNMENTS = """\
- {title: Late, due: 2027-02-20}
- {title: Second, due: 2027-03-20, released: 2027-03-15, announced: yes}
- {title: First, due: 2027-03-10 18:00}
- {title: Secret, due: 2027-03-11, draft: yes}
"""
FILES = {
    "site.yaml": SITE,
    "content/schedule.yaml": SCHEDULE,
    "content/assignments.yaml": ASSIGNMENTS,
    "content/announcements/a.md": (
        "---\ntitle: News\ndate: 2027-02-01\nexpires: 2027-04-01\n---\nA\n"
    ),
    "content/b.md": "---\nreleased: 2027-05-01\n---\n# Later\n",
}


@pytest.fixture
def course(make_course: MakeCourse) -> Path:
    return make_course(FILES)


@pytest.fixture
def status(course: Path) -> CourseStatus:
    diagnostics = Diagnostics()
    written, _ = load(course, diagnostics)
    return status_of(resolve(written, diagnostics), NOW)


def test_the_status_counts_the_public_parts_of_each_type(status: CourseStatus) -> None:
    assert {each.type: (each.public, each.total) for each in status.counts} == {
        "announcement": (1, 1),
        "assignment": (2, 4),
        "section": (1, 1),
        "week": (1, 2),
        "lecture": (4, 5),
        "material": (3, 6),
        "page": (1, 2),
    }


def test_the_status_lists_coming_changes_in_order(status: CourseStatus) -> None:
    changes = [(f"{each.time:%m-%d %H:%M}", each.state, each.name) for each in status.changes]
    assert changes == [
        ("03-02 08:00", "public", "lecture 2: slides"),
        ("03-08 00:00", "public", "week 2"),
        ("03-10 18:00", "public", "lecture 4: solution"),
        ("03-12 00:00", "withdrawn", "lecture 4: solution"),
        ("03-15 00:00", "public", "Second"),
        ("04-01 00:00", "expired", "News"),
        ("05-01 00:00", "public", "Later"),
    ]


def test_a_change_has_the_location_of_its_time(status: CourseStatus) -> None:
    assert [str(each.location) for each in status.changes[:2]] == [
        "content/schedule.yaml:7:50",
        "content/schedule.yaml:11:15",
    ]


def test_past_sessions_lack_only_materials_that_others_of_their_kind_have(
    status: CourseStatus,
) -> None:
    assert [(each.name, each.kinds) for each in status.missing] == [
        ("lecture 2", ("video",)),
        ("lecture 3", ("slides",)),
    ]


def test_the_status_lists_deadlines_in_order_and_whether_they_are_public(
    status: CourseStatus,
) -> None:
    deadlines = [
        (f"{each.time:%m-%d %H:%M}", each.name, each.is_public) for each in status.deadlines
    ]
    assert deadlines == [
        ("03-10 18:00", "First", True),
        ("03-11 23:59", "Secret", False),
        ("03-20 23:59", "Second", True),
    ]


def test_a_time_without_a_time_zone_is_in_that_of_the_course(course: Path) -> None:
    written, _ = load(course, Diagnostics())
    assert status_of(written, NOW.replace(tzinfo=None)).now == NOW


def test_the_status_command_prints_tables(course: Path, run_tool: RunTool) -> None:
    ran = run_tool("status", "--source", course, "--now", "2027-03-01T12:00")
    blocks = [block.splitlines() for block in ran.out.split("\n\n")]

    assert (ran.code, ran.err) == (0, "")
    assert blocks[0] == ["Mon 2027-03-01 12:00 (Europe/Berlin)"]
    assert [block[0] for block in blocks[1:]] == [
        "Public:",
        "Next changes:",
        "Missing materials of past sessions:",
        "Next deadlines:",
    ]
    assert "  assignment    2 of 4" in blocks[1]
    assert blocks[2][1] == (
        "  Tue 2027-03-02 08:00  public     lecture 2: slides    content/schedule.yaml:7:50"
    )
    assert blocks[4][2].split()[-3:] == ["not", "public", "yet"]


def test_the_status_command_prints_json(course: Path, run_tool: RunTool) -> None:
    ran = run_tool("status", "--json", "--source", course, "--now", "2027-03-01T12:00")
    status = json.loads(ran.out)

    assert status["now"] == "2027-03-01T12:00:00+01:00"
    assert status["public"]["lecture"] == {"public": 4, "total": 5}
    assert status["changes"][0] == {
        "time": "2027-03-02T08:00:00+01:00",
        "state": "public",
        "name": "lecture 2: slides",
        "file": "content/schedule.yaml",
        "line": 7,
    }
    assert status["missing"][0]["kinds"] == ["video"]
    assert status["deadlines"][0]["public"] is True


def test_the_text_lists_only_the_next_changes(make_course: MakeCourse, run_tool: RunTool) -> None:
    releases = "".join(
        f"  - {{title: L{day}, slides: {{url: https://e.org, released: 2027-03-{day}}}}}\n"
        for day in range(10, 31)
    )
    root = make_course({"content/schedule.yaml": f"weeks:\n- lectures:\n{releases}"})
    lines = run_tool("status", "--source", root, "--now", "2027-03-01").out.splitlines()
    start = lines.index("Next changes:") + 1

    assert [line.split()[1] for line in lines[start : start + 15]] == [
        f"2027-03-{day}" for day in range(10, 25)
    ]
    assert lines[start + 15] == "  and 6 more; to list all, use --json"


def test_the_status_of_a_course_without_times_is_short(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    ran = run_tool("status", "--source", make_course({}), "--now", "2027-03-01")
    assert ran.out.splitlines()[-5:] == [
        "Next changes: none",
        "",
        "Missing materials of past sessions: none",
        "",
        "Next deadlines: none",
    ]


def test_the_status_of_a_course_with_errors_is_not_printed(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    ran = run_tool("status", "--source", make_course({"site.yaml": "titel: T\n"}))
    assert (ran.code, ran.out) == (1, "")
    assert "unknown key 'titel'" in ran.err


PAGES = "on: push\njobs:\n  b:\n    steps:\n      - run: coursegen build\n"
HOURLY = """\
on:
  schedule:
    - cron: "17 * * * *"
jobs:
  p:
    uses: ./.github/workflows/pages.yml
"""


def add_workflows(course: Path, **files: str) -> Path:
    folder = course / ".github/workflows"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text)
    return folder


def test_the_schedule_of_the_workflow_follows_the_changes(course: Path, run_tool: RunTool) -> None:
    folder = add_workflows(course, pages=PAGES, hourly=HOURLY)
    ran = run_tool("status", "--cron", "--source", course, "--now", "2027-03-01T12:00")
    lines = [line for line in (folder / "hourly.yml").read_text().splitlines() if "cron" in line]

    assert (ran.code, ran.err) == (0, "")
    assert lines == [
        '    - cron: "3 7 2 3 *" # 2027-03-02 08:00 CET',
        '    - cron: "3 23 7 3 *" # 2027-03-08 00:00 CET',
        '    - cron: "3 17 10 3 *" # 2027-03-10 18:00 CET',
        '    - cron: "3 23 11 3 *" # 2027-03-12 00:00 CET',
        '    - cron: "3 23 14 3 *" # 2027-03-15 00:00 CET',
        '    - cron: "3 22 31 3 *" # 2027-04-01 00:00 CEST',
        '    - cron: "3 22 30 4 *" # 2027-05-01 00:00 CEST',
    ]
    assert all(f"+{line}" in ran.out for line in lines)
    assert (folder / "pages.yml").read_text() == PAGES


def test_a_workflow_keeps_its_line_endings(course: Path, run_tool: RunTool) -> None:
    folder = add_workflows(course, pages=PAGES, hourly=HOURLY)
    hourly = folder / "hourly.yml"
    hourly.write_bytes(HOURLY.replace("\n", "\r\n").encode())
    ran = run_tool("status", "--cron", "--source", course, "--now", "2027-03-01T12:00")
    text = hourly.read_bytes()

    assert ran.code == 0
    assert b'"3 7 2 3 *"' in text
    assert text.count(b"\n") == text.count(b"\r\n")


def test_a_schedule_that_follows_the_changes_stays_as_it_is(
    course: Path, run_tool: RunTool
) -> None:
    add_workflows(course, pages=PAGES, hourly=HOURLY)
    command = ("status", "--cron", "--source", course, "--now", "2027-03-01T12:00")
    run_tool(*command)
    assert run_tool(*command).out == (
        "The schedule of .github/workflows/hourly.yml is already up to date.\n"
    )


@pytest.mark.parametrize(
    ("files", "found"),
    [({}, "none"), ({"a": HOURLY, "b": HOURLY, "pages": PAGES}, "a.yml, .github/workflows/b.yml")],
)
def test_the_schedule_is_rewritten_only_in_a_single_workflow(
    course: Path, run_tool: RunTool, files: dict[str, str], found: str
) -> None:
    add_workflows(course, **files)
    ran = run_tool("status", "--cron", "--source", course)
    assert ran.code == 2
    assert found in ran.err


def test_a_workflow_that_cannot_be_written_is_reported(course: Path, run_tool: RunTool) -> None:
    folder = add_workflows(course, pages=PAGES, hourly=HOURLY)
    (folder / "hourly.yml").rename(folder / "real.txt")
    (folder / "hourly.yml").symlink_to("real.txt")
    ran = run_tool("status", "--cron", "--source", course, "--now", "2027-03-01T12:00")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        1,
        "error: .github/workflows/hourly.yml: its path contains a symbolic link",
    )
    assert (folder / "real.txt").read_text() == HOURLY


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, ""),
        ({"pages": PAGES, "hourly": HOURLY}, ""),
        ({"pages": PAGES}, "after 2027-03-02 08:00 and 6 other times"),
        (
            {"pages": PAGES, "daily": HOURLY.replace("17 *", "5 7")},
            "after 2027-03-08 00:00 and 5 other times",
        ),
    ],
)
def test_check_reports_the_first_change_that_no_workflow_follows(
    course: Path, run_tool: RunTool, files: dict[str, str], message: str
) -> None:
    add_workflows(course, **files)
    ran = run_tool("check", "--source", course, "--now", "2027-03-01T12:00")
    found = [line for line in ran.out.splitlines() if "[CG908]" in line]

    assert [message in line for line in found] == [True] * bool(message)


def test_after_an_error_check_does_not_compare_releases_with_the_workflow(
    course: Path, run_tool: RunTool
) -> None:
    add_workflows(course, pages=PAGES)
    site = course / "site.yaml"
    site.write_text(site.read_text().replace("Europe/Berlin", "Europe/Berlln"))
    ran = run_tool("check", "--source", course, "--now", "2027-03-01T12:00")

    assert "Berlln" in ran.out
    assert "[CG908]" not in ran.out
