"""Lines of a cron schedule."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from dateutil.rrule import DAILY, rrule
from hypothesis import given
from hypothesis import strategies as st

from coursegen.status.cron import WITHIN, is_followed, lines_for, parse_line

FIRST, LAST = datetime(2020, 1, 1), datetime(2040, 12, 31)  # noqa: DTZ001 - hypothesis adds UTC
TIMES = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def _runs_on(line: str, first: datetime, days: int) -> list[datetime]:
    """Return the runs of a line, minute by minute."""
    parsed = parse_line(line)
    assert parsed
    minutes = (first + timedelta(minutes=each) for each in range(days * 24 * 60))
    return [minute for minute in minutes if parsed.runs_at(minute)]


def test_a_run_starts_at_each_combination_of_the_fields() -> None:
    first = datetime(2027, 3, 1, tzinfo=UTC)
    runs = _runs_on("0,30 8-10/2 * * MON,wed", first, days=7)
    expected = [
        datetime(2027, 3, day, hour, minute, tzinfo=UTC)
        for day, hour, minute in product((1, 3), (8, 10), (0, 30))
    ]
    assert runs == expected


def test_a_day_matches_the_day_of_the_month_or_the_weekday_if_both_are_restricted() -> None:
    first = datetime(2027, 3, 1, tzinfo=UTC)
    days = [run.day for run in _runs_on("0 0 2 * 5", first, days=14)]
    assert days == [2, 5, 12]


def test_sunday_is_0_and_7() -> None:
    first = datetime(2027, 3, 1, tzinfo=UTC)
    assert _runs_on("0 0 * * 0", first, 14) == _runs_on("0 0 * * 7", first, 14)
    assert [run.day for run in _runs_on("0 0 * * sun", first, 14)] == [7, 14]


@given(st.integers(1, 59), TIMES)
def test_steps_match_the_recurrence_rules_of_dateutil(step: int, day: datetime) -> None:
    first = day.replace(hour=0, minute=0, second=0, microsecond=0)
    rule = rrule(DAILY, first, byhour=range(24), byminute=range(0, 60, step), bysecond=0)
    until = first + timedelta(days=1)
    assert _runs_on(f"*/{step} * * * *", first, 1) == [
        t for t in rule.xafter(first, 24 * 60, inc=True) if t < until
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "*/0 * * * *",
        "a * * * *",
        "@daily",
        "1,,2 * * * *",
    ],
)
def test_an_invalid_line_is_not_parsed(line: str) -> None:
    assert parse_line(line) is None


@given(st.lists(TIMES, max_size=20))
def test_each_time_is_followed_by_a_run_of_its_own_line(times: list[datetime]) -> None:
    lines = [parsed for line in lines_for(times) if (parsed := parse_line(line))]
    assert [time for time in times if not is_followed(lines, time)] == []


@given(TIMES, st.integers(0, 120))
def test_a_time_is_followed_only_if_a_run_starts_within_an_hour(
    time: datetime, minutes: int
) -> None:
    run = time.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    line = parse_line(f"{run.minute} {run.hour} {run.day} {run.month} *")
    assert line
    assert is_followed([line], time) == (time <= run <= time + WITHIN)


def test_an_hourly_line_follows_every_time() -> None:
    hourly = parse_line("17 * * * *")
    assert hourly
    first = datetime(2027, 3, 1, tzinfo=UTC)
    assert all(is_followed([hourly], first + timedelta(minutes=each)) for each in range(120))
