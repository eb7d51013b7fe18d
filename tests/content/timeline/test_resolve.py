"""Tests of the dates that follow from the meetings of a course."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, MakeCourse, Tags

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.check import run_rules
from coursegen.check.rules.data import days_without_meeting
from coursegen.content.course import Course
from coursegen.content.timeline.resolve import resolve
from coursegen.loader.course_folder import load

ROOT = Path(__file__).parents[3]
TERM = "term: {name: Spring, start: 2027-01-12, end: 2027-03-12}\n"
SITE = f"title: T\ntimezone: America/New_York\n{TERM}"
TWICE = "meetings: [{days: Tue Thu, time: 10:00-11:20, room: Hall 2}]\n"


def resolved(root: Path) -> tuple[Course, list[str]]:
    """Return a course with its dates, and the messages about them."""
    diagnostics = Diagnostics()
    course, _ = load(root, diagnostics)
    course = resolve(course, diagnostics)
    return course, [f"{d.location}: {d.message}" for d in diagnostics]


def days(course: Course) -> dict[str, str]:
    """Return the days of the weeks and entries that have one, such as `01-12`, by ID."""
    found = {}
    for section in course.schedule.sections:
        for week in section.weeks:
            found[week.id] = week.dates
            found |= {lecture.id: lecture.dates for lecture in week.lectures}
    return {id_: _days(dates.first, dates.last) for id_, dates in found.items() if dates}


def _days(first: date, last: date) -> str:
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d}–{last:%m-%d}"


def lectures(numbers: Iterable[int]) -> str:
    return "".join(f"  - lecture: {number}\n" for number in numbers)


# --- whole courses --------------------------------------------------------------------------------

SEED_WEEKS = {
    1: "2020-02-20",
    2: "2020-02-27",
    3: "2020-03-05",
    4: "2020-03-12",
    5: "2020-03-19",
    6: "2020-03-26",
    7: "2020-04-02",
    8: "2020-04-09",
    9: "2020-04-16",
    10: "2020-04-23",
    11: "2020-04-30",
    12: "2020-05-07",
    13: "2020-05-14",
    14: "2020-05-21",
    15: "2020-05-28",
    16: "2020-06-04",
}


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the course of this repository in which meetings determine the dates."""
    root = tmp_path / "course"
    for folder in ("content", "static"):
        shutil.copytree(ROOT / folder, root / folder)
    site = (ROOT / "site.yaml").read_text(encoding="utf-8")
    meetings = "{days: Thu, time: 3:00-6:00 PM, per: week}"
    (root / "site.yaml").write_text(
        site.replace(
            "term: Spring 2020",
            "term: {name: Spring 2020, start: 2020-02-20, end: 2020-06-04}\n"
            f"meetings: [{meetings}]",
        ),
        encoding="utf-8",
    )
    return root


def test_each_week_of_a_dated_edition_of_the_seed_is_on_its_day(seed: Path) -> None:
    course, messages = resolved(seed)
    weeks = [week for section in course.schedule.sections for week in section.weeks]

    assert messages == []
    assert {int(w.number): w.dates and w.dates.first.isoformat() for w in weeks} == SEED_WEEKS
    assert {w.starts and w.starts.isoformat()[10:] for w in weeks} == {"T15:00:00+08:00"}
    assert {w.ends and w.ends.isoformat()[10:] for w in weeks} == {"T18:00:00+08:00"}
    for week in weeks:
        assert {(x.dates, x.starts) for x in week.lectures} == {(None, week.starts)}


def test_the_weeks_of_a_dated_edition_of_the_seed_show_their_day_with_its_offset(
    seed: Path,
) -> None:
    site = build(Settings(seed, NOW), Diagnostics())
    html = site.files["index.html"].read().decode()
    times = [tag for name, tag in Tags(html).tags if name == "time"]

    assert [time["datetime"] for time in times] == [
        f"{day}T15:00+08:00" for day in SEED_WEEKS.values()
    ]


