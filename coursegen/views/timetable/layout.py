"""View models of the schedule: parts, weeks and rows, depending on the layout."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.outputs.kind_styles import filter_kinds
from coursegen.views.timetable.columns import Column, columns, has_row_per_session, need_headings
from coursegen.views.timetable.current_week import Span, new_years, span, spans
from coursegen.views.timetable.grid import Lane, make_lanes, weekdays
from coursegen.views.timetable.rows import Row, Session, kinds_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coursegen.content.course import Course
    from coursegen.content.kinds import Kind
    from coursegen.content.schedule import Lecture, Schedule, Section, Week

_MIN_LONG = 8
"""The number of sessions from which a week is dense, and of weeks from which there are links."""
_MAX_SHORT_NAME = 24
"""The longest session name, in characters, that fits into one of several columns."""


class Block(Struct):
    """A week with its rows; `span` is the time in which it is "this week".

    `dense` weeks have many sessions, in small type; `short` ones have names so short that several
    fit side by side. In a grid, `lanes` replace `rows`: each has cells for all weekdays.
    """

    week: Week
    span: Span | None = None
    dense: bool = False
    short: bool = False
    rows: tuple[Row, ...] = ()
    lanes: tuple[Lane, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the week's sessions, as `Row.kinds`."""
        return kinds_of(self.week.lectures)


class Part(Struct):
    """A section: its weeks, its table's `columns` or its grid's `weekdays` (Monday is 0).

    `has_headings` is whether the columns need headings; `has_prefix` is whether a session's title has a number
    or a label before it; `level` is the level of the weeks' headings.
    """

    section: Section
    blocks: tuple[Block, ...] = ()
    columns: tuple[Column, ...] = ()
    has_headings: bool = False
    has_prefix: bool = False
    weekdays: tuple[int, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of its sessions, as `Row.kinds`."""
        return kinds_of(lecture for week in self.section.weeks for lecture in week.lectures)

    @property
    def level(self) -> int:
        """The level of the weeks' headings, which depends on whether the section has one."""
        return 4 if self.section.title else 3


class Timetable(Struct):
    """The whole schedule.

    `per_session` is whether its tables have a row for each session; `filters` are the session
    kinds to choose from, empty if a filter is not worthwhile; `material_kinds` are the kinds that
    need an icon; `new_years` are the IDs of weeks and sessions in a new year.
    """

    layout: str
    parts: tuple[Part, ...] = ()
    per_session: bool = False
    filters: tuple[Kind, ...] = ()
    material_kinds: tuple[Kind, ...] = ()
    new_years: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether a week can be "this week", since there are dates."""
        return any(block.span for part in self.parts for block in part.blocks)

    @property
    def linked(self) -> tuple[Section, ...]:
        """The sections for the list of links; empty in a short schedule."""
        titled = tuple(part.section for part in self.parts if part.section.title)
        long = sum(len(part.blocks) for part in self.parts) >= _MIN_LONG
        return titled if len(titled) > 2 or (long and len(titled) > 1) else ()


def make_timetable(course: Course) -> Timetable:
    """Return the timetable of a course."""
    schedule = course.schedule
    week_spans = {name: span(days, course.info.timezone) for name, days in spans(schedule).items()}
    per_session = schedule.layout == "table" and has_row_per_session(schedule)
    parts = tuple(_make_part(schedule, section, week_spans) for section in schedule.sections)
    shown = (
        material.kind
        for part in parts
        for block in part.blocks
        for row in (
            *block.rows,
            *(r for lane in block.lanes for cell in lane.cells for r in cell.rows),
        )
        for session in row.sessions
        for material in session.all_shown()
    )
    return Timetable(
        layout=schedule.layout,
        parts=parts,
        per_session=per_session,
        filters=filter_kinds(schedule),
        material_kinds=tuple(dict.fromkeys(shown)),
        new_years=new_years(schedule),
    )


def _make_part(schedule: Schedule, section: Section, week_spans: Mapping[str, Span]) -> Part:
    shown = columns(schedule, section) if schedule.layout == "table" else ()
    names = frozenset(column.name for column in shown)
    days = weekdays(schedule) if schedule.layout == "grid" else ()
    per_session = has_row_per_session(schedule)

    def block(week: Week) -> Block:
        lectures = week.lectures
        rows: Iterator[Row] = iter(())
        lanes: tuple[Lane, ...] = ()
        if schedule.layout == "grid":
            lanes = make_lanes(week, days)
        elif schedule.layout == "list":
            rows = _rows_by_date(lectures)
        elif schedule.layout == "table" and per_session:
            rows = _row_per_session(week, names)
        else:
            rows = iter((_single_row(week, names),))
        return Block(
            week,
            week_spans.get(week.id),
            dense=week.compact or len(lectures) >= _MIN_LONG,
            short=bool(lectures) and all(map(_is_short, lectures)),
            rows=tuple(rows),
            lanes=lanes,
        )

    return Part(
        section,
        tuple(map(block, section.weeks)),
        shown,
        has_headings=need_headings(shown),
        has_prefix=any(_has_prefix(lecture) for week in section.weeks for lecture in week.lectures),
        weekdays=days,
    )


def _single_row(week: Week, names: Collection[str]) -> Row:
    """Return one row for all sessions, each with its date unless that is the week's."""
    dates = week.dates
    return Row(
        tuple(
            Session.of(x, names, dates=None if x.dates == dates else x.dates) for x in week.lectures
        ),
        dates,
    )


def _row_per_session(week: Week, names: Collection[str]) -> Iterator[Row]:
    """Yield a row for each session; without a date, the first shows the week's."""
    for number, lecture in enumerate(week.lectures):
        dates = lecture.dates or (None if number else week.dates)
        beside = None if "date" in names else lecture.dates
        yield Row((Session.of(lecture, names, dates=beside),), dates)
    if not week.lectures:
        yield Row((), week.dates)


def _rows_by_date(lectures: tuple[Lecture, ...]) -> Iterator[Row]:
    """Yield the sessions grouped by date, in the author's order."""
    for dates, same in groupby(lectures, key=lambda lecture: lecture.dates):
        yield Row(tuple(Session.of(lecture) for lecture in same), dates)


def _is_short(lecture: Lecture) -> bool:
    has_details = (
        lecture.venue or lecture.note or lecture.extra_materials or lecture.speakers or lecture.time
    )
    names = (f"{line.number} {line.title}" for line in lecture.headings)
    return not has_details and all(len(name) <= _MAX_SHORT_NAME for name in names)


def _has_prefix(lecture: Lecture) -> bool:
    return lecture.has_label or any(line.number for line in lecture.headings)
