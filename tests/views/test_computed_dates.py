"""Tests of how pages show dates that follow from the meetings of a course."""

import re

import pytest
from conftest import BuildCourse, text_of

SITE = (
    "title: T\ntimezone: America/New_York\nterm: {name: Spring, start: 2027-01-12, "
    "end: 2027-03-12}\nmeetings:\n- {days: Tue Thu, time: 10:00-11:20, room: Hall 2, "
    "moved: [{from: 2027-01-14, to: 2027-01-15 14:00, room: Hall 3}], cancelled: 2027-01-19}\n"
    "- {kind: lab, days: Fri, time: 2-4 PM, every: 2 weeks}\n"
)
WEEKS = (
    "weeks:\n- week: 1\n  lectures:\n  - {lecture: 1}\n  - {lecture: 2}\n  - {lecture: 3}\n"
    "  - {kind: lab, number: 1}\n  - {kind: exam, title: Final exam, date: TBA}\n"
)
LAYOUTS = ["table", "cards", "list", "grid"]


def words(html: str) -> str:
    """Return the text of HTML without extra whitespace."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_computed_date_has_its_time_with_the_offset(
    build_course: BuildCourse, layout: str
) -> None:
    html = build_course(
        {"site.yaml": SITE, "content/schedule.yaml": f"layout: {layout}\n{WEEKS}"}
    ).html()

    assert '<time datetime="2027-01-12T10:00-05:00">' in html
    assert '<time datetime="2027-01-15T14:00-05:00">' in html
    assert '<small>moved from <time datetime="2027-01-14">' in html


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_unusual_times_and_rooms_are_shown_in_the_schedule(
    build_course: BuildCourse, layout: str
) -> None:
    html = build_course(
        {"site.yaml": SITE, "content/schedule.yaml": f"layout: {layout}\n{WEEKS}"}
    ).html()
    shown = words(html.partition('id="schedule"')[2])

    assert "10:00-11:20" not in shown
    assert "Hall 2" not in shown
    assert "14:00-15:20" in shown
    assert "Hall 3" in shown


def test_the_columns_time_and_room_contain_all_times_and_rooms(build_course: BuildCourse) -> None:
    html = build_course(
        {"site.yaml": SITE, "content/schedule.yaml": f"columns: [session, time, room]\n{WEEKS}"}
    ).html()
    shown = words(text_of(html).partition('id="schedule"')[2])

    assert shown.count("10:00-11:20 Hall 2") == 2
    assert shown.count("14:00-15:20 Hall 3") == 1
    assert shown.count("2-4 PM") == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_canceled_meeting_and_an_unknown_date_are_shown(
    build_course: BuildCourse, layout: str
) -> None:
    html = build_course(
        {"site.yaml": SITE, "content/schedule.yaml": f"layout: {layout}\n{WEEKS}"}
    ).html()
    shown = words(text_of(html))

    assert "Canceled Tue Jan 19" in shown or "Tue Jan 19 Canceled" in shown
    assert "to be announced" in shown


def test_an_unusual_meeting_of_a_whole_week_is_described_once(build_course: BuildCourse) -> None:
    html = build_course(
        {
            "site.yaml": "title: T\nterm: {start: 2027-01-12, end: 2027-01-22}\n"
            "meetings: {days: Thu, time: 15:00-18:00, room: Hall 2, per: week, "
            "moved: {from: 2027-01-14, to: 2027-01-15 14:00, room: Hall 3}}\n",
            "content/schedule.yaml": "weeks:\n- {week: 1, lectures: [A, B]}\n- {week: 2}\n",
        }
    ).html()
    shown = words(text_of(html).partition('id="schedule"')[2])

    assert "Fri Jan 15 14:00-17:00, Hall 3, moved from Thu Jan 14 A B" in shown
    assert shown.count("Hall 3") == 1


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", "Meets Tue, Thu 10:00-11:20, Hall 2; Lab: Fri 2-4 PM, every 2 weeks"),
        ("language: zh\n", "上课时间 周二，周四 10:00-11:20，Hall 2；实验：每 2 周 周五 2-4 PM"),
        ("meeting: Twice a week\n", "Meets Twice a week"),
    ],
)
def test_the_title_contains_the_meetings_unless_the_author_wrote_a_text(
    build_course: BuildCourse, settings: str, expected: str
) -> None:
    html = build_course({"site.yaml": SITE + settings}).html()

    assert expected in words(html)


def test_a_canceled_meeting_of_a_kind_shows_the_kind(build_course: BuildCourse) -> None:
    site = SITE.replace("every: 2 weeks", "cancelled: 2027-01-15")
    html = build_course({"site.yaml": site, "content/schedule.yaml": WEEKS}).html()

    assert "Fri Jan 15 Canceled Lab" in words(html)