def test_a_tuesday_and_thursday_course_with_holidays_and_a_swapped_day(
    make_course: MakeCourse,
) -> None:
    root = make_course(
        {
            "site.yaml": "title: T\ntimezone: Asia/Shanghai\n"
            "term: {name: Autumn, start: 2026-09-22, end: 2026-10-20}\n"
            "meetings:\n"
            "- {days: Tue Thu, time: 10:00-11:20}\n"
            "- {date: 2026-10-10, follows: Thu}\n"  # a Saturday
            "holidays: [{dates: 2026-10-01 to 2026-10-08, title: National Day}]\n",
            "content/schedule.yaml": "weeks:\n"
            "- {week: 1, lectures: [{lecture: 1}, {lecture: 2}]}\n"
            "- {week: 2, lectures: [{lecture: 3}, {lecture: 4}]}\n"
            "- {week: 3, lectures: [{lecture: 5}, {lecture: 6}, {lecture: 7}]}\n",
        }
    )

    course, messages = resolved(root)

    assert messages == []
    assert days(course) == {
        "lecture-1": "09-22",
        "lecture-2": "09-24",
        "lecture-3": "09-29",
        "lecture-4": "10-10",  # instead of Thursday, October 8
        "break-2026-10-01": "10-01–10-08",
        "lecture-5": "10-13",
        "lecture-6": "10-15",
        "lecture-7": "10-20",
    }


def test_a_course_without_meetings_stays_as_it_is(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}holidays: [2027-01-19]\n",
            "content/schedule.yaml": f"weeks:\n- lectures:\n{lectures([1, 2])}",
        }
    )
    course, _ = load(root, Diagnostics())

    assert resolve(course, Diagnostics()) is course


# --- which entry takes which meeting --------------------------------------------------------------


