"""The meetings of a term, also compared with those of python-dateutil."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import replace
from coursegen.content.clock import Hours, Weekdays
from coursegen.content.dates import Dates
from coursegen.content.meetings import MeetingPattern, Meetings, MeetingTime, SwappedDay
from coursegen.content.site import CourseInfo
from coursegen.content.term import Holiday, Term
from coursegen.content.timeline.slots import make_slots, report_swapped

STARTS = st.dates(date(1999, 12, 1), date(2040, 3, 5))
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
OFFSETS = st.integers(0, 150)


def as_dates(start: date, first: int, length: int) -> Dates:
    begin = start + timedelta(days=first)
    return Dates(begin, begin + timedelta(days=length))


def meeting_days(info: CourseInfo) -> list[date]:
    return [slot.day for slot in make_slots(info, Diagnostics()).slots]


@given(STARTS, OFFSETS, DAYS, st.integers(1, 5), st.lists(st.tuples(OFFSETS, st.integers(0, 9))))
def test_the_meetings_are_those_of_the_rule_without_the_holidays(
    start: date, length: int, days: tuple[int, ...], weeks: int, holidays: list[tuple[int, int]]
) -> None:
    info = CourseInfo(
        "T",
        term_dates=Term("", start, start + timedelta(days=length)),
        meetings=Meetings((MeetingPattern(days=Weekdays(days), weeks=weeks),)),
        holidays=tuple(Holiday(as_dates(start, *each)) for each in holidays),
    )
    begin = datetime.combine(start, datetime.min.time())
    rules = rrule.rruleset()
    rules.rrule(
        rrule.rrule(
            rrule.WEEKLY,
            begin,
            interval=weeks,
            wkst=rrule.MO,
            byweekday=days,
            until=begin + timedelta(days=length),
        )
    )
    for first, more in holidays:
        for number in range(more + 1):
            rules.exdate(begin + timedelta(days=first + number))

    assert meeting_days(info) == [moment.date() for moment in rules]


@given(STARTS, DAYS, st.dictionaries(OFFSETS, st.integers(0, 6)))
def test_a_swapped_day_has_the_meetings_of_the_other_weekday(
    start: date, days: tuple[int, ...], swapped: dict[int, int]
) -> None:
    swaps = tuple(SwappedDay(as_dates(start, n, 0), follows) for n, follows in swapped.items())
    pattern = MeetingPattern(days=Weekdays(days))
    term = Term("", start, start + timedelta(days=150))
    info = CourseInfo("T", term_dates=term, meetings=Meetings((pattern,), swaps))
    usual = meeting_days(CourseInfo("T", term_dates=term, meetings=Meetings((pattern,))))

    assert set(meeting_days(info)) == {
        *(day for day in usual if (day - start).days not in swapped),
        *(start + timedelta(days=n) for n, follows in swapped.items() if follows in days),
    }


TERM = Term("", date(2027, 1, 18), date(2027, 5, 14))
FRIDAYS = Weekdays((4,))
HOURS = Hours(time(10), time(11, 20))
APRIL_7 = Dates(date(2027, 4, 7), date(2027, 4, 7))  # a Wednesday in a week without Fridays
PROBLEM = "no meeting takes place on Wednesday, 2027-04-07, because "


def problems(pattern: MeetingPattern, follows: int) -> list[tuple[str, str]]:
    """Return the messages and hints if April 7 follows another weekday."""
    diagnostics = Diagnostics()
    meetings = Meetings((pattern,), (SwappedDay(APRIL_7, follows),))
    info = CourseInfo("T", term_dates=TERM, meetings=meetings)
    report_swapped(info, make_slots(info, diagnostics).slots, diagnostics)
    return [(one.message, one.hint) for one in diagnostics]


def test_a_swapped_day_in_a_week_without_meetings_is_reported() -> None:
    fridays = MeetingPattern(days=FRIDAYS, hours=HOURS, weeks=2)
    assert problems(fridays, 4) == [
        (
            f"{PROBLEM}the Friday meetings, every 2 weeks, are not in this week",
            "write 'added: 2027-04-07 10:00' to hold the meeting",
        )
    ]
    assert problems(replace(fridays, added=(MeetingTime(APRIL_7, "10:00", time(10)),)), 4) == []


def test_a_swapped_day_that_neither_adds_nor_removes_meetings_is_reported() -> None:
    assert problems(MeetingPattern(days=FRIDAYS), 5) == [
        (
            f"{PROBLEM}there are no Saturday meetings then",
            "correct 'date' or 'follows'",
        )
    ]


@pytest.mark.parametrize(
    "pattern",
    [MeetingPattern(days=Weekdays((2,))), MeetingPattern(days=FRIDAYS, cancelled=(APRIL_7,))],
)
def test_a_swapped_day_without_meetings_can_be_intended(pattern: MeetingPattern) -> None:
    assert problems(pattern, 4) == []
