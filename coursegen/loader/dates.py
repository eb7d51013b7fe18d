"""Dates as authors write them → dates."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeVar

from coursegen.base.codes import Code
from coursegen.base.text import location_of
from coursegen.content.schedule import Dates

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.base.diagnostics import Diagnostics

T = TypeVar("T")

_LONGEST = 200
"""Letters; two dates with their weekdays take 60."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
"""Days of a course are in these years, so that weeks around them can be counted."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
# Compiled when the first date needs them: most courses write all dates alike.
_FORMS = (
    rf"(?i){_WEEKDAY}(?P<year>\d{{4}})-(?P<number>\d{{1,2}})-{_DAY}",
    rf"(?i){_WEEKDAY}{_MONTH}\s+{_DAY}{_YEAR}",
    rf"(?i){_WEEKDAY}{_DAY}\s+{_MONTH}{_YEAR}",
)
_RANGE = r"\s+(?:to|until|-)\s+|\s*[–—/]\s*"
_CLOCK = r"(?P<day>.*?)(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"


class _BadDate(Exception):  # noqa: N818 - caught two lines below
    def __init__(self, message: str, hint: str = "", code: Code = Code.INVALID_DATE) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


class DateReader:
    """Reads dates; those without a year are in the twelve months around the term's `start`."""

    def __init__(self, diagnostics: Diagnostics, timezone: tzinfo, start: date | None) -> None:
        self._diagnostics = diagnostics
        self._timezone = timezone
        self._start = start

    def day(self, text: str | None) -> date | None:
        """`2020-02-20`, `Feb 20`, `Thu, Feb 20, 2020` or `20 February 2020`."""
        return self._try(self._course_day, text)

    def days(self, day: str | None, days: str | None) -> Dates | None:
        """What `date:` or `dates:` says: one day, or `2020-02-17 to 2020-02-21`."""
        if day is not None and days is not None:
            self._diagnostics.error(
                Code.CONFLICTING_KEYS,
                "'date' and 'dates' both stand here",
                location_of(days),
                "keep one of the two",
            )
            return None
        if day is not None:
            first = self.day(day)
            return Dates(first, first, location_of(day)) if first else None
        return self._try(self._range, days)

    def moment(self, text: str | None) -> datetime | None:
        """`2020-02-20 18:00` in the course's time zone; midnight where no time is written.

        Any year will do: what is released in the year 9999 is never released.
        """
        return self._try(self._moment, text)

    def _try(self, read: Callable[[str], T], text: str | None) -> T | None:
        if text is None:
            return None
        if len(text) > _LONGEST:
            self._diagnostics.error(
                Code.INVALID_DATE,
                "this is too long for a date",
                location_of(text),
                "write 2020-02-20",
            )
            return None
        try:
            return read(text)
        except _BadDate as bad:
            self._diagnostics.error(bad.code, str(bad), location_of(text), bad.hint)
            return None

    def _course_day(self, text: str) -> date:
        day = self._day(text)
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise _BadDate(
                f"the year {day.year:04} is out of range",
                f"write a year from {_FIRST_YEAR} to {_LAST_YEAR}",
                Code.YEAR_RANGE,
            )
        return day

    def _day(self, text: str) -> date:
        for form in _FORMS:
            found = re.fullmatch(form, text.strip())
            if found:
                break
        else:
            raise _BadDate(
                f"'{text}' is not a date", "write 2020-02-20, or Feb 20 with 'start:' in site.yaml"
            )
        parts = found.groupdict()
        number = parts.get("number")
        month = int(number) if number else _MONTHS.index(parts["month"].casefold()) + 1
        try:
            if parts["year"]:
                day = date(int(parts["year"]), month, int(parts["day"]))
            else:
                day = self._in_term(text, month, int(parts["day"]))
        except (ValueError, OverflowError):
            raise _BadDate(f"there is no day '{text}'", "look it up in a calendar") from None
        weekday = (parts["weekday"] or "").casefold()
        if weekday and _WEEKDAYS[day.weekday()] != weekday:
            right = f"{day:%A}"
            raise _BadDate(
                f"{day.isoformat()} is a {right}",
                "correct the weekday or the date",
                Code.WRONG_WEEKDAY,
            )
        return day

    def _in_term(self, text: str, month: int, day: int) -> date:
        if self._start is None:
            raise _BadDate(
                f"the date '{text}' has no year",
                "write the year, or the first day of the term as 'start:' in site.yaml",
            )
        # Some things happen shortly before a term; nothing happens a year after its start.
        earliest = self._start - timedelta(days=60)
        if (month, day) < (earliest.month, earliest.day):
            return date(earliest.year + 1, month, day)
        return date(earliest.year, month, day)

    def _range(self, text: str) -> Dates:
        ends = re.split(_RANGE, text.strip())
        if len(ends) != 2:
            raise _BadDate(
                f"'{text}' is not two dates", "write 2020-02-17 to 2020-02-21, or 'date:' for one"
            )
        first, last = (self._course_day(end) for end in ends)
        if last < first:
            raise _BadDate(
                f"'{text}' ends before it begins",
                "write the earlier date first",
                Code.DATES_REVERSED,
            )
        return Dates(first, last, location_of(text))

    def _moment(self, text: str) -> datetime:
        found = re.fullmatch(_CLOCK, text.strip())
        parts = found.groupdict() if found else {"day": text, "hour": None, "minute": None}
        day = self._day(parts["day"] or "")
        try:
            clock = time(int(parts["hour"] or 0), int(parts["minute"] or 0))
        except ValueError:
            raise _BadDate(f"there is no time '{text}'", "write hours as 00:00 to 23:59") from None
        return datetime.combine(day, clock, self._timezone)
