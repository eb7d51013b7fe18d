"""The setting `clock:`, which determines the form of all times on the site."""

import re
from datetime import time

import pytest
from conftest import BuildCourse, Built
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.clock import MIDNIGHT, Hours, clock, hours
from coursegen.loader.translations import load_translations
from coursegen.views.time_text import TimeFormat

SITE = """\
title: T
timezone: America/New_York
term: {start: 2020-02-17, end: 2020-03-31}
due_time: 23:59
home: [upcoming, schedule, staff]
meetings:
- {days: Tue, time: 1:00-2:20 PM, moved: {from: 2020-02-25, to: 2020-02-26 10:30}}
- {kind: lab, days: Fri, time: "14:00-16:00", room: R 1}
"""
SCHEDULE = """\
columns: [date, session, due]
weeks:
- lectures:
  - {lecture: 1, title: A}
  - {lecture: 2, title: B}
  - {kind: exam, title: E, date: 2020-03-05, time: "11:30-13:00", sittings: {time: "9-10 AM"}}
  - {kind: event, title: P, date: 2020-03-06, time: "18:00"}
  - {kind: event, title: Q, date: 2020-03-07, time: after lunch}
"""
STAFF = """\
people:
- name: Ada
  office_hours: {days: Mon, time: "11:00-12:00", added: 2020-03-07 22:00-24:00}
"""


def build(build_course: BuildCourse, setting: str = "", schedule: str = SCHEDULE) -> Built:
    return build_course(
        {
            "site.yaml": SITE + setting,
            "content/schedule.yaml": schedule,
            "content/assignments.yaml": "- {title: Homework, due: 2020-02-18, late: {days: 1}}\n",
            "content/staff.yaml": STAFF,
        }
    )


def texts(html: str) -> list[str]:
    """Return the times in the text of a page, without duplicates."""
    text = re.sub(r"<head.*?</head>|<[^>]*>", "", html, flags=re.DOTALL).replace("\xa0", " ")
    one = r"(?:[上下]午)?\d{1,2}:\d\d(?: [AP]M)?"
    return sorted(set(re.findall(rf"{one}(?:[-–]{one})?", text)))


def test_with_a_12_hour_clock_all_times_on_the_site_have_that_form(
    build_course: BuildCourse,
) -> None:
    built = build(build_course, "clock: 12\n")

    assert texts(built.html()) == [
        "10:30–11:50 AM",
        "11:00 AM–12:00 PM",
        "11:30 AM–1:00 PM",
        "11:59 PM",
        "1:00–2:20 PM",
        "2:00–4:00 PM",
        "6:00 PM",
        "9:00–10:00 AM",
    ]
    assert texts(built.html("office-hours/index.html")) == [
        "10:00 PM–12:00 AM",
        "10:30–11:50 AM",
        "11:00 AM–12:00 PM",
        "1:00–2:20 PM",
        "2:00–4:00 PM",
    ]
    assert texts(built.html("assignments/index.html")) == ["11:59 PM"]
    assert "after lunch" in built.html()


def test_with_a_24_hour_clock_times_that_the_author_wrote_have_that_form_too(
    build_course: BuildCourse,
) -> None:
    built = build(build_course, "clock: 24\n")

    assert texts(built.html()) == [
        "09:00–10:00",
        "10:30–11:50",
        "11:00–12:00",
        "11:30–13:00",
        "13:00–14:20",
        "14:00–16:00",
        "18:00",
        "23:59",
    ]
    assert "22:00–24:00" in texts(built.html("office-hours/index.html"))


def test_without_the_setting_times_of_sessions_are_as_the_author_wrote_them(
    build_course: BuildCourse,
) -> None:
    html = build(build_course).html()

    assert "Tue 1:00-2:20 PM; Lab: Fri 14:00-16:00" in html
    assert "<span>11:30-13:00</span>" in html
    assert "<span>9-10 AM</span>" in html
    assert "23:59" in texts(html)


def test_machine_readable_times_have_24_hours(build_course: BuildCourse) -> None:
    home, page = "index.html", "office-hours/index.html"
    times = [
        re.findall(r'datetime="([^"]*)"', built.html(path))
        for built in (build(build_course), build(build_course, "clock: 12\n"))
        for path in (home, page)
    ]

    assert times[:2] == times[2:]
    assert "2020-02-18T23:59-05:00" in times[0]
    assert "11:00" in times[1]


def test_a_column_of_times_and_the_dates_of_weeks_have_the_form_of_the_setting(
    build_course: BuildCourse,
) -> None:
    schedule = """\
columns: [week, date, time, session]
weeks:
- {week: 1, lectures: [{lecture: 1, title: A}, {lecture: 2, title: B, time: "13:00-15:00"}]}
"""
    html = build(build_course, "clock: 12\n", schedule).html()

    assert "<span>1:00–3:00\xa0PM</span>" in html


def test_scripts_use_the_clock_of_the_setting(build_course: BuildCourse) -> None:
    attribute = ' data-hour-cycle="h12"'
    built = build(build_course, "clock: 12\n")

    assert built.html().count(attribute) == built.html().count('class="time-zone"') == 2
    assert built.html("office-hours/index.html").count(attribute) == 1
    assert attribute not in build(build_course, "clock: 24\n").html()
    for script in ("office_hours", "time_zone"):
        assert "hourCycle" in built.html(f"static/js/{script}.js")


def test_other_values_of_the_setting_are_errors(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nclock: 13\n"})

    assert [each.message for each in built.found] == ["expected 12 or 24, found '13'"]


def test_a_chinese_time_has_the_half_of_the_day_before_it(build_course: BuildCourse) -> None:
    times = texts(build(build_course, "clock: 12\nlanguage: zh-CN\n").html())

    assert {"下午1:00–2:20", "上午11:30–下午1:00", "下午11:59"} <= set(times)


@pytest.mark.parametrize("language", ["en", "zh"])
@given(start=st.times(), end=st.times(), setting=st.sampled_from(["", "12", "24"]))
def test_the_form_of_a_time_means_the_same_time(
    language: str, start: time, end: time, setting: str
) -> None:
    start, end = (each.replace(second=0, microsecond=0) for each in (start, end))
    form = TimeFormat({**load_translations(language, Diagnostics()), "clock": setting})

    assert clock(form.time(start)) == start
    if start < end or end == MIDNIGHT:
        assert hours(form.span(Hours(start, end))) == Hours(start, end)
