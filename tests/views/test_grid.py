"""The weekly grid: no overlaps, no missing sessions."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coursegen.content.dates import Dates
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Heading, Lecture
from coursegen.content.schedule import Schedule, Section, Week
from coursegen.views.timetable.grid import Slot, make_lanes, weekdays

MONDAY = date(2020, 2, 17)


def session(name: str, first: int | None, last: int | None = None) -> Lecture:
    """Return a session from one weekday to another; Monday is 0."""
    dates = None
    if first is not None:
        end = first if last is None else last
        dates = Dates(MONDAY + timedelta(days=first), MONDAY + timedelta(days=end))
    return Lecture(name, Kind("lecture"), (Heading(title=name),), dates=dates)


def grid(*lectures: Lecture) -> tuple[tuple[int, ...], tuple[tuple[Slot, ...], ...]]:
    week = Week(id="w", lectures=lectures)
    days = weekdays(Schedule(sections=(Section("s", weeks=(week,)),)))
    return days, make_lanes(week, days)


def rendered(lane: tuple[Slot, ...]) -> list[tuple[str, int]]:
    return [(" ".join(lecture.id for lecture in slot.lectures), slot.span) for slot in lane]


def test_a_weekday_has_a_column_if_it_has_sessions() -> None:
    days, (lane,) = grid(session("a", 1), session("b", 3), session("c", 3))

    assert days == (1, 3)
    assert rendered(lane) == [("a", 1), ("b c", 1)]


def test_a_range_spans_its_days_and_avoids_other_sessions() -> None:
    days, (first, second) = grid(
        session("a", 0), session("break", 0, 4), session("b", 2), session("c", 4)
    )

    assert days == (0, 2, 4)
    assert rendered(first) == [("a", 1), ("b", 1), ("c", 1)]
    assert rendered(second) == [("break", 3)]


def test_two_ranges_that_do_not_overlap_share_a_lane() -> None:
    _, lanes = grid(
        *(session(str(day), day) for day in range(5)), session("x", 0, 1), session("y", 3, 4)
    )

    assert rendered(lanes[1]) == [("x", 2), ("", 1), ("y", 2)]


def test_a_session_without_a_date_is_in_the_first_cell() -> None:
    assert rendered(grid(session("a", 4), session("b", None))[1][0]) == [("a b", 1)]
    assert grid(session("b", None))[0] == ()
    assert rendered(grid(session("b", None))[1][0]) == [("b", 1)]


def test_a_range_that_extends_into_the_next_week_is_cut_off() -> None:
    days, lanes = grid(session("a", 0), session("b", 5), session("x", 5, 8))

    assert days == (0, 5)
    assert [rendered(lane) for lane in lanes] == [[("a", 1), ("b x", 1)]]


starts = st.none() | st.integers(0, 6)
entries = st.lists(st.tuples(starts, st.integers(0, 12)), max_size=12).map(
    lambda parts: [
        session(f"s{number}", first, None if first is None else first + more)
        for number, (first, more) in enumerate(parts)
    ]
)


@given(entries)
def test_every_session_occurs_once_and_every_lane_covers_every_day_once(
    lectures: list[Lecture],
) -> None:
    days, lanes = grid(*lectures)
    held = [lecture.id for lane in lanes for slot in lane for lecture in slot.lectures]

    assert sorted(held) == sorted(lecture.id for lecture in lectures)
    assert {sum(slot.span for slot in lane) for lane in lanes} == {max(len(days), 1)}


@given(entries)
def test_a_session_is_in_the_columns_of_its_days(lectures: list[Lecture]) -> None:
    days, lanes = grid(*lectures)
    for lane in lanes:
        location = 0
        for slot in lane:
            for lecture in slot.lectures:
                if lecture.dates:
                    last = min((lecture.dates.last - MONDAY).days, 6)
                    within = set(range(lecture.dates.first.weekday(), last + 1))
                    assert within >= set(days[location : location + slot.span])
            location += slot.span
