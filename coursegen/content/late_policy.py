"""Late policies: until when a late submission is accepted, and what it costs.

Every rule is the same in all time zones:

- A submission counts as on time until the grace period after the deadline has passed.
- Every late day ends at the deadline's time of day, also across a daylight-saving change.  The
  grace period is added to the end of each late day, too.
- A late day that has started counts as a whole day.
- A slip day cancels the penalty of one late day.
"""

import math
from datetime import UTC, datetime, timedelta

from coursegen.content.grading import LatePolicy

_DAY = timedelta(days=1)
_MAX_DAYS = 366
"""The maximum number of late days, which keeps dates in the range of valid years."""


def accepted_days(policy: LatePolicy) -> int:
    """Return the number of days after the deadline on which a submission is accepted."""
    if policy.days:
        return min(policy.days, _MAX_DAYS)
    paid = math.ceil(100 / policy.per_day) - 1 if policy.per_day else 0
    return min(policy.slip_days + paid, _MAX_DAYS)


def last_accepted(policy: LatePolicy, due: datetime) -> datetime:
    """Return the time after which no submission is accepted; `due` has a time zone."""
    return _end(policy, due, accepted_days(policy))


def days_late(policy: LatePolicy, due: datetime, submitted: datetime) -> int:
    """Return the number of late days that have started, or 0 for a submission on time."""
    elapsed = submitted.astimezone(UTC) - due.astimezone(UTC) - policy.grace
    days = max(elapsed // _DAY - 1, 0)  # a day of 23 or 25 hours must not be skipped
    while submitted.astimezone(UTC) > _end(policy, due, days).astimezone(UTC):
        days += 1
    return days


def penalty(
    policy: LatePolicy, due: datetime, submitted: datetime, slip_days: int = 0
) -> float | None:
    """Return the percentage that a submission loses, or None if it is too late.

    The student wants to use `slip_days` of the slip days that the policy allows.
    """
    late = days_late(policy, due, submitted)
    if late > accepted_days(policy):
        return None
    return min((late - min(late, slip_days, policy.slip_days)) * policy.per_day, 100.0)


def _end(policy: LatePolicy, due: datetime, days: int) -> datetime:
    """Return the end of a late day with its grace period; day 0 ends at the deadline."""
    end = (due + days * _DAY).astimezone(UTC) + policy.grace
    return end.astimezone(due.tzinfo)
