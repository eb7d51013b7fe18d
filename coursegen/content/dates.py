"""Dates, ranges of dates and moments, and the formats in which an author writes them."""

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, date, time, timedelta, tzinfo
from functools import partial
from typing import Annotated, TypeVar

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location, Moment, location_of
from coursegen.content.kinds import Kind
from coursegen.content.when import UNKNOWN, DateError, When, is_to_be_announced
from coursegen.schema.fields import Accepts

T = TypeVar("T")


class Dates(Struct, eq=False):
    """A day or a range of days from `first` to `last`, inclusive, in the course's time zone.

    Comparisons ignore the location.
    """

    first: date
    last: date
    location: Location = NO_LOCATION

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dates) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


_MAX_LENGTH = 200
"""The maximum length of a value, in characters; two dates with weekdays need at most 60."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
"""The range of valid years, in which date arithmetic cannot overflow."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_MONTH_NAME = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR_PART = r",?\s+\d{4}"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
# Compiled on first use, because most courses use a single format.
_FORMATS = (
    rf"(?i){_WEEKDAY}(?P<year>\d{{4}})-(?P<number>\d{{1,2}})-{_DAY}",
    rf"(?i){_WEEKDAY}{_MONTH}\s+{_DAY}{_YEAR}",
    rf"(?i){_WEEKDAY}{_DAY}\s+{_MONTH}{_YEAR}",
)
_RANGE = r"\s+(?:to|until|-)\s+|\s*[–—/]\s*"
_DAYS = r"(?P<first>\d{1,2})\.?\s*[-–—]\s*(?P<last>\d{1,2})\.?"
_SHORT_RANGES = (
    rf"(?i)(?P<before>(?:[a-z]+\.?,?\s+)?(?P<month>{_MONTH_NAME})\s+){_DAYS}(?P<year>{_YEAR_PART})?",
    rf"(?i)(?P<before>){_DAYS}\s+(?P<month>{_MONTH_NAME})(?P<year>{_YEAR_PART})?",
)
"""Two days of the same month: `Feb 17-21` and `17-21 Feb`."""
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})|\d{1,2}(?::\d{2})?\s*(?i:[ap]\.?m\.?)"
_CLOCK = rf"(?P<day>.*?)(?:(?:[T\s]+|,?\s+at\s+)(?P<clock>{_TIME}))?"


class _FormatError(DateError):
    """Text that is not in a format of dates."""


