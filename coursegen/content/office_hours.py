"""Office hours: a weekly pattern with its exceptions, and the times at which they take place."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta, tzinfo
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Moment, Text, location_of
from coursegen.content.author import Author
from coursegen.content.clock import WEEKDAY_NAMES, Hours, HoursWritten, WeekdaysWritten
from coursegen.content.dates import DAYS_OF_DATE, Dates, Day
from coursegen.content.meetings import (
    MeetingTime,
    MeetingTimeWritten,
    MovedMeeting,
    days_and_time_hint,
)
from coursegen.content.target import Link
from coursegen.content.term import Holiday, Term
from coursegen.schema.fields import ONE_OR_MORE, Content, Doc, Inline, Markdown

_MAX_DAYS = 400
"""The maximum number of days on which office hours take place; a term is shorter."""
_DAY_NAMES = frozenset(
    form for day in WEEKDAY_NAMES for form in (day, f"{day}s", day[:2], day[:3], day[:4])
)
_MARKDOWN = r"[*_`\[\]<>&~=^$\\#|{}+!\n]|^\W|^\d+[.)]|://|\w@"
"""Matches all text that contains Markdown, and some text that contains none."""


class Occurrence(Struct):
    """Office hours or a meeting on one day."""

    start: Moment
    end: Moment

    @classmethod
    def of(cls, meeting: MeetingTime, usual: Hours, timezone: tzinfo) -> Self:
        """Return a moved or added occurrence, which by default has the usual hours."""
        hours = meeting.hours_like(usual) or usual
        return cls(*hours.on(meeting.day, timezone))


class WeeklyHours(Content):
    """Weekly office hours.

    `people` are those who are there, in addition to the person who has these office hours.
    """

    noun: ClassVar[str] = "office hours"

    days: Annotated[WeekdaysWritten, Doc("The days of the week, such as `Tue Thu` or `Mon-Fri`.")]
    time: Annotated[HoursWritten, Doc("The hours, such as `13:00-14:00` or `1-2 PM`.")]
    title: Annotated[Inline, Doc("A title, such as `Drop-in lab`.")] = ""
    people: Annotated[tuple[Text, ...], ONE_OR_MORE, Doc("The names of the people.")] = ()
    place: Annotated[
        Markdown,
        Doc("The room or another place.", "place"),
        Doc("The same as `place`.", "room"),
    ] = ""
    link: Annotated[Link | None, Doc("A link to join or to book, such as a video call.")] = None
    starts: Annotated[
        Day | None, Doc("The first day. Default: the first day of the term.", "from")
    ] = None
    ends: Annotated[
        Day | None, Doc("The last day. Default: the last day of the term.", "until")
    ] = None
    cancelled: Annotated[
        tuple[DAYS_OF_DATE, ...], ONE_OR_MORE, Doc("Dates without office hours.")
    ] = ()
    moved: Annotated[
        tuple[MovedMeeting, ...],
        ONE_OR_MORE,
        Doc("Moved dates, each as `{from: 2027-03-18, to: 2027-03-19 14:00}`."),
    ] = ()
    added: Annotated[
        tuple[MeetingTimeWritten, ...],
        ONE_OR_MORE,
        Doc("Additional dates, each with or without a time, such as `2027-03-19 14:00-16:00`."),
    ] = ()
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    location: Location = NO_LOCATION

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Report exceptions on days without office hours, and reversed dates."""
        if read.starts and read.ends and read.ends < read.starts:
            author.diagnostics.error(
                Code.DATES_REVERSED,
                "these office hours end before they begin",
                read.location,
                "write the earlier date as 'from:'",
            )
            read = replace(read, ends=None)
        for dates in read.exceptions():
            if dates.first not in read.days:
                author.diagnostics.error(
                    Code.WRONG_WEEKDAY,
                    f"{dates.first.isoformat()} is a {dates.first:%A}, "
                    "which is not a day of these office hours",
                    dates.location,
                    "correct the date or 'days:'",
                )
        return read

    def exceptions(self) -> Iterator[Dates]:
        """Yield the dates on which the office hours do not take place as usual."""
        yield from self.cancelled
        for moved in self.moved:
            yield moved.usual

    def usual(
        self, term: Term, holidays: Collection[Holiday], timezone: tzinfo
    ) -> Iterator[Occurrence]:
        """Yield the usual occurrences in a term, unless its first or last day is unknown."""
        first, last = self.starts or term.start, self.ends or term.end
        if not first or not last:
            return
        exceptions = {dates.first for dates in self.exceptions()}
        for number in range(min((last - first).days + 1, _MAX_DAYS)):
            day = first + timedelta(days=number)
            is_free = day in exceptions or any(day in holiday for holiday in holidays)
            if day in self.days and not is_free:
                yield Occurrence(*self.time.on(day, timezone))


class OfficeHours(Content):
    """A person's office hours, as text or as data; one of `text` and `weekly` is set."""

    noun: ClassVar[str] = WeeklyHours.noun
    form: ClassVar[type[Content] | None] = WeeklyHours

    text: Markdown = ""
    weekly: WeeklyHours | None = None

    @classmethod
    def from_text(cls, text: LocatedStr, _author: Author) -> Self:
        """Return office hours that are only text."""
        return cls(text)

    @classmethod
    def from_mapping(cls, read: WeeklyHours, author: Author) -> Self:
        """Return office hours that are data."""
        return cls(weekly=WeeklyHours.from_mapping(read, author))

    @property
    def is_plain(self) -> bool:
        """Whether the text contains no Markdown."""
        return not re.search(_MARKDOWN, self.text)


def report_hours_without_time(items: tuple[OfficeHours, ...], author: Author) -> None:
    """Warn once about office hours that are only a day of the week, such as `[Tue, Thu]`."""
    days = [item.text for item in items if item.text.strip(".").casefold() in _DAY_NAMES]
    if days:
        author.diagnostics.warning(
            Code.INVALID_VALUE,
            "these office hours have no time",
            location_of(days[0]),
            f"write 'office_hours: {' '.join(days)} 14:00-15:00' with your own time",
        )


def weekly_only(items: tuple[OfficeHours, ...], author: Author) -> tuple[WeeklyHours, ...]:
    """Return the office hours that are data, and report those that are text."""
    for item in items:
        if item.weekly is None:
            author.diagnostics.error(
                Code.VALUE_TYPE,
                "expected office hours with 'days:' and 'time:', found text",
                location_of(item.text),
                days_and_time_hint(item.text, "{days: Tue, time: 13:00-14:00}"),
            )
    return tuple(item.weekly for item in items if item.weekly)
