"""Rule for exams at the same time as another exam or session."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.data.exam_clashes import RULE

SITE = {
    "site.yaml": "title: T\nterm: {start: 2020-02-17, end: 2020-04-03}\n"
    "meetings: {days: Tue Thu, time: 10:00-11:20}\n"
}
MIDTERM = "{kind: exam, title: Midterm, date: 2020-03-05, time: '19:00-21:00', room: Hall 1}"


def test_two_exams_at_the_same_time_are_reported(messages: FindMessages) -> None:
    quiz = "{kind: exam, title: Quiz, date: 2020-03-05, time: '20:00-22:00'}"

    assert messages(RULE, weeks(MIDTERM, quiz)) == [
        "content/schedule.yaml:5:9: 'Quiz' is at the same time as 'Midterm'"
    ]


def test_an_exam_during_a_session_is_reported_at_the_exam(messages: FindMessages) -> None:
    talk = "{title: Talk, date: 2020-03-05, time: '18:00-20:00'}"

    assert messages(RULE, weeks(MIDTERM, talk)) == [
        "content/schedule.yaml:4:9: 'Midterm' is at the same time as 'Talk'"
    ]


def test_an_exam_during_a_computed_meeting_is_reported(messages: FindMessages) -> None:
    site = "title: T\nterm: {start: 2020-02-17, end: 2020-04-03}\n"
    labs = "meetings: {kind: lab, days: Tue, time: 18:00-20:00}\n"
    exam = "{kind: exam, title: Test, date: 2020-02-18, time: '19:00-21:00'}"

    assert messages(RULE, {"site.yaml": site + labs} | weeks("{kind: lab, number: 1}", exam)) == [
        "content/schedule.yaml:5:9: 'Test' is at the same time as 'lab 1'"
    ]


@pytest.mark.parametrize(
    "other",
    [
        "{title: Talk, date: 2020-03-05, time: '21:00-22:00'}",  # directly after it
        "{title: Talk, date: 2020-03-06, time: '19:00-21:00'}",
        "{title: Talk, date: 2020-03-05}",  # the hours are not known
        "{kind: exam, title: Other, date: TBA}",
        "{kind: holiday, title: Day off, date: 2020-03-05, time: '19:00-21:00'}",
    ],
)
def test_an_exam_at_another_or_an_unknown_time_is_allowed(
    messages: FindMessages, other: str
) -> None:
    assert messages(RULE, weeks(MIDTERM, other)) == []


def test_rooms_and_sittings_of_an_exam_may_be_at_the_same_time(messages: FindMessages) -> None:
    exam = (
        "{kind: exam, title: Midterm, date: 2020-03-05, time: '19:00-21:00', "
        "rooms: {A–K: Hall 1, L–Z: Hall 2}, sittings: [{date: 2020-03-05, time: '19:00-22:00'}]}"
    )

    assert messages(RULE, weeks(exam)) == []


def test_a_sitting_at_the_time_of_another_exam_is_reported(messages: FindMessages) -> None:
    exam = (
        "{kind: exam, title: Quiz, date: 2020-03-04, time: '9:00-10:00', "
        "sittings: {date: 2020-03-05, time: '20:00-21:00'}}"
    )

    assert messages(RULE, weeks(MIDTERM, exam)) == [
        "content/schedule.yaml:5:90: a sitting of 'Quiz' is at the same time as 'Midterm'"
    ]


def test_entries_of_one_meeting_do_not_clash(messages: FindMessages) -> None:
    text = SITE["site.yaml"].replace("11:20}", "11:20, per: week}")

    assert messages(RULE, {"site.yaml": text} | weeks("{lecture: 1}", "{kind: exam}")) == []


def test_an_exam_between_the_meetings_of_a_lecture_is_allowed(messages: FindMessages) -> None:
    exam = "{kind: exam, title: Quiz, date: 2020-02-19, time: '10:00-11:00'}"

    assert messages(RULE, SITE | weeks("{lecture: 1, meetings: 2}", exam)) == []
