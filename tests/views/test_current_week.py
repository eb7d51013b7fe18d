"""The time spans in which a week is "this week"."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coursegen.content.dates import Dates
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Heading, Lecture
from coursegen.content.schedule import Schedule, Section, Week
from coursegen.views.timetable.current_week import new_years, span, spans

DAY = timedelta(days=1)
MONDAY = date(2020, 2, 17)


def on(*days: int) -> Dates:
    """Return the dates that are the given numbers of days after the first Monday."""
    return Dates(MONDAY + days[0] * DAY, MONDAY + days[-1] * DAY)


def schedule(*weeks: Week) -> Schedule:
    return Schedule(sections=(Section("s", weeks=weeks),))


def session(name: str, dates: Dates | None) -> Lecture:
    return Lecture(name, Kind("lecture"), (Heading(title=name),), dates=dates)


def test_a_week_lasts_until_the_day_before_the_next_week_with_dates() -> None:
    term = schedule(Week(id="a", dates=on(0)), Week(id="b"), Week(id="c", dates=on(5)))

    assert spans(term)["a"] == on(0, 4)
    assert "b" not in spans(term)


def test_the_last_week_lasts_seven_days() -> None:
    assert spans(schedule(Week(id="a", dates=on(3)), Week(id="b", dates=on(30)))) == {
        "a": on(3, 9),
        "b": on(30, 36),
    }


def test_a_week_longer_than_seven_days_ends_on_its_last_date() -> None:
    term = schedule(Week(id="break", dates=on(0, 13)), Week(id="next", dates=on(14, 18)))

    assert spans(term) == {"break": on(0, 13), "next": on(14, 20)}


def test_a_week_without_dates_uses_the_dates_of_its_sessions() -> None:
    week = Week(id="a", lectures=(session("y", on(3)), session("x", on(1)), session("z", None)))

    assert spans(schedule(week, Week(id="b", dates=on(7)))) == {"a": on(1, 6), "b": on(7, 13)}


days = st.integers(-400, 400)
ranges = st.builds(lambda first, more: on(first, first + more), days, st.integers(0, 20))
weeks = st.lists(st.none() | ranges).map(
    lambda all_dates: [Week(id=f"w{number}", dates=dates) for number, dates in enumerate(all_dates)]
)


@given(weeks)
def test_a_week_covers_its_own_days_but_not_the_first_day_of_another_week(term: list[Week]) -> None:
    reached = spans(schedule(*term))

    assert set(reached) == {week.id for week in term if week.dates}
    for week in term:
        if week.dates:
            span = reached[week.id]
            assert span.first == week.dates.first
            assert span.last >= week.dates.last
            after = {w.dates.first for w in term if w.dates and w.dates.first > span.first}
            assert span.last == week.dates.last or not any(span.last >= first for first in after)


def test_a_year_counts_as_new_if_it_differs_from_that_of_the_previous_date() -> None:
    term = schedule(
        Week(id="a", dates=Dates(date(2020, 12, 7), date(2020, 12, 7))),
        Week(id="b", lectures=(session("x", Dates(date(2020, 12, 21), date(2021, 1, 4))),)),
        Week(id="c", lectures=(session("y", Dates(date(2021, 1, 11), date(2021, 1, 11))),)),
        Week(id="d", dates=Dates(date(2022, 1, 3), date(2022, 1, 3))),
    )

    assert new_years(term) == ("d",)


def test_days_last_from_midnight_to_midnight_in_the_course_s_time_zone() -> None:
    zurich = ZoneInfo("Europe/Zurich")
    week = span(Dates(date(2026, 10, 19), date(2026, 10, 25)), zurich)

    assert week.begins.isoformat() == "2026-10-19T00:00:00+02:00"
    assert week.ends.isoformat() == "2026-10-26T00:00:00+01:00"  # the clocks went back


def test_the_last_possible_date_does_not_overflow() -> None:
    assert span(Dates(date.max, date.max), ZoneInfo("UTC")).ends.date() == date.max