@pytest.mark.parametrize(
    ("meetings", "weeks", "expected"),
    [
        pytest.param(
            "[{days: Tue Thu}, {kind: lab, days: Fri}]",
            "- lectures: [{lecture: 1}, {kind: lab, number: 1}, {kind: quiz, number: 1}]\n",
            {"lecture-1": "01-12", "lab-1": "01-15", "quiz-1": "01-14"},
            id="a kind with meetings of its own takes these, and all others the general ones",
        ),
        pytest.param(
            "[{kind: lab, days: Fri}]",
            "- lectures: [{lecture: 1}, {kind: lab, number: 1}]\n",
            {"lab-1": "01-15"},
            id="an entry has no date if nothing meets for its kind",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- lectures: [{lecture: 1}, {lecture: 2, date: 2027-01-21}, {lecture: 3}]\n",
            {"lecture-1": "01-12", "lecture-2": "01-21", "lecture-3": "01-26"},
            id="the entries after a date take later meetings",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- lectures: [{lecture: 1}, {lecture: 2}, {lecture: 0, date: 2027-01-14}]\n",
            {"lecture-1": "01-12", "lecture-2": "01-19", "lecture-0": "01-14"},
            id="the meeting of an entry with a date is not given to an earlier entry",
        ),
        pytest.param(
            '[{days: Tue Thu, time: "10:00-11:20"}]',
            "- lectures:\n"
            '  - {kind: exam, title: Midterm, date: 2027-01-14, time: "19:00-21:00"}\n'
            "  - {lecture: 1}\n"
            "  - {lecture: 2}\n",
            {"midterm": "01-14", "lecture-1": "01-12", "lecture-2": "01-14"},
            id="an entry at other hours takes no meeting",
        ),
        pytest.param(
            '[{days: Tue Thu, time: "10:00-11:20"}]',
            "- lectures:\n"
            '  - {kind: exam, title: Quiz, date: 2027-01-12, time: "11:00-12:00"}\n'
            "  - {lecture: 1}\n",
            {"quiz": "01-12", "lecture-1": "01-14"},
            id="an entry at overlapping hours takes the meeting",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- lectures: [{lecture: 1, meetings: 2}, {lecture: 2}]\n",
            {"lecture-1": "01-12–01-14", "lecture-2": "01-19"},
            id="a lecture can take two meetings",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- lectures: [{lecture: 1, date: TBA}, {lecture: 2}]\n",
            {"lecture-2": "01-12"},
            id="an entry whose date is to be announced takes no meeting",
        ),
        pytest.param(
            "[{days: Tue Thu, per: week}]",
            "- {week: 0, lectures: [{lecture: 1}, {lecture: 2}]}\n"
            "- {topic: No number}\n"
            "- {week: 1}\n",
            {"week-0": "01-12", "week-1": "01-14"},
            id="a whole week takes one meeting, but a row without a number none",
        ),
        pytest.param(
            '[{days: Tue Thu, per: week, time: "10:00-11:20"}]',
            "- {week: 1, lectures: [{lecture: 1, date: 2027-01-12, time: 2-3 PM}]}\n"
            "- {week: 2, lectures: [{lecture: 2, date: 2027-01-14}, "
            "{lecture: 3, date: 2027-01-14}]}\n"
            "- {week: 3}\n",
            {"lecture-1": "01-12", "lecture-2": "01-14", "lecture-3": "01-14", "week-3": "01-19"},
            id="entries with the same date share the meeting of a week",
        ),
        pytest.param(
            "[{days: Tue, per: week}, {kind: lab, days: Fri}]",
            "- {week: 1, lectures: [{lecture: 1}, {lecture: 2}, {kind: lab, number: 1}]}\n",
            {"week-1": "01-12", "lab-1": "01-15"},
            id="labs have their own dates in a week that is a meeting",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- {week: 1, date: 2027-01-14, lectures: [{lecture: 1}, {lecture: 2}]}\n"
            "- {week: 2, lectures: [{lecture: 3}]}\n",
            {"week-1": "01-14", "lecture-3": "01-19"},
            id="all entries of a week with a date take its meeting",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- {week: 1, dates: 2027-01-25 to 2027-01-29, lectures: [{lecture: 1}]}\n",
            {"week-1": "01-25–01-29", "lecture-1": "01-26"},
            id="the entries of a week with several days take meetings from then on",
        ),
        pytest.param(
            "[{days: Tue Thu}]",
            "- {week: 1, lectures: [{lecture: 1}]}\n"
            "- {topic: Reading week, dates: 2027-01-14 to 2027-01-20}\n"
            "- {week: 2, lectures: [{lecture: 2}]}\n",
            {"week-1-": "", "lecture-1": "01-12", "reading-week": "01-14–01-20"}
            | {"lecture-2": "01-21"},
            id="a row with dates and no entries takes all meetings on these days",
        ),
        pytest.param(
            "[{days: Tue}, {days: Thu}]",
            "- lectures: [{lecture: 1}, {lecture: 2}]\n",
            {"lecture-1": "01-12", "lecture-2": "01-14"},
            id="several lines of meetings form one sequence",
        ),
    ],
)
def test_an_entry_takes_the_next_meeting_of_its_kind(
    make_course: MakeCourse, meetings: str, weeks: str, expected: dict[str, str]
) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}meetings: {meetings}\n",
            "content/schedule.yaml": f"weeks:\n{weeks}",
        }
    )

    course, _ = resolved(root)

    assert days(course) == {id_: day for id_, day in expected.items() if day}


# --- changes of single meetings -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("cancelled: 2027-01-14", {"lecture-1": "01-12", "cancelled-2027-01-14": "01-14"}),
        ("cancelled: [2027-01-12]", {"lecture-1": "01-14"}),
        ("added: 2027-01-13 14:00", {"lecture-1": "01-12", "lecture-2": "01-13"}),
        ("moved: {from: 2027-01-14, to: 2027-01-15}", {"lecture-2": "01-15"}),
        ("moved: [{from: 2027-01-12, to: 2027-01-18}]", {"lecture-1": "01-14"}),
        ("days: Tue, every: 2 weeks", {"lecture-1": "01-12", "lecture-2": "01-26"}),
        ("days: Tue, every: two weeks", {"lecture-1": "01-12", "lecture-2": "01-26"}),
        ("days: Tue, every: 三周", {"lecture-1": "01-12", "lecture-2": "02-02"}),
        ("days: Tue, every: week", {"lecture-1": "01-12", "lecture-2": "01-19"}),
        ("from: 2027-01-14", {"lecture-1": "01-14"}),
        ("until: 2027-01-13", {"lecture-1": "01-12", "lecture-2": ""}),
    ],
)
def test_a_single_meeting_can_be_changed(
    make_course: MakeCourse, change: str, expected: dict[str, str]
) -> None:
    days_ = "" if "days" in change else "days: Tue Thu, "
    root = make_course(
        {
            "site.yaml": f"{SITE}meetings: {{{days_}{change}, time: 10:00-11:20}}\n",
            "content/schedule.yaml": f"weeks:\n- lectures:\n{lectures(range(1, 4))}",
        }
    )

    course, _ = resolved(root)
    found = days(course)

    assert {id_: found.get(id_, "") for id_ in expected} == expected