class DateReader:
    """Parses dates; a date without a year is in the 12 months that begin 60 days before `start`.

    A deadline without a time of day is at `due_time`.
    """

    def __init__(
        self,
        diagnostics: Diagnostics,
        timezone: tzinfo,
        start: date | None,
        due_time: time | None = None,
    ) -> None:
        self._diagnostics = diagnostics
        self._timezone = timezone
        self._start = start
        self._due_time = due_time

    def day(self, text: str) -> date | None:
        """Parse a date: `2020-02-20`, `Feb 20`, `Thu, Feb 20, 2020` or `20 February 2020`."""
        return self._parse(self._course_day, text)

    def one_day(self, text: str) -> Dates | None:
        """Parse a date as a range of one day."""
        day = self.day(text)
        return Dates(day, day, location_of(text)) if day else None

    def days(self, text: str) -> Dates | None:
        """Parse a range of dates: `2020-02-17 to 2020-02-21` or `Feb 17-21`."""
        return self._parse(self._range, text)

    def day_or_days(self, text: str) -> Dates | None:
        """Parse a date or a range of dates."""
        return self.days(text) if len(_ends(text)) > 1 else self.one_day(text)

    def moment(self, text: str) -> Moment | None:
        """Parse a time (`2020-02-20 18:00`) in the course's time zone; the default is midnight.

        The year 9999 means that the material is never released.
        """
        return self._parse(self._moment, text)

    def when(self, text: str, kinds: Mapping[str, Kind]) -> When:
        """Parse a time as in `moment`, or a phrase, or `TBA`; remember what the author wrote.

        `kinds` are the kinds of sessions, which phrases can refer to.
        """
        return self._parse(partial(self._when, kinds), text) or UNKNOWN

    def deadline(self, text: str, kinds: Mapping[str, Kind]) -> When:
        """Parse a time as in `when`; a day without a time of day is at `due_time`."""
        return self._parse(partial(self._deadline, kinds), text) or UNKNOWN

    def _deadline(self, kinds: Mapping[str, Kind], text: str) -> When:
        from coursegen.content.local_time import with_due_time  # noqa: PLC0415 - only for deadlines

        return with_due_time(self._when(kinds, text), self._due_time)

    def _when(self, kinds: Mapping[str, Kind], text: str) -> When:
        unresolved = When(text)
        if not unresolved.is_phrase:
            return unresolved
        try:
            moment = self._moment(text)
        except _FormatError as error:
            from coursegen.content.phrases.parser import (  # noqa: PLC0415 - only for phrases
                PhraseError,
                parse,
            )

            try:
                parse(text, kinds)
            except PhraseError as problem:
                raise problem if problem.is_similar else error from None
            return unresolved
        match = re.fullmatch(_CLOCK, text.strip())
        return When(text, moment, bool(match and match["clock"]))

    def _parse(self, parse: Callable[[str], T], text: str) -> T | None:
        if len(text) > _MAX_LENGTH:
            self._diagnostics.error(
                Code.INVALID_DATE,
                "this is too long to be a date",
                location_of(text),
                "write a date such as 2020-02-20",
            )
            return None
        try:
            return parse(text)
        except DateError as error:
            self._diagnostics.error(error.code, str(error), location_of(text), error.hint)
            return None

    def _course_day(self, text: str, last: int = _LAST_YEAR) -> date:
        day = self._day(text)
        if not _FIRST_YEAR <= day.year <= last:
            raise DateError(
                f"the year {day.year:04} is out of range",
                f"use a year from {_FIRST_YEAR} to {last}",
                Code.YEAR_RANGE,
            )
        return day

    def _day(self, text: str) -> date:
        for pattern in _FORMATS:
            match = re.fullmatch(pattern, text.strip())
            if match:
                break
        else:
            raise _FormatError(f"'{text}' is not a date", self._hint(text.strip()))
        parts = match.groupdict()
        number = parts.get("number")
        month = int(number) if number else _MONTHS.index(parts["month"].casefold()) + 1
        try:
            if parts["year"]:
                day = date(int(parts["year"]), month, int(parts["day"]))
            else:
                day = self._in_term(text, month, int(parts["day"]))
        except (ValueError, OverflowError):
            from coursegen.content.date_hints import days_hint  # noqa: PLC0415 - only for this mistake

            raise DateError(f"the date '{text}' does not exist", days_hint(month)) from None
        weekday = (parts["weekday"] or "").casefold()
        if weekday and _WEEKDAYS[day.weekday()] != weekday:
            raise DateError(
                f"{day.isoformat()} is a {day:%A}",
                "correct the weekday or the date",
                Code.WRONG_WEEKDAY,
            )
        return day

    def _hint(self, text: str) -> str:
        from coursegen.content.date_hints import date_hint  # noqa: PLC0415 - only for this mistake

        if self._start:
            default = "write the date as 2020-02-20 or Feb 20"
        else:
            default = "write the date as 2020-02-20; to write Feb 20, set 'term: {start: …}' in "
            default += "site.yaml"
        return date_hint(text, _ends(text), needs_year=self._start is None) or default

    def _in_term(self, text: str, month: int, day: int) -> date:
        if self._start is None:
            raise DateError(
                f"the date '{text}' has no year",
                "add the year, or set 'term: {start: …}' in site.yaml",
            )
        # A date may be up to 60 days before the start of the term.
        earliest = self._start - timedelta(days=60)
        if (month, day) < (earliest.month, earliest.day):
            return date(earliest.year + 1, month, day)
        return date(earliest.year, month, day)

    def _range(self, text: str) -> Dates:
        ends = _ends(text)
        if len(ends) != 2:
            raise DateError(
                f"'{text}' is not a range of dates",
                "write 2020-02-17 to 2020-02-21, or use 'date:' for a single day",
            )
        first, last = (self._course_day(end) for end in ends)
        if last < first:
            raise DateError(
                f"'{text}' ends before it begins",
                "write the earlier date first",
                Code.DATES_REVERSED,
            )
        return Dates(first, last, location_of(text))

    def _moment(self, text: str) -> Moment:
        match = re.fullmatch(_CLOCK, text.strip())
        parts = match.groupdict() if match else {"day": text, "clock": None}
        try:
            day = self._course_day(parts["day"] or "", MAXYEAR)
        except _FormatError:
            from coursegen.content.time_zones import (  # noqa: PLC0415 - only for an unknown format
                refuse_abbreviation,
            )

            refuse_abbreviation(text, self._timezone)
            raise
        if not parts["clock"]:
            return Moment.combine(day, time(), self._timezone)
        from coursegen.content.local_time import (  # noqa: PLC0415 - only for a time of day
            local_time,
            read_clock,
        )

        return local_time(day, read_clock(parts["clock"]), self._timezone)


def _ends(text: str) -> list[str]:
    """Return the first and the last date of a range, or only the text if it is not a range."""
    for pattern in _SHORT_RANGES:
        short = re.fullmatch(pattern, text.strip())
        if short:
            month, year = short["month"], short["year"] or ""
            first = f"{short['before'] or f'{month} '}{short['first']}{year}"
            return [first, f"{month} {short['last']}{year}"]
    return re.split(_RANGE, text.strip())


Day = Annotated[
    date,
    Accepts(
        "a date such as 2020-02-20 or Feb 20", convert=lambda text, author: author.dates.day(text)
    ),
]
DAYS_OF_DATE = Annotated[
    Dates,
    Accepts(
        "a date such as 2020-02-20 or Feb 20",
        convert=lambda text, author: author.dates.one_day(text),
    ),
]
TBA = Dates(date.max, date.max)
"""The value of `date: TBA`, which is to be announced."""
DAYS_OR_TBA = Annotated[
    Dates,
    Accepts(
        "a date such as 2020-02-20 or Feb 20, or TBA",
        convert=lambda text, author: (
            TBA if is_to_be_announced(text) else author.dates.one_day(text) or TBA
        ),
    ),
]
DAYS_OF_RANGE = Annotated[
    Dates,
    Accepts(
        "two dates such as 2020-02-17 to 2020-02-21",
        convert=lambda text, author: author.dates.days(text),
    ),
]
