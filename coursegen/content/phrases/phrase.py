"""The parts of a date phrase, and the time that a phrase means.

- An anchor means its start, `after` an anchor its end.  An anchor without hours lasts whole days.
- `after X at 18:00` is the first 18:00 after `X`, and `before X at 18:00` the last one before it.
- Days and weeks are counted from the day on which an anchor ends (`after`) or starts (`before`).
  They keep the time of day when clocks change.  Hours and minutes count elapsed time.
- The first Thursday after an anchor is on a later day, and the last Thursday before it on an
  earlier one.
- Without a time of day, a number of days keeps that of the anchor, and other phrases mean 0:00.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from coursegen.base.codes import Code
from coursegen.base.struct import Struct
from coursegen.base.text import Moment
from coursegen.content.clock import MIDNIGHT
from coursegen.content.local_time import local_time
from coursegen.content.when import DateError

ITEM, WEEK, TERM = "item", "week", "term"
"""The kinds of anchors that are not kinds of sessions."""

NAME = r"[^\W\d][\w-]*"
"""The pattern of the names of items: ids and titles of one word."""

_DAY = timedelta(days=1)


class Anchor(Struct):
    """What a phrase counts from, such as `lecture 5`.

    `kind` is a kind of session, `ITEM` (such as an assignment), `WEEK` or `TERM`.  `name` is its
    number, title or id; it is empty for the item that contains the phrase.  `part` is `due`,
    `released` or `last_accepted` of an item, `start` or `end` of the term, or empty.
    """

    kind: str
    name: str = ""
    part: str = ""


class Edge(Struct):
    """After or before an anchor."""

    base: "Body"
    is_after: bool


class Shift(Struct):
    """A number of minutes, hours, days or weeks after or before something."""

    base: "Body"
    is_after: bool
    count: int
    unit: str

    @property
    def counts_days(self) -> bool:
        """Whether the result is on a number of days later, instead of after some elapsed time."""
        return self.unit in ("days", "weeks")


class Weekday(Struct):
    """The first, second, … given day of the week (0 is Monday) after or before something."""

    base: "Body"
    is_after: bool
    nth: int
    weekday: int


class WeekdayOf(Struct):
    """A day of the week (0 is Monday) in a week."""

    week: Anchor
    weekday: int


Body = Anchor | Edge | Shift | Weekday | WeekdayOf


class Phrase(Struct):
    """A date phrase; `clock` is None if the author wrote no time of day."""

    body: Body
    clock: time | None = None


class Span(Struct):
    """The time from `start` to `end`; without `has_clock`, from one day to the other, inclusive."""

    start: Moment
    end: Moment
    has_clock: bool = True

    @property
    def over(self) -> datetime:
        """The time from which it is past."""
        return self.end if self.has_clock else self.end + _DAY


class Anchors(Protocol):
    """The times of everything that a phrase can count from."""

    def span(self, anchor: Anchor) -> Span:
        """Return the time of an anchor.  Raises `DateError` if it has no known time."""
        ...


def resolve(
    phrase: Phrase, anchors: Anchors, timezone: tzinfo, default: time | None = None
) -> tuple[Moment, bool]:
    """Return the time that a phrase means, and whether it has a time of day.

    `default` is the time of day for a phrase that has none, unless it counts hours or means the
    start or the end of something with hours.

    Raises `DateError`, also for a time that clocks skip or show twice.
    """
    body, clock = phrase.body, phrase.clock
    if clock is None and (isinstance(body, Weekday | WeekdayOf) or _counts_days(body)):
        clock = default
    dates = _Dates(anchors, timezone)
    try:
        found = dates.span(body, clock)
        if clock is None and not found.has_clock and default is not None:
            found = dates.span(body, default)
    except OverflowError:
        raise DateError(
            "this date is out of range", "use an earlier date", Code.YEAR_RANGE
        ) from None
    return found.start, found.has_clock


def _counts_days(body: Body) -> bool:
    return isinstance(body, Shift) and body.counts_days


class _Dates:
    """The times of the parts of a phrase."""

    def __init__(self, anchors: Anchors, timezone: tzinfo) -> None:
        self._anchors = anchors
        self._timezone = timezone

    def span(self, body: Body, clock: time | None = None) -> Span:
        """Return the time of a part of a phrase; `clock` replaces its time of day."""
        if isinstance(body, WeekdayOf):
            first = self._anchors.span(body.week).start.date()
            return self._at(first + (body.weekday - first.weekday()) * _DAY, clock)
        if isinstance(body, Anchor):
            span = self._anchors.span(body)
            return span if clock is None else self._at(span.start.date(), clock)
        base = self.span(body.base)
        if isinstance(body, Edge):
            return self._edge(base, clock, is_after=body.is_after)
        sign = 1 if body.is_after else -1
        edge = base.end if body.is_after else base.start
        if isinstance(body, Weekday):
            distance = sign * (body.weekday - edge.weekday())
            days = (distance - 1) % 7 + 1 + 7 * (body.nth - 1)
            return self._at(edge.date() + sign * days * _DAY, clock)
        amount = sign * timedelta(**{body.unit: body.count})
        if body.counts_days:
            old = edge.time() if base.has_clock else None
            return self._at(edge.date() + amount, clock if clock is not None else old)
        start = self._edge(base, None, is_after=body.is_after).start
        moment = (start.astimezone(UTC) + amount).astimezone(self._timezone)
        return Span(moment, moment)

    def _edge(self, base: Span, clock: time | None, *, is_after: bool) -> Span:
        """Return the end or the start of a span, or the nearest `clock` after or before it."""
        moment = base.end if is_after else base.start
        day = moment.date()
        if not base.has_clock:
            moment = self._midnight(day + _DAY if is_after else day)
        if clock is None:
            return Span(moment, moment, base.has_clock)
        days = (day, day + _DAY) if is_after else (day, day - _DAY)
        for each in days:
            found = self._at(each, clock)
            if found.start >= moment if is_after else found.start <= moment:
                break
        return found

    def _at(self, day: date, clock: time | None) -> Span:
        moment = self._midnight(day) if clock is None else local_time(day, clock, self._timezone)
        return Span(moment, moment, clock is not None)

    def _midnight(self, day: date) -> Moment:
        """Return the start of a day, which exists even if clocks skip 0:00 on that day."""
        return Moment.combine(day, MIDNIGHT, self._timezone)