def test_a_moved_or_added_meeting_has_its_own_hours_and_room(make_course: MakeCourse) -> None:
    changes = "moved: {from: 2027-01-12, to: 2027-01-13 2 PM, room: Lab}, added: 2027-01-15 9-10 AM"
    root = make_course(
        {
            "site.yaml": f"{SITE}meetings:\n"
            f"- {{days: Tue Thu, time: 10:00-11:20, room: A, {changes}}}\n",
            "content/schedule.yaml": f"weeks:\n- lectures:\n{lectures(range(1, 4))}",
        }
    )

    course, _ = resolved(root)
    found = [
        (x.starts and f"{x.starts:%d %H:%M}", x.ends and f"{x.ends:%H:%M}", x.time, x.room)
        for x in course.schedule.lectures()
    ]

    assert found == [
        ("13 14:00", "15:20", "14:00-15:20", "Lab"),
        ("14 10:00", "11:20", "10:00-11:20", "A"),
        ("15 09:00", "10:00", "9-10 AM", "A"),
    ]


# --- holidays -------------------------------------------------------------------------------------


def test_a_holiday_is_an_entry_of_its_week_and_a_break_is_a_row(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}{TWICE}holidays:\n"
            "- {date: 2027-01-14, title: Day}\n"
            "- 2027-01-18 to 2027-01-22\n"
            "- {date: 2027-01-27, title: A Wednesday}\n",
            "content/schedule.yaml": "weeks:\n"
            "- {week: 1, lectures: [{lecture: 1}]}\n"
            "- {week: 2, lectures: [{lecture: 2}, {lecture: 3}]}\n",
        }
    )

    course, _ = resolved(root)
    weeks = [week for section in course.schedule.sections for week in section.weeks]

    assert [[lecture.id for lecture in week.lectures] for week in weeks] == [
        ["lecture-1", "holiday-2027-01-14"],
        ["break-2027-01-18"],
        ["lecture-2", "lecture-3"],
    ]
    assert [heading.title for x in weeks[0].lectures for heading in x.headings] == ["", "Day"]


def test_the_author_can_write_the_row_of_a_holiday(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}{TWICE}holidays:\n"
            "- {date: 2027-01-14, title: Day}\n"
            "- {date: 2027-01-21, title: Founders' Day}\n",
            "content/schedule.yaml": "weeks:\n- lectures:\n"
            "  - {lecture: 1}\n"
            "  - {kind: holiday, title: No class, date: 2027-01-14}\n"
            "  - {lecture: 2}\n"
            "  - {kind: holiday, title: Founders' Day}\n"
            "  - {lecture: 3}\n",
        }
    )

    course, _ = resolved(root)

    assert days(course) == {
        "lecture-1": "01-12",
        "no-class": "01-14",
        "lecture-2": "01-19",
        "founders-day": "01-21",
        "lecture-3": "01-26",
    }


def test_the_id_of_a_holiday_differs_from_the_ids_of_the_author(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}{TWICE}holidays: [2027-01-14]\n",
            "content/schedule.yaml": "weeks:\n- lectures:\n"
            "  - {lecture: 1, id: holiday-2027-01-14}\n"
            "  - {lecture: 2}\n",
        }
    )

    course, _ = resolved(root)

    assert [x.id for x in course.schedule.lectures()] == [
        "holiday-2027-01-14",
        "holiday-2027-01-14-2",
        "lecture-2",
    ]


# --- times ----------------------------------------------------------------------------------------


def test_meetings_keep_their_clock_time_when_the_clocks_change(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": "title: T\ntimezone: America/New_York\n"
            "term: {start: 2027-03-11, end: 2027-03-18}\n"
            "meetings: {days: Thu, time: 22:00-24:00}\n",
            "content/schedule.yaml": f"weeks:\n- lectures:\n{lectures([1, 2])}",
        }
    )

    course, _ = resolved(root)

    assert [
        (x.starts and x.starts.isoformat(), x.ends and x.ends.isoformat())
        for x in course.schedule.lectures()
    ] == [
        ("2027-03-11T22:00:00-05:00", "2027-03-12T00:00:00-05:00"),
        ("2027-03-18T22:00:00-04:00", "2027-03-19T00:00:00-04:00"),
    ]


