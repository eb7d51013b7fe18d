"""Late policies agree with a second implementation in all time zones, and follow the rules."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.content.grading import LatePolicy
from coursegen.content.late_policy import (
    accepted_days,
    days_late,
    last_accepted,
    penalty,
)

NEW_YORK = ZoneInfo("America/New_York")
DUE = datetime(2027, 3, 12, 23, 59, tzinfo=NEW_YORK)  # clocks go forward on March 14
ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]

POLICIES = st.builds(
    LatePolicy,
    grace=st.sampled_from([0, 5, 15, 90, 1500]).map(lambda minutes: timedelta(minutes=minutes)),
    per_day=st.integers(0, 400).map(lambda number: number / 4),
    days=st.integers(0, 8),
    slip_days=st.integers(0, 5),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


# --- a second implementation, which counts the days one by one ------------------------------------


def end(policy: LatePolicy, due: datetime, day: int) -> datetime:
    """Return the end of a late day, or of the deadline's day, in UTC."""
    local = due.replace(tzinfo=None) + timedelta(days=day)
    return local.replace(tzinfo=due.tzinfo).astimezone(UTC) + policy.grace


def most_days(policy: LatePolicy) -> int:
    """Return the last day on which a student can hand in and get points."""
    if policy.days:
        return policy.days
    paid = 0
    while policy.per_day and (paid + 1) * Fraction(policy.per_day) < 100:
        paid += 1
    return min(policy.slip_days + paid, 366)


def cost(policy: LatePolicy, due: datetime, submitted: datetime, slip_days: int) -> Fraction | None:
    for late in range(most_days(policy) + 1):
        if submitted.astimezone(UTC) <= end(policy, due, late):
            paid = max(late - min(slip_days, policy.slip_days), 0)
            return min(sum([Fraction(policy.per_day)] * paid, Fraction(0)), Fraction(100))
    return None


@settings(max_examples=200, deadline=None)
@given(
    POLICIES,
    st.sampled_from(ZONES),
    st.integers(0, 2_600_000),
    st.integers(-2000, 15000),
    st.integers(0, 6),
)
def test_a_penalty_equals_that_of_a_second_implementation(
    policy: LatePolicy, zone: str, start: int, minutes: int, slip_days: int
) -> None:
    due = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(minutes=start)
    submitted = (due.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(due.tzinfo)
    mine = penalty(policy, due, submitted, slip_days)
    other = cost(policy, due, submitted, slip_days)

    assert mine == (None if other is None else float(other))
    assert last_accepted(policy, due).astimezone(UTC) == end(policy, due, most_days(policy))


@settings(max_examples=100, deadline=None)
@given(POLICIES, st.integers(-1, 1))
def test_a_submission_is_accepted_until_the_last_accepted_time(
    policy: LatePolicy, seconds: int
) -> None:
    submitted = last_accepted(policy, DUE).astimezone(UTC) + timedelta(seconds=seconds)

    assert (penalty(policy, DUE, submitted) is None) == (seconds > 0)


# --- the rules ------------------------------------------------------------------------------------


def test_a_late_day_ends_at_the_time_of_the_deadline_after_a_clock_change() -> None:
    policy = LatePolicy(days=3)

    assert last_accepted(policy, DUE).isoformat() == "2027-03-15T23:59:00-04:00"
    assert days_late(policy, DUE, at("2027-03-14 23:59")) == 2
    assert days_late(policy, DUE, at("2027-03-15 00:00")) == 3


def test_the_grace_period_extends_the_deadline_and_each_late_day() -> None:
    policy = LatePolicy(grace=timedelta(minutes=15), per_day=10.0, days=1)

    assert penalty(policy, DUE, at("2027-03-13 00:14")) == 0
    assert penalty(policy, DUE, at("2027-03-13 00:15")) == 10
    assert penalty(policy, DUE, at("2027-03-14 00:14")) == 10
    assert penalty(policy, DUE, at("2027-03-14 00:15")) is None


def test_a_slip_day_cancels_the_penalty_of_one_late_day_up_to_the_limit() -> None:
    policy = LatePolicy(per_day=10.0, days=4, slip_days=2)
    submitted = at("2027-03-15 12:00")

    assert [penalty(policy, DUE, submitted, used) for used in range(4)] == [30, 20, 10, 10]


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        (LatePolicy(), 0),
        (LatePolicy(days=3), 3),
        (LatePolicy(slip_days=2), 2),
        (LatePolicy(per_day=10.0), 9),
        (LatePolicy(per_day=100.0), 0),
        (LatePolicy(per_day=33.4, slip_days=1), 3),
        (LatePolicy(per_day=0.01), 366),
        (LatePolicy(days=10**9), 366),
    ],
)
def test_late_days_end_when_no_points_are_left(policy: LatePolicy, days: int) -> None:
    assert accepted_days(policy) == days
