"""The times of phrases are those of a second implementation, python-dateutil."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from anchors_of_the_manual import KINDS
from dateutil import tz
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, WEEKLY, rrule
from hypothesis import assume, example, given
from hypothesis import strategies as st

from coursegen.base.text import Moment
from coursegen.content.phrases.parser import parse
from coursegen.content.phrases.phrase import Anchor, Span, resolve
from coursegen.content.when import DateError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = ("first", "second", "third", "fourth", "fifth")
ZONES = st.sampled_from(
    [
        *("America/New_York", "America/Los_Angeles", "America/Santiago", "America/St_Johns"),
        *("America/Havana", "America/Phoenix", "Europe/London", "Europe/Berlin", "Europe/Lisbon"),
        *("Africa/Cairo", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Jerusalem"),
        *("Asia/Beirut", "Australia/Sydney", "Australia/Lord_Howe", "Australia/Adelaide"),
        *("Pacific/Auckland", "Pacific/Chatham", "Atlantic/Azores", "UTC"),
    ]
)
NEAR = st.integers(-8, 8).map(timedelta)
TURNS = [  # leap days, the ends of years, and days near which clocks change in many zones
    *(date(2024, 2, 29), date(2028, 2, 29), date(2026, 3, 1), date(2026, 12, 31)),
    *(date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 29), date(2026, 10, 25)),
    *(date(2026, 4, 5), date(2026, 9, 6), date(2026, 9, 27), date(2026, 10, 4)),
    *(date(2027, 3, 14), date(2027, 11, 7)),
]
DAYS = st.dates(date(2001, 1, 1), date(2036, 12, 31)) | st.builds(
    date.__add__, st.sampled_from(TURNS), NEAR
)
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59]))
SIDES = st.sampled_from([("after", 1), ("before", -1)])


class Session:
    """A session with hours, whose time is known in both implementations."""

    def __init__(self, zone: str, day: date, clock: time, minutes: int) -> None:
        self.zone = zone
        self.timezone: tzinfo = ZoneInfo(zone)
        start = datetime.combine(day, clock)
        end = start + timedelta(minutes=minutes)
        self.start = Moment.combine(day, clock, self.timezone)
        self.end = Moment.combine(end.date(), end.time(), self.timezone)

    def is_valid(self) -> bool:
        """Return whether the start and the end occur exactly once."""
        return None not in {self.expected(self.edge(side)) for side in ("before", "after")}

    def span(self, _anchor: Anchor) -> Span:
        return Span(self.start, self.end)

    def edge(self, side: str) -> datetime:
        """Return the end or the start as a local time without a time zone."""
        return (self.end if side == "after" else self.start).replace(tzinfo=None)

    def result(self, phrase: str) -> datetime | None:
        """Return the time of a phrase in UTC, or None if clocks skip it or show it twice."""
        try:
            return resolve(parse(phrase, KINDS), self, self.timezone)[0].astimezone(UTC)
        except DateError:
            return None

    def expected(self, naive: datetime) -> datetime | None:
        """Return a local time in UTC, or None if clocks skip it or show it twice."""
        there = tz.gettz(self.zone)
        if not tz.datetime_exists(naive, there) or tz.datetime_ambiguous(naive, there):
            return None
        return naive.replace(tzinfo=there).astimezone(UTC)


SESSIONS = st.builds(Session, ZONES, DAYS, CLOCKS, st.integers(0, 300)).filter(Session.is_valid)
NEW_YORK_EVENING = Session("America/New_York", date(2027, 3, 13), time(23), 50)
BEFORE_THE_SWITCH = Session("America/New_York", date(2027, 3, 13), time(2, 30), 0)
BEFORE_CLOCKS_GO_BACK = Session("Europe/London", date(2026, 10, 25), time(0), 0)
BEFORE_A_LEAP_DAY = Session("Asia/Shanghai", date(2028, 2, 28), time(9), 90)


@example(BEFORE_THE_SWITCH, 1, "day", ("after", 1))
@example(NEW_YORK_EVENING, 1, "day", ("after", 1))
@example(BEFORE_A_LEAP_DAY, 1, "day", ("after", 1))
@given(SESSIONS, st.integers(1, 60), st.sampled_from(["day", "week"]), SIDES)
def test_days_and_weeks_keep_the_time_of_day(
    session: Session, count: int, unit: str, side: tuple[str, int]
) -> None:
    word, sign = side
    days = count * (7 if unit == "week" else 1)
    naive = session.edge(word) + relativedelta(days=sign * days)

    found = session.result(f"{count} {unit}s {word} lecture 1")

    assert found == session.expected(naive)


@example(NEW_YORK_EVENING, 4, "hour", ("after", 1))
@example(BEFORE_CLOCKS_GO_BACK, 2, "hour", ("after", 1))  # in the second of two equal hours
@given(SESSIONS, st.integers(1, 200), st.sampled_from(["minute", "hour"]), SIDES)
def test_hours_and_minutes_are_elapsed_time(
    session: Session, count: int, unit: str, side: tuple[str, int]
) -> None:
    word, sign = side
    edge = session.expected(session.edge(word))
    assert edge is not None
    amount = sign * count
    delta = relativedelta(hours=amount) if unit == "hour" else relativedelta(minutes=amount)

    assert session.result(f"{count} {unit}s {word} lecture 1") == edge + delta


@given(SESSIONS, st.integers(1, 5), st.integers(0, 6), CLOCKS)
def test_a_weekday_after_a_session_is_that_of_a_recurrence_rule(
    session: Session, nth: int, weekday: int, clock: time
) -> None:
    next_day = datetime.combine(session.edge("after"), clock) + timedelta(days=1)
    days = list(rrule(WEEKLY, dtstart=next_day, byweekday=weekday, count=nth))

    found = session.result(f"{NTH[nth - 1]} {WEEKDAYS[weekday]} after lecture 1 at {clock:%H:%M}")

    assert found == session.expected(days[-1])


@given(SESSIONS, st.integers(1, 5), st.integers(0, 6), CLOCKS)
def test_a_weekday_before_a_session_is_that_of_a_recurrence_rule(
    session: Session, nth: int, weekday: int, clock: time
) -> None:
    last_day = datetime.combine(session.edge("before"), clock) - timedelta(days=1)
    first_day = last_day - timedelta(weeks=6)
    days = list(rrule(WEEKLY, dtstart=first_day, until=last_day, byweekday=weekday))

    found = session.result(f"{NTH[nth - 1]} {WEEKDAYS[weekday]} before lecture 1 at {clock:%H:%M}")

    assert found == session.expected(days[-nth])


@given(SESSIONS, CLOCKS, SIDES)
def test_a_time_of_day_after_or_before_a_session_is_the_nearest_one(
    session: Session, clock: time, side: tuple[str, int]
) -> None:
    edge = session.edge(side[0])
    first = datetime.combine(edge, clock) - timedelta(days=3)
    rule = rrule(DAILY, dtstart=first, count=7)
    near = rule.after(edge, inc=True) if side[1] > 0 else rule.before(edge, inc=True)
    assert near is not None

    found = session.result(f"{side[0]} lecture 1 at {clock:%H:%M}")

    same_day = datetime.combine(edge, clock)
    assume(session.expected(same_day) is not None)
    assert found == session.expected(near)


@given(SESSIONS, st.integers(0, 6), CLOCKS)
def test_a_weekday_of_a_week_is_in_its_week_of_the_calendar(
    session: Session, weekday: int, clock: time
) -> None:
    year, week, _ = session.start.isocalendar()
    naive = datetime.combine(date.fromisocalendar(year, week, weekday + 1), clock)

    found = session.result(f"{WEEKDAYS[weekday]} of week 1 at {clock:%H:%M}")

    assert found == session.expected(naive)
