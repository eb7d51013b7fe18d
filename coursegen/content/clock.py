"""Weekdays, hours of the day and small numbers, and the forms in which an author writes them."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta, tzinfo
from typing import Annotated, TypeVar

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import Struct
from coursegen.base.text import Moment, location_of
from coursegen.schema.fields import Accepts

T = TypeVar("T")

MIDNIGHT = time()
"""0:00, also the end of the day."""


class Weekdays(Struct):
    """Days of the week, as sorted numbers from 0 (Monday) to 6 (Sunday)."""

    numbers: tuple[int, ...]

    def __contains__(self, day: date) -> bool:
        """Return whether a date is on one of the days."""
        return day.weekday() in self.numbers


class Hours(Struct):
    """The hours of a day from `start` to `end`; an `end` of 0:00 is the end of the day."""

    start: time
    end: time

    def on(self, day: date, timezone: tzinfo) -> tuple[Moment, Moment]:
        """Return the start and the end of the hours on a day."""
        last = day + timedelta(days=1) if self.end == MIDNIGHT else day
        return (
            Moment.combine(day, self.start, timezone),
            Moment.combine(last, self.end, timezone),
        )


class ClockError(ValueError):
    """Text in an unknown or ambiguous form; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class AmbiguousTimeError(ClockError):
    """A time that may be in the morning or in the afternoon."""


NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE_NUMBERS = "一二三四五六七八九十"

_MAX_LENGTH = 100
"""The maximum length of a value, in characters."""
_TO = r"(?i)\s*(?:[-–—~～到至]|\bto\b|\buntil\b)\s*"
_AND = r"(?i)(?:[\s,;/&+、，和]|\band\b)+"
_LETTERS = {
    letters: number
    for number, each in enumerate(("M Mo", "T Tu", "W We", "R Th", "F Fr", "S Sa", "U Su"))
    for letters in each.split()
}
"""The letters of compact forms, such as `MWF` and `TuTh`."""
_COMPACT = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|[MTWRFSU])"
_CHINESE = "一二三四五六日"
# 晚上12点 is midnight, but it is not clear of which day.
_CLOCK = (
    r"(?i)(?P<before>上午|下午|晚上(?!\s*12))?\s*(?P<hour>\d{1,2})"
    r"(?:[:：](?P<minute>\d{2})|[点时](?:(?P<spoken>\d{1,2})分?|(?P<half>半))?)?"
    r"\s*(?P<after>[ap]\.?m\.?)?"
)
_HALVES = {"上午": "am", "下午": "pm", "晚上": "pm", "a": "am", "p": "pm"}


def number_of(text: str) -> int:
    """Return the number in digits, or from one to ten in words: `2`, `Two`, `二` or `两`."""
    if text.isdecimal():
        return int(text)
    words = CHINESE_NUMBERS if len(text) == 1 else NUMBER_WORDS
    return words.index(text.casefold().replace("两", "二")) + 1


def weekdays(text: str) -> Weekdays:
    """Parse days of the week: `Tue Thu`, `Mon-Fri`, `TuTh`, `周二`; raise `ClockError`."""
    found: set[int] = set()
    joined = re.sub(_TO, "-", text[:_MAX_LENGTH].strip())
    for word in re.split(_AND, joined):
        days = [_days_of_word(part) for part in word.split("-")]
        if not all(days) or len(days) > 2:
            raise ClockError(f"'{text}' is not a day of the week", "write Tue Thu or Mon-Fri")
        if len(days) == 2:
            (*_, first), (last, *_) = days
            days.append([(first + step) % 7 for step in range((last - first) % 7)])
        found.update(day for each in days for day in each)
    return Weekdays(tuple(sorted(found)))


def _days_of_word(word: str) -> list[int]:
    """Return the days in `Tue`, `Tuesdays`, `TuTh`, `周二` or `周二四`, or an empty list."""
    if re.fullmatch(rf"(?:(?:周|星期|礼拜)?[{_CHINESE}天])+", word):
        days = re.findall(f"[{_CHINESE}]", word.replace("天", "日"))
        return [_CHINESE.index(day) for day in days]
    name = word.casefold().removesuffix(".").removesuffix("s")
    named = [number for number, day in enumerate(WEEKDAY_NAMES) if day.startswith(name)]
    if len(name) >= 2 and len(named) == 1:
        return named
    if re.fullmatch(f"{_COMPACT}+", word):
        return [_LETTERS[letter] for letter in re.findall(_COMPACT, word)]
    return []


