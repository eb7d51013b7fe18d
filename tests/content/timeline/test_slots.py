"""The meetings of a term agree with those of python-dateutil."""

from datetime import date, datetime, timedelta

from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostics
from coursegen.content.clock import Weekdays
from coursegen.content.dates import Dates
from coursegen.content.meetings import MeetingPattern, Meetings, SwappedDay
from coursegen.content.site import CourseInfo
from coursegen.content.term import Holiday, Term
from coursegen.content.timeline.slots import make_slots

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
