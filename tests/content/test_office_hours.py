"""Office hours: how an author writes them, and when they take place."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import BuildCourse, MakeCourse
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.clock import Weekdays, hours
from coursegen.content.dates import Dates
from coursegen.content.office_hours import Occurrence, OfficeHours, WeeklyHours
from coursegen.content.term import Holiday, Term
from coursegen.loader.course_folder import load

NEW_YORK = ZoneInfo("America/New_York")
TERM = Term(start=date(2020, 2, 17), end=date(2020, 3, 31))
DAYS = st.dates(date(2020, 1, 1), date(2021, 12, 31))


def dates(day: date) -> Dates:
    return Dates(day, day)


def weekly(make_course: MakeCourse, keys: str) -> WeeklyHours:
    """Return the office hours that an author writes with some keys."""
    root = make_course(
        {
            "site.yaml": "title: T\ntimezone: America/New_York\nterm: {start: 2020-02-17}\n",
            "content/staff.yaml": f"office_hours: {{{keys}}}\n",
        }
    )
    noted = Diagnostics()
    course, _ = load(root, noted)
    assert list(noted) == []
    ((name, read),) = course.staff.weekly_hours()
    assert name == ""
    return read


def starts(office_hours: WeeklyHours, term: Term = TERM, *holidays: Holiday) -> list[str]:
    return [f"{each.start:%m-%d %H:%M%z}" for each in office_hours.usual(term, holidays, NEW_YORK)]


@given(st.sets(st.integers(0, 6), min_size=1), DAYS, DAYS, st.sets(DAYS, max_size=3))
def test_office_hours_take_place_on_each_of_their_days_except_cancelled_dates_and_holidays(
    numbers: set[int], first: date, last: date, free: set[date]
) -> None:
    off = sorted(free)
    written = WeeklyHours(
        Weekdays(tuple(sorted(numbers))),
        hours("9:00-10:00"),
        cancelled=tuple(map(dates, off[:1])),
    )
    holidays = [Holiday(dates(day)) for day in off[1:]]
    term = Term(start=first, end=last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]

    found = [each.start.date() for each in written.usual(term, holidays, NEW_YORK)]

    assert found == [day for day in days[:400] if day.weekday() in numbers and day not in free]


def test_office_hours_keep_their_clock_time_across_a_change_of_the_utc_offset() -> None:
    sundays = WeeklyHours(Weekdays((6,)), hours("1-2 PM"))

    assert starts(sundays, Term(start=date(2020, 3, 1), end=date(2020, 3, 8))) == [
        "03-01 13:00-0500",
        "03-08 13:00-0400",
    ]


def test_from_and_until_replace_the_first_and_the_last_day_of_the_term(
    make_course: MakeCourse,
) -> None:
    read = weekly(make_course, "days: Tue, time: 13-14, from: Mar 1, until: Mar 12")

    assert starts(read) == ["03-03 13:00-0500", "03-10 13:00-0400"]


def test_the_usual_dates_are_unknown_without_a_first_and_a_last_day() -> None:
    written = WeeklyHours(Weekdays((1,)), hours("9:00-10:00"))

    assert starts(written, Term()) == []
    assert starts(written, Term(start=date(2020, 2, 17))) == []


def test_a_moved_date_is_not_one_of_the_usual_dates(make_course: MakeCourse) -> None:
    read = weekly(
        make_course,
        "days: Thu, time: 9-10 AM, from: Mar 1, until: Mar 14, "
        "moved: {from: Mar 12, to: Mar 13 14:00}",
    )

    assert starts(read) == ["03-05 09:00-0500"]
    assert [dates.first for dates in read.exceptions()] == [date(2020, 3, 12)]


@pytest.mark.parametrize(
    ("added", "start", "end"),
    [
        ("2020-03-07", "2020-03-07 13:30", "2020-03-07 15:00"),
        ("2020-03-07 10:00", "2020-03-07 10:00", "2020-03-07 11:30"),
        ("2020-03-07 10:00-12:00", "2020-03-07 10:00", "2020-03-07 12:00"),
        ("Mar 7 3-4 PM", "2020-03-07 15:00", "2020-03-07 16:00"),
    ],
)
def test_an_added_date_has_its_own_or_the_usual_hours(
    make_course: MakeCourse, added: str, start: str, end: str
) -> None:
    read = weekly(make_course, f"days: Mon, time: 13:30-15:00, added: {added}")

    found = Occurrence.of(read.added[0], read.time, NEW_YORK)

    assert found.start == datetime.fromisoformat(start).replace(tzinfo=NEW_YORK)
    assert found.end == datetime.fromisoformat(end).replace(tzinfo=NEW_YORK)


def test_room_is_another_name_of_place(make_course: MakeCourse) -> None:
    read = weekly(make_course, "days: Mon-Wed, time: 13-14, room: Library")

    assert read.place == "Library"
    assert (read.days, read.time) == (Weekdays((0, 1, 2)), hours("13:00-14:00"))


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("Tue 14:00-15:00", True),
        ("周三 14:00", True),
        ("Mon & Wed, by appointment", False),
        ("by [appointment](https://example.org/)", False),
        ("*Tue* 14:00", False),
        ("https://example.org/", False),
        ("1. Tue", False),
        ("- Tue", False),
    ],
)
def test_text_is_plain_if_markdown_would_not_change_it(text: str, is_plain: bool) -> None:
    assert OfficeHours(text).is_plain == is_plain


def test_markdown_in_the_text_of_office_hours_is_converted(build_course: BuildCourse) -> None:
    built = build_course(
        {"content/staff.yaml": "people: [{name: Ada, office_hours: '*Tue* by [mail](about.md)'}]\n"}
        | {"content/about.md": "# About\n"}
    )

    assert '<dd><em>Tue</em> by <a href="about/">mail</a></dd>' in built.html()
    assert "office-hours/index.html" not in built.site.files
