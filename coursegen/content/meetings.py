"""The weekly meetings of a course, and the changes of single meetings."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - a field is called `time`
from typing import Annotated, ClassVar

from coursegen.base.codes import Code
from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text
from coursegen.content.author import Author
from coursegen.content.clock import (
    CHINESE_NUMBERS,
    NUMBER_WORDS,
    ClockError,
    Hours,
    Weekdays,
    WeekdaysWritten,
    clock,
    hours,
    is_span,
    number_of,
    read_or_report,
    weekdays,
)
from coursegen.content.dates import DAYS_OF_DATE, Dates
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Content, Doc, Inline

_DAY_AND_HOURS = (
    r"(?i)(?P<day>.*?)(?:(?:T|[\s,]+)(?P<hours>(?:上午|下午|晚上)?\s*\d{1,2}"
    r"(?:[:：]\d\d|[点时]|\s*[ap]\.?m|\s*[-–]\s*\d).*))?"
)
_DAYS_AND_TIME = r"(?P<days>.*?)[\s,]*(?P<time>(?:上午|下午|晚上)?\s*\d.*)"
_WEEKS = rf"([1-9]\d?|{'|'.join(NUMBER_WORDS)}) weeks?|([1-9]\d?|[两{CHINESE_NUMBERS}]) ?周"


def days_and_time_hint(text: str, example: str) -> str:
    """Return a hint with the keys for text such as `MWF 10:00-10:50`, or else with an example."""
    match = re.fullmatch(_DAYS_AND_TIME, text.strip())
    if match:
        days, time = re.sub(r"[\s,]+", " ", match["days"]), match["time"]
        with suppress(ClockError):
            weekdays(days)
            hours(time)
            return f"write {{days: {days}, time: {time}}}"
    return f"write the days and the time as keys, for example {example}"


class MeetingTime(Struct):
    """A day, the hours on that day as written, and their start and end if they are known."""

    dates: Dates
    text: Text = ""
    start: Clock | None = None
    end: Clock | None = None

    @property
    def day(self) -> date:
        """The day."""
        return self.dates.first

    def hours_like(self, usual: Hours | None) -> Hours | None:
        """Return the hours; a meeting without an end is as long as the usual meetings."""
        if self.start is None or (self.end is None and usual is None):
            return usual
        if self.end is not None or usual is None:
            return Hours(self.start, self.end or self.start)
        first = datetime.combine(self.day, self.start)
        length = (usual.end.hour - usual.start.hour) * 60 + usual.end.minute - usual.start.minute
        return Hours(self.start, (first + timedelta(minutes=length % (24 * 60))).time())


def _meeting_time(text: LocatedStr, author: Author) -> MeetingTime | None:
    """Parse a day, with or without a time or hours: `2027-02-20`, `2027-02-20 10:00-11:20`."""
    match = re.fullmatch(_DAY_AND_HOURS, text.strip())
    written = (match and match["hours"]) or ""
    dates = author.dates.one_day(LocatedStr(match["day"] if match else text, text.location))
    if not dates or not written:
        return MeetingTime(dates) if dates else None
    located = LocatedStr(written, text.location)
    if is_span(written):
        span = read_or_report(hours, located, author.diagnostics)
        return MeetingTime(dates, written, span.start, span.end) if span else None
    start = read_or_report(clock, located, author.diagnostics)
    return None if start is None else MeetingTime(dates, written, start)


MeetingTimeWritten = Annotated[
    MeetingTime,
    Accepts(
        "a date, with or without a time, such as 2027-02-20 10:00",
        convert=_meeting_time,
    ),
]


class MovedMeeting(Content):
    """A moved meeting."""

    noun: ClassVar[str] = "a moved meeting"

    usual: Annotated[Dates, Doc("The usual date of the meeting.", "from", DAYS_OF_DATE)]
    new: Annotated[
        MeetingTimeWritten,
        Doc("The new date, with or without a time, such as `2027-03-19 14:00`.", "to"),
    ]
    room: Annotated[Inline, Doc("The room, if it is not the usual one.")] = ""


class MeetingForm(Content):
    """The keys of an item of `meetings:`."""

    days: Annotated[
        WeekdaysWritten | None, Doc("The weekdays, such as `Tue Thu`, `Mon-Fri` or `周二 周四`.")
    ] = None
    time: Annotated[Text, Doc("The hours, such as `10:00-11:20` or `3:00-6:00 PM`.")] = ""
    room: Annotated[Inline, Doc("The room.")] = ""
    kind: Annotated[
        Text,
        Doc(
            "The kind of session that meets then, such as `lab`. Default: all kinds that have no "
            "meetings of their own."
        ),
    ] = ""
    first: Annotated[
        Dates | None,
        Doc(
            "The first day of these meetings. Default: the start of the term.",
            "from",
            DAYS_OF_DATE,
        ),
    ] = None
    last: Annotated[
        Dates | None,
        Doc("The last day of these meetings. Default: the end of the term.", "until", DAYS_OF_DATE),
    ] = None
    every: Annotated[
        Text,
        Accepts("a number of weeks such as 2 weeks", rf"^({_WEEKS}|week)\Z"),
        Doc("The interval, such as `2 weeks` for every other week. Default: every week."),
    ] = ""
    per: Annotated[
        Text,
        Accepts("week", r"^week\Z"),
        Doc("`week` if one meeting holds all entries of a week of the schedule."),
    ] = ""
    cancelled: Annotated[
        tuple[DAYS_OF_DATE, ...],
        ONE_OR_MORE,
        Doc("The dates of meetings that are canceled."),
    ] = ()
    added: Annotated[
        tuple[MeetingTimeWritten, ...],
        ONE_OR_MORE,
        Doc("Additional meetings, such as `2027-02-20 10:00`."),
    ] = ()
    moved: Annotated[
        tuple[MovedMeeting, ...], ONE_OR_MORE, Doc("Meetings that take place at another time.")
    ] = ()
    date: Annotated[
        Dates | None,
        Doc("A day on which the meetings of another weekday take place.", type=DAYS_OF_DATE),
    ] = None
    follows: Annotated[
        WeekdaysWritten | None, Doc("The weekday whose meetings take place on `date`.")
    ] = None
    location: Location = NO_LOCATION


class MeetingPattern(Struct):
    """Meetings that repeat every week, or every few `weeks`.

    `kind` is the key of the kind of session, or empty for all kinds without a pattern.  `time` is
    the author's text for `hours`.  `first` and `last` are None for the start and end of the term.
    """

    kind: Text = ""
    days: Weekdays = Weekdays(())
    time: Text = ""
    hours: Hours | None = None
    room: Inline = ""
    first: Dates | None = None
    last: Dates | None = None
    weeks: int = 1
    per_week: bool = False
    cancelled: tuple[Dates, ...] = ()
    added: tuple[MeetingTime, ...] = ()
    moved: tuple[MovedMeeting, ...] = ()
    location: Location = NO_LOCATION


class SwappedDay(Struct):
    """A day on which the meetings of another weekday take place; Monday is 0."""

    dates: Dates
    follows: int

    @property
    def day(self) -> date:
        """The day."""
        return self.dates.first


class Meeting(Content):
    """A meeting.

    Weekly meetings, or a day with the meetings of another weekday.
    """

    noun: ClassVar[str] = "a meeting"
    form: ClassVar[type[Content]] = MeetingForm

    @classmethod
    def text_hint(cls, text: str) -> str:
        """Return a hint with the days and the time in text."""
        return days_and_time_hint(text, "{days: Tue Thu, time: 10:00-11:20}")

    @classmethod
    def from_mapping(cls, form: MeetingForm, author: Author) -> MeetingPattern | SwappedDay | None:
        """Return the meetings of an item; report it and return None if it is incomplete."""
        if form.date or form.follows:
            if form.date and form.follows and len(form.follows.numbers) == 1:
                return SwappedDay(form.date, form.follows.numbers[0])
            _report_incomplete(form, author, "write both, such as {date: 2027-02-27, follows: Thu}")
            return None
        if not form.days and not form.added:
            _report_incomplete(form, author, "write 'days: …', such as 'days: Tue Thu'")
            return None
        weeks = re.sub(r"\s*(weeks?|周)\Z", "", form.every)
        return MeetingPattern(
            form.kind,
            form.days or Weekdays(()),
            form.time,
            read_or_report(hours, form.time, author.diagnostics) if form.time else None,
            form.room,
            form.first,
            form.last,
            number_of(weeks) if weeks else 1,
            bool(form.per),
            form.cancelled,
            form.added,
            form.moved,
            form.location,
        )


def _report_incomplete(form: MeetingForm, author: Author, hint: str) -> None:
    author.diagnostics.error(
        Code.MISSING_KEY, f"missing days in {Meeting.noun}", form.location, hint
    )


class Meetings(Struct):
    """The meetings of a course."""

    patterns: tuple[MeetingPattern, ...] = ()
    swapped: tuple[SwappedDay, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are any meetings."""
        return bool(self.patterns)


def meetings_of(items: tuple[MeetingPattern | SwappedDay, ...], _author: Author) -> Meetings:
    """Return the meetings that the items of `meetings:` describe."""
    return Meetings(
        tuple(item for item in items if isinstance(item, MeetingPattern)),
        tuple(item for item in items if isinstance(item, SwappedDay)),
    )


class Slot(Struct):
    """A single meeting, which an entry of the schedule can take.

    `kind` is that of its pattern.  `is_usual` is true if its hours and room are those of the
    pattern.  `moved_from` is the usual day of a moved meeting.  `reason` explains the day.
    """

    day: date
    hours: Hours | None = None
    time: Text = ""
    room: Inline = ""
    kind: Text = ""
    is_usual: bool = True
    moved_from: Dates | None = None
    reason: str = ""
