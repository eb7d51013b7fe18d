"""Tests of `coursegen dates`."""

import json
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool


@pytest.fixture
def course(make_course: MakeCourse) -> Path:
    return make_course(
        {
            "site.yaml": "title: T\ntimezone: Asia/Shanghai\n"
            "term: {start: 2027-02-15, end: 2027-03-05}\n"
            "meetings: {days: Tue Thu, time: 10:00-11:20, moved: {from: 2027-02-25, "
            "to: 2027-02-26}}\n"
            "holidays: [{date: 2027-02-18, title: Founders' Day}]\n",
            "content/schedule.yaml": "weeks:\n- week: 1\n  date: 2027-02-16\n  lectures:\n"
            "  - {lecture: 1}\n- week: 2\n  lectures:\n"
            "  - {lecture: 2}\n  - {lecture: 3}\n"
            "  - {kind: exam, title: Exam, "
            "date: 2027-03-01, time: 3-5 PM}\n",
        }
    )


def test_the_dates_command_lists_each_date_with_its_reason(course: Path, run_tool: RunTool) -> None:
    ran = run_tool("dates", "--source", course)

    assert (ran.code, ran.err) == (0, "")
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "Tue 2027-02-16 10:00-11:20 week 1 written in content/schedule.yaml:3:9",
        "Thu 2027-02-18 Founders' Day written in site.yaml:5:19",
        "Tue 2027-02-23 10:00-11:20 lecture 2 Tuesday meeting",
        "Fri 2027-02-26 10:00-11:20 lecture 3 moved from 2027-02-25",
        "Mon 2027-03-01 15:00-17:00 Exam written in content/schedule.yaml:10:37",
    ]
    assert len({line.index(line.split("  ")[-1].strip()) for line in ran.out.splitlines()}) == 1


def test_the_dates_command_prints_json(course: Path, run_tool: RunTool) -> None:
    ran = run_tool("dates", "--json", "--source", course)

    assert json.loads(ran.out)[2] == {
        "name": "lecture 2",
        "first": "2027-02-23",
        "last": "2027-02-23",
        "starts": "2027-02-23T10:00:00+08:00",
        "ends": "2027-02-23T11:20:00+08:00",
        "reason": "Tuesday meeting",
        "file": "content/schedule.yaml",
        "line": 8,
    }


def test_the_dates_command_lists_the_times_of_phrases(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {
            "content/schedule.yaml": "weeks:\n- lectures:\n"
            "  - {lecture: 1, date: 2027-02-16, time: 10:00-11:20}\n"
            "  - title: A\n"
            "    slides: {url: https://example.org/a, released: 1 day after lecture 1}\n"
            "    notes: {url: https://example.org/b, released: 2027-01-01}\n"
        }
    )
    lines = run_tool("dates", "--source", root).out.splitlines()

    assert [" ".join(line.split()) for line in lines] == [
        "Tue 2027-02-16 lecture 1 written in content/schedule.yaml:3:24",
        "Wed 2027-02-17 11:20 A: slides: released 1 day after lecture 1",
    ]


def test_the_dates_command_shortens_long_names(make_course: MakeCourse, run_tool: RunTool) -> None:
    schedule = f"weeks:\n- {{topic: {'x' * 50}, date: 2027-02-16}}\n"
    root = make_course({"content/schedule.yaml": schedule})

    assert f"  {'x' * 39}…  written" in run_tool("dates", "--source", root).out


def test_the_dates_command_reports_errors(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({"site.yaml": "title: T\nterm: {start: soon}\n"})
    ran = run_tool("dates", "--source", root)

    assert (ran.code, ran.out) == (1, "The course has no dates.\n")
    assert "site.yaml:2:15: error: 'soon' is not a date [CG107]" in ran.err


def test_the_dates_command_needs_a_folder(tmp_path: Path, run_tool: RunTool) -> None:
    ran = run_tool("dates", "--source", tmp_path / "none")

    assert ran.code == 2
    assert "there is no folder" in ran.err


@pytest.mark.parametrize("command", [("dates",), ("status",), ("holidays", "CN", "2027")])
def test_a_command_without_the_option_all_reports_every_problem(
    make_course: MakeCourse, run_tool: RunTool, command: tuple[str, ...]
) -> None:
    keys = "".join(f"wrong{number}x{number}: y\n" for number in range(60))
    ran = run_tool(*command, "--source", make_course({"site.yaml": f"title: T\n{keys}"}))

    assert ran.code == 1
    assert ran.err.count(": error: ") == 60
