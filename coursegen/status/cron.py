"""Lines of a cron schedule in UTC, as in a GitHub workflow, and lines that follow given times.

A line has five fields: minute, hour, day of the month, month and day of the week (POSIX `crontab`,
with the steps, such as `*/15`, and the names, such as `MON`, of Vixie cron).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[int, int, dict[str, int]], ...] = (
    (0, 59, {}),
    (0, 23, {}),
    (1, 31, {}),
    (1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    (0, 7, {name: number for number, name in enumerate(_DAYS)}),
)
"""The smallest and largest number of each field, and its names."""
_ITEM = re.compile(r"(?:(?P<all>\*)|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?\Z")

WITHIN = timedelta(hours=1)
"""The longest acceptable time from a release to the next run."""
_DELAY = timedelta(minutes=3)
"""The time from a release to its run.

GitHub starts many runs late at the start of an hour, when most releases are.
"""
WITHOUT_RELEASES = "17 3 * * 1"
"""The line for a course without future releases, because a schedule cannot be empty."""


class CronLine(Struct):
    """A line of a schedule: the minutes, hours, days, months and weekdays of its runs.

    Sunday is 0.  If both `days` and `weekdays` are restricted, a day needs to match only one of
    them, as in POSIX.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    def runs_at(self, time: datetime) -> bool:
        """Return whether a run starts in the minute of `time`, which has a time zone."""
        time = time.astimezone(UTC)
        day, weekday = time.day in self.days, time.isoweekday() % 7 in self.weekdays
        return (
            time.minute in self.minutes
            and time.hour in self.hours
            and time.month in self.months
            and (day or weekday if self.either_day else day and weekday)
        )


def parse_line(text: str) -> CronLine | None:
    """Parse a line of a schedule; return None if it is invalid."""
    words = text.lower().split()
    if len(words) != len(_FIELDS):
        return None
    fields = [_parse_field(word, *field) for word, field in zip(words, _FIELDS, strict=True)]
    if not all(fields):
        return None
    minutes, hours, days, months, weekdays = fields
    weekdays = frozenset(day % 7 for day in weekdays)
    either_day = not words[2].startswith("*") and not words[4].startswith("*")
    return CronLine(minutes, hours, days, months, weekdays, either_day)


def _parse_field(word: str, low: int, high: int, names: dict[str, int]) -> frozenset[int]:
    """Return the numbers of a field, which are empty if the field is invalid."""
    found: set[int] = set()
    for item in word.split(","):
        match = _ITEM.match(item)
        if not match:
            return frozenset()
        first, last = (
            (low, high) if match["all"] else _read_range(match["first"], match["last"], names)
        )
        if match["step"] and not match["all"] and not match["last"]:
            last = high
        step = int(match["step"] or 1)
        if not low <= first <= last <= high or step < 1:
            return frozenset()
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _read_range(first: str, last: str | None, names: dict[str, int]) -> tuple[int, int]:
    """Return the ends of a range; they are -1 if they are not numbers or names."""
    ends = [
        int(word) if word.isdecimal() else names.get(word, -1) for word in (first, last or first)
    ]
    return ends[0], ends[1]


def is_followed(lines: Sequence[CronLine], time: datetime) -> bool:
    """Return whether a run starts at `time` or within an hour after it."""
    # A run in the minute of a release that has seconds may start before the release.
    start = time.replace(second=0, microsecond=0)
    if start < time:
        start += timedelta(minutes=1)
    minutes = int((time + WITHIN - start) / timedelta(minutes=1))
    times = [start + timedelta(minutes=each) for each in range(minutes + 1)]
    return any(line.runs_at(minute) for line in lines for minute in times)


def lines_for(times: Iterable[datetime]) -> dict[str, datetime]:
    """Return a line for each time, with a run a few minutes after it.

    A line has no year, so that it also runs in later years.
    """
    lines: dict[str, datetime] = {}
    for time in sorted(times):
        at = (time + _DELAY).astimezone(UTC)
        lines.setdefault(f"{at.minute} {at.hour} {at.day} {at.month} *", time)
    return lines