def test_an_entry_with_a_date_and_hours_has_a_start_and_an_end(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}{TWICE}",
            "content/schedule.yaml": "weeks:\n- lectures:\n"
            "  - {kind: exam, title: A, date: 2027-01-16, time: 2-4 PM}\n"
            "  - {kind: exam, title: B, date: 2027-01-16, time: in the evening}\n",
        }
    )

    course, _ = resolved(root)

    assert [x.starts and f"{x.starts:%H:%M}" for x in course.schedule.lectures()] == [
        "14:00",
        None,
    ]


# --- messages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("from: 2026-01-12", "2026-01-12 is before the start of the term, 2027-01-12"),
        ("until: 2028-03-12", "2028-03-12 is after the end of the term, 2027-03-12"),
    ],
)
def test_the_first_or_last_day_of_meetings_outside_the_term_is_the_only_problem(
    make_course: MakeCourse, period: str, message: str
) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}meetings: {{days: Tue, {period}}}\n",
            "content/schedule.yaml": "weeks:\n- lectures:\n"
            "  - {lecture: 1, slides: {url: https://a.example, released: 1 day after lecture}}\n"
            "  - {lecture: 2, date: 2027-02-02}\n",
        }
    )

    _, messages = resolved(root)

    column = len("meetings: {days: Tue, ") + period.index("2") + 1
    assert messages == [f"site.yaml:4:{column}: {message}"]


def test_too_few_meetings_are_reported_once(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}meetings: {{days: Tue, until: 2027-01-20}}\n",
            "content/schedule.yaml": f"weeks:\n- lectures:\n{lectures(range(1, 5))}",
        }
    )

    _, messages = resolved(root)

    assert messages == ["content/schedule.yaml:5:5: no meeting is left for this entry and 1 more"]


def test_meetings_that_are_left_are_reported_only_if_a_week_is_a_meeting(
    make_course: MakeCourse,
) -> None:
    schedule = "weeks:\n- {week: 1, lectures: [{lecture: 1}]}\n"
    for meetings, expected in (
        ("{days: Tue}", []),
        (
            "{days: Tue, per: week, until: 2027-01-30}",
            [
                (
                    "site.yaml:4:11: the schedule has no week for the meetings from 2027-01-19 on"
                    " (2 in total)"
                )
            ],
        ),
    ):
        root = make_course(
            {"site.yaml": f"{SITE}meetings: {meetings}\n", "content/schedule.yaml": schedule}
        )
        assert resolved(root)[1] == expected


def test_entries_share_the_meeting_of_a_week(make_course: MakeCourse) -> None:
    root = make_course(
        {
            "site.yaml": f"{SITE}meetings: {{days: Tue, time: 10:00-11:20, per: week}}\n",
            "content/schedule.yaml": "weeks:\n- week: 1\n  lectures:\n"
            "  - {lecture: 1, date: 2027-01-12}\n  - {lecture: 2, date: 2027-01-12}\n",
        }
    )

    course, _ = resolved(root)
    diagnostics = list(
        run_rules(days_without_meeting.RULES, build(Settings(root, NOW), Diagnostics()))
    )

    assert {x.starts and f"{x.starts:%H:%M}" for x in course.schedule.lectures()} == {"10:00"}
    assert diagnostics == []


def test_an_ambiguous_time_stays_text_in_a_course_that_computes_no_dates(
    make_course: MakeCourse,
) -> None:
    schedule = "weeks:\n  - lectures: [{title: A, date: 2027-02-01, time: 6:00-8:00}]\n"
    files = {"site.yaml": SITE, "content/schedule.yaml": schedule}
    assert resolved(make_course(files))[1] == []

    assignment = "- {title: Homework 1, due: 2027-02-02 23:59}\n"
    assert resolved(make_course({**files, "content/assignments.yaml": assignment}))[1] == [
        "content/schedule.yaml:2:51: '6:00-8:00' may be in the morning or in the afternoon"
    ]