class _Clock(Struct):
    """A time of day as written; `half` is `am`, `pm` or empty.

    `is_bare` means only an hour, such as `3`.  Hours from 1 to 6 without a zero are ambiguous.
    """

    hour: int
    minute: int
    half: str
    is_bare: bool
    is_ambiguous: bool

    def time(self, half: str, *, is_end: bool = False) -> time:
        """Return the time in a half of the day; 24:00 is 0:00 if it is the end of a time span.

        Raises `ValueError` if there is no such time.
        """
        if half and self.hour <= 12:
            return time(self.hour % 12 + (12 if half == "pm" else 0), self.minute)
        if is_end and (self.hour, self.minute) == (24, 0):
            return MIDNIGHT
        if half == "am":
            raise ValueError
        return time(self.hour, self.minute)


def clock(text: str) -> time:
    """Parse a time of day: `14:00`, `2 PM`, `下午2点`; raise `ClockError`."""
    hint = "write the time as 14:00 or 2 PM"
    written = _clock(text)
    if written is None or written.is_bare:
        raise ClockError(f"'{text}' is not a time of day", hint)
    if written.is_ambiguous and not written.half:
        minute = f":{written.minute:02}"
        short = f"{written.hour}{minute if written.minute else ''}"
        raise AmbiguousTimeError(
            f"'{text}' can mean {short} AM or {short} PM",
            f"write {written.hour:02}{minute} or {written.hour}{minute} PM",
        )
    try:
        return written.time(written.half)
    except ValueError:
        if (written.hour, written.minute) == (24, 0):
            hint = "write 23:59, or 00:00 on the next day"
        raise ClockError(f"the time '{text}' does not exist", hint) from None


def hours(text: str) -> Hours:
    """Parse hours: `13:00-14:00`, `3-4 PM`, `下午3点到4点`; raise `ClockError`."""
    hint = "write the hours as 13:00-14:00 or 1-2 PM"
    match [_clock(part) for part in re.split(_TO, text[:_MAX_LENGTH].strip())]:
        case [_Clock() as first, _Clock() as last]:
            pass
        case _:
            raise ClockError(f"'{text}' is not a time span", hint)
    half = first.half or last.half
    if not half and first.is_ambiguous and last.hour <= 12:
        morning = f"{first.hour:02}:{first.minute:02}"
        afternoon = f"{first.hour + 12}:{first.minute:02}"
        raise AmbiguousTimeError(
            f"'{text}' may be in the morning or in the afternoon",
            f"write {morning} or {afternoon} first, or add AM or PM",
        )
    try:
        start = first.time(half)
        end = last.time(last.half or half, is_end=True)
        if start >= end and half == "pm" and not first.half and first.hour < 12:
            start = first.time("am")  # such as 11-1 PM
    except ValueError:
        raise ClockError(f"a time in '{text}' does not exist", hint) from None
    if start >= end and end != MIDNIGHT:
        raise ClockError(f"'{text}' ends before it begins", hint)
    return Hours(start, end)


def is_span(text: str) -> bool:
    """Return whether text has the form of hours, with a start and an end."""
    return len(re.split(_TO, text[:_MAX_LENGTH].strip())) == 2


def _clock(text: str) -> _Clock | None:
    match = re.fullmatch(_CLOCK, text[:_MAX_LENGTH].strip())
    if not match:
        return None
    minute = 30 if match["half"] else int(match["minute"] or match["spoken"] or 0)
    mark = match["before"] or (match["after"] or "")[:1].casefold()
    hour = match["hour"]
    return _Clock(
        int(hour),
        minute,
        _HALVES.get(mark, ""),
        is_bare=not mark and match.end("hour") == len(match[0].rstrip()),
        is_ambiguous=hour in tuple("123456"),
    )


def read_or_report(parse: Callable[[str], T], text: str, diagnostics: Diagnostics) -> T | None:
    """Parse text, or report why it is invalid."""
    try:
        return parse(text)
    except ClockError as error:
        diagnostics.error(Code.INVALID_VALUE, str(error), location_of(text), error.hint)
        return None


WeekdaysWritten = Annotated[
    Weekdays,
    Accepts(
        "days of the week such as Tue Thu or Mon-Fri",
        convert=lambda text, author: read_or_report(weekdays, text, author.diagnostics),
    ),
]
HoursWritten = Annotated[
    Hours,
    Accepts(
        "hours such as 13:00-14:00 or 1-2 PM",
        convert=lambda text, author: read_or_report(hours, text, author.diagnostics),
    ),
]
ClockWritten = Annotated[
    time,
    Accepts(
        "a time of day such as 23:59 or 11:59 PM",
        convert=lambda text, author: read_or_report(clock, text, author.diagnostics),
    ),
]
