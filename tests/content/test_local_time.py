"""Times that clocks skip or show twice, and abbreviations of time zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.content.dates import DateReader
from coursegen.content.local_time import local_time
from coursegen.content.when import DateError

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    *("America/New_York", "America/Santiago", "America/St_Johns", "America/Havana"),
    *("Europe/Berlin", "Europe/London", "Africa/Casablanca", "Africa/Cairo", "Asia/Tehran"),
    *("Asia/Shanghai", "Asia/Kathmandu", "Asia/Jerusalem", "Australia/Lord_Howe"),
    *("Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "UTC"),
]


@pytest.mark.parametrize(
    ("zone", "when", "message", "hint"),
    [
        (
            "America/New_York",
            "2027-03-14 02:30",
            "does not exist in America/New_York, because clocks go forward",
            "write 01:30 or 03:30",
        ),
        (
            "America/New_York",
            "2027-11-07 01:30",
            (
                "occurs twice in America/New_York, because clocks go back: "
                "at UTC-04:00 and at UTC-05:00"
            ),
            "write a time before 01:00, or 02:00 or later",
        ),
        (
            "Australia/Lord_Howe",
            "2027-04-04 01:45",
            (
                "occurs twice in Australia/Lord_Howe, because clocks go "
                "back: at UTC+11:00 and at UTC+10:30"
            ),
            "write a time before 01:30, or 02:00 or later",
        ),
    ],
)
def test_a_time_that_clocks_skip_or_show_twice_is_an_error_with_both_readings(
    zone: str, when: str, message: str, hint: str
) -> None:
    found = datetime.fromisoformat(when)

    with pytest.raises(DateError) as error:
        local_time(found.date(), found.time(), ZoneInfo(zone))

    assert (str(error.value), error.value.hint) == (f"the time {when} {message}", hint)
    assert error.value.code is Code.CLOCK_CHANGE


@given(
    st.dates(date(2000, 1, 1), date(2037, 1, 1)),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
    st.sampled_from(ZONES),
)
def test_a_time_is_accepted_if_it_occurs_exactly_once(day: date, clock: time, zone: str) -> None:
    timezone, found = ZoneInfo(zone), datetime.combine(day, clock)
    near = found.replace(tzinfo=UTC) - timedelta(hours=15)
    instants = [near + timedelta(minutes=15 * step) for step in range(30 * 4)]
    shown = [each.astimezone(timezone).replace(tzinfo=None) for each in instants]

    try:
        local = local_time(day, clock, timezone)
    except DateError:
        assert shown.count(found) != 1
    else:
        assert shown.count(found) == 1
        assert local.replace(tzinfo=None) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2027-03-14 02:30", Code.CLOCK_CHANGE),
        ("Nov 7, 2027 at 1:30 AM", Code.CLOCK_CHANGE),
        ("2027-02-25 09:00 EST", Code.UNKNOWN_TIME_ZONE),
        ("2027-02-25 9 AM (CST)", Code.UNKNOWN_TIME_ZONE),
        ("2027-02-25 23:59PST", Code.UNKNOWN_TIME_ZONE),
        ("2027-02-25 25:00", Code.INVALID_DATE),
        ("2027-02-25 13:00 PM EST", Code.UNKNOWN_TIME_ZONE),
        ("2027-02-25 09:00 ABC", Code.INVALID_DATE),
    ],
)
def test_an_invalid_time_of_day_after_a_date_is_reported(text: str, code: Code) -> None:
    noted = Diagnostics()

    assert DateReader(noted, NEW_YORK, None).moment(text) is None
    assert [found.code for found in noted] == [code]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2027-02-25 9 AM", time(9)),
        ("Feb 25, 2027 at 11:59 p.m.", time(23, 59)),
        ("Thu 2027-02-25, at 18:00", time(18)),
        ("2027-02-25 12:00 AM", time(0)),
    ],
)
def test_a_time_after_a_date_can_have_a_12_hour_clock(text: str, clock: time) -> None:
    noted = Diagnostics()
    expected = datetime.combine(date(2027, 2, 25), clock, NEW_YORK)

    assert DateReader(noted, NEW_YORK, None).moment(text) == expected
    assert not noted.total


def test_a_day_begins_at_midnight_even_if_clocks_skip_it() -> None:
    noted = Diagnostics()
    santiago = ZoneInfo("America/Santiago")
    moment = DateReader(noted, santiago, None).moment("2027-09-05")

    assert moment is not None
    assert moment.astimezone(UTC) == datetime(2027, 9, 5, 4, tzinfo=UTC)
    assert not noted.total
