"""The list of the next sessions and deadlines on the home page."""

import re
from datetime import UTC, datetime

from conftest import BuildCourse

from coursegen.site.generated_paths import STYLESHEET

SITE = """\
title: T
timezone: America/New_York
term: {start: 2020-02-17, end: 2020-03-31}
due_time: 23:59
home: [upcoming, schedule]
"""
MEETINGS = "meetings: {days: Tue Thu, time: 10:00-11:20, room: Hall 2}\n"
SCHEDULE = "weeks:\n- lectures: [{lecture: 1, title: A}, {lecture: 2, title: B}]\n"
ASSIGNMENTS = "- {title: Homework, due: 2020-02-18}\n- {title: Essay, due: TBA}\n"
SCRIPTS = {"static/js/upcoming.js", "static/js/time_zone.js"}


def course(
    schedule: str = SCHEDULE, assignments: str = ASSIGNMENTS, site: str = SITE + MEETINGS
) -> dict[str, str]:
    return {
        "site.yaml": site,
        "content/schedule.yaml": schedule,
        "content/assignments.yaml": assignments,
    }


def items(html: str) -> list[str]:
    """Return the text of each item of the list."""
    section = html.partition('<ol class="upcoming-list" data-shown="5">')[2].partition("</ol>")[0]
    return [
        " ".join(re.sub(r"<[^>]*>", " ", item).split())
        for item in re.split("<li[^>]*>", section)[1:]
    ]


def times(html: str) -> list[str]:
    section = html.partition('aria-labelledby="upcoming"')[2].partition("</section>")[0]
    return re.findall(r'<time datetime="([^"]*)"', section)


def test_sessions_and_deadlines_are_in_order_of_time_with_their_offset(
    build_course: BuildCourse,
) -> None:
    html = build_course(course()).html()

    assert items(html) == [
        "Tue Feb 18, 10:00–11:20 Lecture 1 : A Hall 2",
        "Tue Feb 18, 23:59 Due Homework",
        "Thu Feb 20, 10:00–11:20 Lecture 2 : B Hall 2",
    ]
    assert times(html) == [
        "2020-02-18T10:00-05:00",
        "2020-02-18T23:59-05:00",
        "2020-02-20T10:00-05:00",
    ]
    assert 'data-over="2020-02-18T11:20-05:00"' in html
    assert 'href="#lecture-1"' in html
    assert 'href="assignments/#homework"' in html


def test_sessions_and_deadlines_have_the_same_form_in_the_language_of_the_site(
    build_course: BuildCourse,
) -> None:
    for language, form in (
        ("en", '<span class="weekday">Tue</span> Feb 18, '),
        ("zh", '2月18日 <span class="weekday">周二</span> '),
    ):
        html = build_course(course(site=f"{SITE}{MEETINGS}language: {language}\n")).html()
        texts = re.findall(r'<span class="until"><time [^>]*>(.*?)[\d:–]*</time>', html)

        assert texts[:2] == [form, form]


def test_entries_that_share_a_meeting_are_one_item(build_course: BuildCourse) -> None:
    meetings = "meetings: {days: Thu, time: 15:00-18:00, room: Hall 2, per: week}\n"

    assert items(build_course(course(assignments="", site=SITE + meetings)).html()) == [
        "Thu Feb 20, 15:00–18:00 Lecture 1 : A Lecture 2 : B Hall 2"
    ]


def test_dates_that_the_author_wrote_need_no_meetings(build_course: BuildCourse) -> None:
    schedule = (
        "weeks:\n- lectures:\n"
        "  - {title: A, date: 2020-02-18, time: 10:00-11:00}\n"
        "  - {title: B, date: 2020-02-20}\n"
        "  - {title: C, dates: 2020-02-24 to 2020-02-25}\n"
        "  - {title: D}\n"
        "  - {title: Break, kind: holiday, date: 2020-02-27}\n"
    )
    built = build_course(course(schedule, assignments="", site=SITE))

    assert items(built.html()) == ["Tue Feb 18, 10:00–11:00 A", "Thu Feb 20 B", "Feb 24–25 C"]
    assert times(built.html()) == ["2020-02-18T10:00-05:00", "2020-02-20", "2020-02-24"]
    assert 'data-over="2020-02-26T00:00-05:00"' in built.html()
    assert set(built.site.files) >= SCRIPTS


def test_a_list_without_times_of_day_names_no_time_zone(build_course: BuildCourse) -> None:
    schedule = "weeks:\n- lectures: [{title: B, date: 2020-02-20}]\n"
    html = build_course(course(schedule, assignments="", site=SITE)).html()

    assert items(html) == ["Thu Feb 20 B"]
    assert "time-zone" not in html


def test_the_page_does_not_depend_on_the_time_of_the_build(build_course: BuildCourse) -> None:
    before, after = (
        build_course(course(), now=datetime(2020, month, 1, tzinfo=UTC)).html() for month in (1, 6)
    )

    assert before == after


def test_a_deadline_relative_to_a_lecture_follows_the_schedule(build_course: BuildCourse) -> None:
    phrase = "- {title: Homework, due: 1 day after lecture 2}\n"

    assert "Fri Feb 21, 23:59 Due Homework" in items(
        build_course(course(assignments=phrase)).html()
    )


def test_an_exam_is_listed_once_although_an_assignment_refers_to_it(
    build_course: BuildCourse,
) -> None:
    schedule = "weeks:\n- lectures: [{kind: exam, id: mid, title: Midterm, date: 2020-02-25}]\n"
    assignments = "- {title: Midterm points, exam: mid, due: 2020-02-25}\n"
    html = build_course(course(schedule, assignments)).html()

    assert items(html) == ["Tue Feb 25, 10:00–11:20 Exam Midterm Hall 2"]


def test_only_the_title_of_an_announced_session_is_in_the_list(build_course: BuildCourse) -> None:
    schedule = (
        "weeks:\n- lectures:\n"
        "  - {lecture: 1, title: A, released: 2020-06-01, announced: yes, slides: not-yet.pdf}\n"
        "  - {lecture: 2, title: Not yet, released: 2020-06-01}\n"
    )
    built = build_course({**course(schedule, assignments=""), "files/not-yet.pdf": "%PDF"})

    assert len(items(built.html())) == 1
    assert "Available from" in items(built.html())[0]


def test_the_home_page_has_the_list_only_if_the_author_chose_it(build_course: BuildCourse) -> None:
    site = SITE.replace("home: [upcoming, schedule]\n", "")
    built = build_course(course(site=site + MEETINGS))

    assert "upcoming-list" not in built.html()
    assert 'class="time-zone"' in built.html()
    assert set(built.site.files) >= SCRIPTS


def test_a_course_without_computed_dates_and_assignments_contains_none_of_it(
    build_course: BuildCourse,
) -> None:
    site = SITE.replace("home: [upcoming, schedule]\n", "")
    schedule = "weeks:\n- lectures: [{title: A, date: 2020-02-18, time: 10:00-11:00}]\n"
    built = build_course({"site.yaml": site, "content/schedule.yaml": schedule})

    assert SCRIPTS.isdisjoint(built.site.files)
    assert b".upcoming" not in built.site.files[STYLESHEET].read()
    assert "time-zone" not in built.html()
