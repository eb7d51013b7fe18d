"""Parsing dates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.dates import DateReader, Dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = date(2020, 2, 17)


def reader(start: date | None = START) -> tuple[DateReader, Diagnostics]:
    noted = Diagnostics()
    return DateReader(noted, SHANGHAI, start), noted


def day(text: str, start: date | None = START) -> date | None:
    return reader(start)[0].day(text)


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-20",
        "2020-2-20",
        "Thu 2020-02-20",
        "Feb 20",
        "Feb. 20",
        "Feb 20th",
        "February 20",
        "february 20, 2020",
        "FEB 20 2020",
        "20 Feb",
        "20 February 2020",
        "Thu, Feb 20",
        "Thursday, February 20, 2020",
        "Thu. 20 Feb 2020",
        " Feb 20 ",
        "Feb\u00a020",
    ],
)
def test_a_day_may_be_written_in_various_common_forms(text: str) -> None:
    assert day(text) == date(2020, 2, 20)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_can_be_written_in_every_form(when: date) -> None:
    year, month, name = f"{when.year:04}", f"{when:%B}", f"{when:%A}"
    forms = [
        when.isoformat(),
        f"{month} {when.day}, {year}",
        f"{month[:3]} {when.day} {year}",
        f"{when.day} {month} {year}",
        f"{name}, {month} {when.day}, {year}",
        f"{name[:3]} {when.day} {month[:3]} {year}",
    ]

    assert {day(form, None) for form in forms} == {when}


@given(st.dates(date(1901, 1, 1), date(2200, 1, 1)), st.integers(0, 364))
@example(date(2024, 1, 15), 105)  # the leap day after the end of a year
def test_a_day_without_a_year_is_within_the_year_that_begins_sixty_days_before_the_term(
    start: date, offset: int
) -> None:
    when = start - timedelta(days=60) + timedelta(days=offset)

    assert day(f"{when:%b} {when.day}", start) == when


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        (date(2020, 9, 1), "Sep 1", date(2020, 9, 1)),
        (date(2020, 9, 1), "Aug 30", date(2020, 8, 30)),
        (date(2020, 9, 1), "Jan 8", date(2021, 1, 8)),
        (date(2021, 1, 11), "Dec 20", date(2020, 12, 20)),
        (date(2021, 1, 11), "Jan 10", date(2021, 1, 10)),
        (date(2024, 1, 15), "Feb 29", date(2024, 2, 29)),
        (date(2019, 9, 2), "Feb 29", date(2020, 2, 29)),
        (date(2999, 12, 1), "Dec 24", date(2999, 12, 24)),
    ],
)
def test_the_year_is_derived_from_the_first_day_of_the_term(
    start: date, text: str, expected: date
) -> None:
    assert day(text, start) == expected


@pytest.mark.parametrize(
    ("start", "text"), [(date.min, "Feb 20"), (date.max, "Feb 20"), (date(2021, 1, 1), "Feb 29")]
)
def test_a_date_that_does_not_exist_is_reported(start: date, text: str) -> None:
    dates, noted = reader(start)

    assert dates.day(text) is None
    assert [d.message for d in noted] == [f"the date '{text}' does not exist"]


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-17 to 2020-02-21",
        "2020-02-17 until 2020-02-21",
        "2020-02-17 - 2020-02-21",
        "2020-02-17/2020-02-21",
        "Feb 17 – Feb 21",
        "Feb 17–Feb 21",
        "Mon, Feb 17 to Fri, Feb 21",
    ],
)
def test_a_range_may_be_written_in_various_common_forms(text: str) -> None:
    assert reader()[0].days(text) == Dates(date(2020, 2, 17), date(2020, 2, 21))


@pytest.mark.parametrize(
    "text",
    [
        "Feb 17–21",
        "Feb 17-21",
        "Feb 17 – 21",
        "February 17-21, 2020",
        "Mon, Feb 17-21",
        "17–21 Feb",
        "17.-21. Feb 2020",
    ],
)
def test_a_range_within_a_month_may_name_the_month_once(text: str) -> None:
    expected = Dates(date(2020, 2, 17), date(2020, 2, 21))

    assert reader()[0].days(text) == expected
    assert reader()[0].day_or_days(text) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("12/7", "write Dec 7 or Jul 12"),
        ("2/20", "write Feb 20"),
        ("2/20/2020", "write 2020-02-20"),
        ("20.2.", "write Feb 20"),
        ("20.2.20", "write 2020-02-20"),
        ("2020/02/20", "write 2020-02-20"),
        ("2020-02-20 10:00", "write 'date: 2020-02-20' and 'time: 10:00'"),
        ("Feb 20, 3pm", "write 'date: Feb 20' and 'time: 3pm'"),
        ("Feb 17 to Feb 21", "for several days, write 'dates: Feb 17 to Feb 21'"),
        ("Feb 30", "Feb has 28 or 29 days"),
        ("2020-20-02", "write the date as year-month-day, such as 2020-02-20"),
        ("someday", "write the date as 2020-02-20 or Feb 20"),
    ],
)
def test_the_hint_for_another_format_says_what_to_write(text: str, hint: str) -> None:
    dates, noted = reader()
    dates.day(text)

    assert [one.hint for one in noted] == [hint]


def test_a_range_may_extend_into_the_next_year() -> None:
    dates, _ = reader(date(2020, 9, 1))

    assert dates.days("Dec 28 to Jan 3") == Dates(date(2020, 12, 28), date(2021, 1, 3))


def test_a_single_day_is_a_range_of_one_day() -> None:
    assert reader()[0].one_day("Feb 20") == Dates(date(2020, 2, 20), date(2020, 2, 20))
    assert reader()[0].days("Feb 20 to Feb 20") == reader()[0].one_day("Feb 20")


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2020-02-20", 0, 0),
        ("2020-02-20 18:00", 18, 0),
        ("2020-02-20T18:05", 18, 5),
        ("Feb 20 9:30", 9, 30),
        ("Thu, Feb 20, 2020 23:59", 23, 59),
        ("20 Oct 2020 8:00", 8, 0),
    ],
)
def test_a_time_is_in_the_time_zone_of_the_course(text: str, hour: int, minute: int) -> None:
    moment = reader()[0].moment(text)
    month = 10 if "Oct" in text else 2

    assert moment == datetime(2020, month, 20, hour, minute, tzinfo=SHANGHAI)
    assert moment.astimezone(UTC) == moment


@given(st.text(max_size=30) | st.text("0123456789-/ :,.TJanFebſunKmon–—to", max_size=30))
@example("ſep 29")
@example("2020-00-05")
@example("0000-01-01")
@example("2020-02-20 99:99")
@example("１２ Feb")
def test_any_string_is_a_date_or_gives_one_diagnostic(text: str) -> None:
    for read in ("day", "moment"):
        dates, noted = reader()
        found = getattr(dates, read)(text)
        assert noted.total == (0 if found else 1)
    dates, noted = reader()
    assert (dates.days(text) is None) == (noted.total == 1)
