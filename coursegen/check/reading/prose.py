"""The author's texts, and the dates in them, such as `Friday, Oct 14`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.text import location_of
from coursegen.check.reading.element_places import Span
from coursegen.check.reading.markdown_sources import MarkdownSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.content.course import Course
    from coursegen.content.term import Term

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE_WEEKDAYS = "一二三四五六日天"

# Names are matched in their usual case, so that "may" is not a month.
_SPACE = r"(?:[^\S\n]|\n(?!\s*\n))"
_WEEKDAY = (
    r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday|s)?|Thu(?:r?s(?:day)?)?|Fri(?:day)?"
    r"|Sat(?:urday)?|Sun(?:day)?)\b\.?"
)
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w:%]|\.\d)"
_YEAR = rf"(?:,?{_SPACE}+(?P<year>(?:19|20)\d\d)(?![\w-]))?"
_ENGLISH = (
    rf"(?<![\w–—/&-])(?:(?P<before>{_WEEKDAY}),?{_SPACE}+(?:the{_SPACE}+)?)?{{}}"
    rf"(?:{_SPACE}*[(（](?P<after>{_WEEKDAY})[)）])?"
)
_CHINESE_WEEKDAY = rf"(?:周|星期|礼拜)(?P<{{}}>[{_CHINESE_WEEKDAYS}])"
_CHINESE = (
    rf"(?:{_CHINESE_WEEKDAY.format('before')}\s*[(（,，]?\s*)?"
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})"
    rf"\s*[日号](?:\s*[(（,，]?\s*{_CHINESE_WEEKDAY.format('after')})?"
)
_ISO = r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?![\w-])"
_PATTERNS = (
    _ENGLISH.format(rf"{_MONTH}{_SPACE}+{_DAY}{_YEAR}"),
    _ENGLISH.format(rf"{_DAY}{_SPACE}+(?:of{_SPACE}+)?{_MONTH}{_YEAR}"),
    _ENGLISH.format(_ISO),
    _CHINESE,
)
# A weekday next to a range, such as "Tuesday and Thursday, Oct 13-15", may belong to another date.
_LIST_BEFORE = re.compile(
    rf"(?:{_WEEKDAY}|[{_CHINESE_WEEKDAYS}])s?\s*(?:[,、和至到–—/&-]|and|or|to)\s*\Z"
)
_LIST_AFTER = re.compile(
    r"\s*(?:[–—/&、和至到-]|(?:and|or|to|through|until)\b)\s*(?:[A-Z][a-z]+\.?\s*)?\d"
)


class ProseDate(NamedTuple):
    """A date in some text; `weekday` is the weekday next to it (Monday is 0), or None."""

    span: Span
    day: date
    weekday: int | None
    has_year: bool


def prose(context: CheckContext) -> Iterator[MarkdownSource]:
    """Yield all Markdown, and the titles of pages and the description of the course."""
    yield from context.markdown_sources
    for text in _short_texts(context.course):
        if location_of(text).source.name:
            yield MarkdownSource(text, location_of(text))


def _short_texts(course: Course) -> Iterator[str]:
    """Yield texts in which Markdown has no effect."""
    yield course.info.description
    yield from (page.title for page in course.all_pages())


def prose_dates(source: MarkdownSource, term: Term) -> Iterator[ProseDate]:
    """Yield the dates in Markdown; a date without a year is omitted unless it is in the term."""
    for pattern in _PATTERNS:
        for found in re.finditer(pattern, source.bare):
            day = _day(found, term)
            if day:
                yield ProseDate(
                    Span(*found.span()), day, _weekday(found), found["year"] is not None
                )


def _day(found: re.Match[str], term: Term) -> date | None:
    parts = found.groupdict()
    number = parts.get("number") or _MONTHS.index(found["month"][:3].lower()) + 1
    month, day = int(number), int(found["day"])
    if found["year"]:
        return _date(int(found["year"]), month, day)
    if not term.start:
        return None
    end = term.end or term.start + timedelta(days=150)
    days = (_date(year, month, day) for year in range(term.start.year, end.year + 1))
    return next((day for day in days if day and term.start <= day <= end), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(found: re.Match[str]) -> int | None:
    name = found["before"] or found["after"]
    text = found.string
    if (
        not name
        or _LIST_BEFORE.search(text, max(found.start() - 30, 0), found.start())
        or _LIST_AFTER.match(text, found.end())
    ):
        return None
    if name in _CHINESE_WEEKDAYS:
        return min(_CHINESE_WEEKDAYS.index(name), 6)
    return _WEEKDAYS.index(name[:3].lower())
