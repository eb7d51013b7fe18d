"""Parsing weekdays and hours."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.content.clock import (
    AmbiguousTimeError,
    ClockError,
    Hours,
    Weekdays,
    clock,
    hours,
    weekdays,
)

NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
COMPACT = ["M", "Tu", "W", "Th", "F", "Sa", "Su"]
CHINESE = "一二三四五六日"
MINUTES_PER_DAY = 24 * 60
DAYS = st.sets(st.integers(0, 6), min_size=1).map(sorted)
SPANS = (
    st.tuples(st.integers(0, MINUTES_PER_DAY), st.integers(0, MINUTES_PER_DAY))
    .map(sorted)
    .filter(lambda span: span[0] < span[1])
)


def time_at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@given(DAYS)
def test_a_list_of_days_can_be_written_in_every_form(days: list[int]) -> None:
    forms = [
        " ".join(NAMES[day] for day in days),
        ", ".join(NAMES[day][:3] for day in days),
        "/".join(f"{NAMES[day][:3].lower()}." for day in days),
        " and ".join(f"{NAMES[day]}s" for day in days),
        "".join(COMPACT[day] for day in days),
        "、".join(f"周{CHINESE[day]}" for day in days),
        "".join(f"星期{CHINESE[day]}" for day in days),
        "周" + "".join(CHINESE[day] for day in days),
        " ".join(NAMES[day] for day in reversed(days)),
    ]
    assert {weekdays(form) for form in forms} == {Weekdays(tuple(days))}


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_range_of_days_continues_after_sunday(first: int, last: int) -> None:
    expected = {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    forms = [
        f"{NAMES[first]}-{NAMES[last]}",
        f"{NAMES[first][:3]} – {NAMES[last][:3]}",
        f"{NAMES[first][:3]} to {NAMES[last][:3]}",
        f"周{CHINESE[first]}至周{CHINESE[last]}",
    ]
    assert {weekdays(form) for form in forms} == {Weekdays(tuple(sorted(expected)))}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("MWF", (0, 2, 4)),
        ("TR", (1, 3)),
        ("M W F", (0, 2, 4)),
        ("Mon-Wed, Fri", (0, 1, 2, 4)),
        ("Tues & Thurs", (1, 3)),
        ("星期天", (6,)),
    ],
)
def test_days_may_be_written_in_other_common_forms(text: str, numbers: tuple[int, ...]) -> None:
    assert weekdays(text).numbers == numbers


@pytest.mark.parametrize("text", ["", "x", "Mon-", "Mon-Tue-Wed", "daily", "2", "Tue 3 PM"])
def test_other_text_is_not_a_day_of_the_week(text: str) -> None:
    with pytest.raises(ClockError, match="is not a day of the week"):
        weekdays(text)


@given(st.dates())
def test_a_date_is_in_the_weekdays_that_contain_its_day(day: date) -> None:
    assert day in weekdays(f"{day:%A}")
    assert (day in weekdays("Mon-Fri")) == (day.isoweekday() <= 5)


@given(SPANS)
def test_a_time_span_can_be_written_in_every_form(span: list[int]) -> None:
    first, last = span
    start, end = time_at(first), time_at(last)
    midnight = "24:00" if last == MINUTES_PER_DAY else f"{end:%H:%M}"
    forms = [
        f"{start:%H:%M}-{end:%H:%M}",
        f"{start:%H:%M}–{midnight}",
        f"{start:%I:%M %p} to {end:%I:%M %p}",
        f"{start:%I:%M%p} - {end:%I:%M%p}".lower(),
        f"{start.hour:02}点{start.minute}分到{end.hour}点{end.minute}分",
    ]
    if last < MINUTES_PER_DAY and (first < 12 * 60) == (last < 12 * 60):
        forms.append(f"{start.hour % 12 or 12}:{start:%M}-{end:%I:%M %p}")
        half = "上午" if first < 12 * 60 else "下午"
        forms.append(f"{half}{start:%I:%M}-{end:%I:%M}")
    assert {hours(form) for form in forms} == {Hours(start, end)}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("3-4 PM", time(15), time(16)),
        ("3:00-6:00 PM", time(15), time(18)),
        ("11-1 PM", time(11), time(13)),
        ("9:00-5:00 p.m.", time(9), time(17)),
        ("10-12 PM", time(10), time(12)),
        ("10 PM-12 AM", time(22), time(0)),
        ("13-14", time(13), time(14)),
        ("6:00-20:00", time(6), time(20)),
        ("下午3点到4点半", time(15), time(16, 30)),
        ("晚上7：00～9：00", time(19), time(21)),
    ],
)
def test_hours_may_be_written_in_other_common_forms(text: str, start: time, end: time) -> None:
    assert hours(text) == Hours(start, end)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a time span"),
        ("10", "'10' is not a time span"),
        ("by appointment", "'by appointment' is not a time span"),
        ("9-10-11", "'9-10-11' is not a time span"),
        ("3:30-4:30", "'3:30-4:30' may be in the morning or in the afternoon"),
        ("9-5", "'9-5' ends before it begins"),
        ("12-12 PM", "'12-12 PM' ends before it begins"),
        ("14:00-14:00", "'14:00-14:00' ends before it begins"),
        ("23:00-25:00", "a time in '23:00-25:00' does not exist"),
        ("24:00-24:00", "a time in '24:00-24:00' does not exist"),
        ("9:60-10:00", "a time in '9:60-10:00' does not exist"),
        ("13 AM-2 PM", "a time in '13 AM-2 PM' does not exist"),
    ],
)
def test_unclear_hours_are_an_error(text: str, message: str) -> None:
    with pytest.raises(ClockError) as caught:
        hours(text)
    assert str(caught.value) == message


def test_ambiguous_hours_get_both_times_as_the_hint() -> None:
    with pytest.raises(ClockError) as caught:
        hours("3:30-4:30")
    assert caught.value.hint == "write 03:30 or 15:30 first, or add AM or PM"


@pytest.mark.parametrize(
    ("text", "meanings", "hint"),
    [
        ("5:00", "5 AM or 5 PM", "write 05:00 or 5:00 PM"),
        ("1:30", "1:30 AM or 1:30 PM", "write 01:30 or 1:30 PM"),
        ("6点", "6 AM or 6 PM", "write 06:00 or 6:00 PM"),
    ],
)
def test_an_hour_from_1_to_6_with_one_digit_is_ambiguous(
    text: str, meanings: str, hint: str
) -> None:
    with pytest.raises(AmbiguousTimeError) as caught:
        clock(text)
    assert (str(caught.value), caught.value.hint) == (f"'{text}' can mean {meanings}", hint)


@pytest.mark.parametrize(
    ("text", "hour"), [("05:00", 5), ("5:00 PM", 17), ("7:00", 7), ("0:00", 0)]
)
def test_other_hours_are_not_ambiguous(text: str, hour: int) -> None:
    assert clock(text) == time(hour)


@given(st.times().map(lambda value: value.replace(second=0, microsecond=0, fold=0)))
def test_a_time_of_day_can_be_written_in_every_form(value: time) -> None:
    forms = [f"{value:%H:%M}", f"{value:%I:%M %p}", f"{value.hour:02}点{value.minute}分"]
    assert {clock(form) for form in forms} == {value}


@pytest.mark.parametrize("text", ["", "3", "24:00", "12:60", "13 AM", "noonish", "晚上12点"])
def test_other_text_is_not_a_time_of_day(text: str) -> None:
    with pytest.raises(ClockError):
        clock(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_hint(text: str) -> None:
    assert all(_hint(parse, text) for parse in (weekdays, hours, clock))


def _hint(parse: Callable[[str], object], text: str) -> str:
    try:
        return repr(parse(text))
    except ClockError as error:
        return error.hint


@given(SPANS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_hours_on_a_day_end_after_they_start(span: list[int], day: date) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    start, end = Hours(time_at(span[0]), time_at(span[1])).on(day, zone)
    assert end - start == timedelta(minutes=span[1] - span[0])
    assert start == datetime.combine(day, time_at(span[0]), zone)
