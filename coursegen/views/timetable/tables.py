"""The table rows of a week: one for the week, one per session, or those of a weekly grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.content.schedule import COLUMNS
from coursegen.views.timetable.grid import make_lanes
from coursegen.views.timetable.rows import EMPTY, Cell, Row, attributes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from coursegen.content.lecture import Lecture
    from coursegen.content.material import Material
    from coursegen.content.schedule import Week
    from coursegen.views.timetable.columns import Column
    from coursegen.views.timetable.rows import Day, Session
    from coursegen.views.timetable.sessions import SessionFormat


class Table:
    """The table of a section; `headings` maps the names of columns to their headings."""

    def __init__(
        self, columns: tuple[Column, ...], headings: Mapping[str, str], form: SessionFormat
    ) -> None:
        self._columns = columns
        self._below = tuple(column for column in columns if not column.spans_rows)
        self._names = frozenset(column.name for column in columns)
        self._headings = headings
        self._format = form

    def week_row(self, week: Week) -> Row:
        """Return the only row of a week, with all its sessions in one cell."""
        days = (self._format.whole_week(week, self._names),) if week.lectures else ()
        date = self._format.date(week)
        return Row(tuple(self._cell(c, week, date, days=days) for c in self._columns), date=date)

    def session_rows(self, week: Week) -> Iterator[Row]:
        """Yield a row for each session; the first shows the week's dates if it has none itself."""
        date = self._format.date(week)
        if not week.lectures:
            yield Row(tuple(self._cell(c, week, date) for c in self._columns), date=date)
        height = len(week.lectures)
        columns, is_first = self._columns, True
        start = " week-start" if height > 1 and columns != self._below else ""
        for lecture in week.lectures:
            date = self._format.date(lecture) or date
            session = self._format.session(lecture, self._names, has_date="date" not in self._names)
            yield Row(
                tuple(
                    self._cell(c, week, date, session, height, is_first=is_first) for c in columns
                ),
                attributes(
                    class_=f"session tinted kind-{lecture.kind.css_class}{start}",
                    id=lecture.id,
                    data_kinds=self._format.kinds((lecture,)),
                ),
                date,
                session,
            )
            columns, start, date, is_first = self._below, "", EMPTY, False

    def _cell(  # noqa: PLR0913, PLR0917 - the inputs of a cell
        self,
        column: Column,
        week: Week,
        date: Markup,
        session: Session | None = None,
        height: int = 1,
        days: tuple[Day, ...] = (),
        *,
        is_first: bool = True,
    ) -> Cell:
        name = column.name
        tag = "th" if column.is_row_header and (name != "week" or week.number) else "td"
        css_class = column.css_class
        if column.spans_rows:
            css_class += " week-cell week-head" if column.is_row_header else " week-cell"
        materials = self._materials(name, session.lecture) if session else ()
        shows_topic = name == "session" and is_first and "topic" not in self._names
        has_topic = shows_topic and bool(week.topic or week.note)
        is_empty = not (materials or has_topic or _content(name, week, date, session, days))
        label = self._headings[name] if session and column.needs_label else None
        return Cell(
            name,
            tag,
            css_class,
            _span(tag, height if column.spans_rows else 1) + attributes(data_heading=label),
            is_empty,
            materials,
            days if name == "session" else (),
            has_topic,
        )

    def _materials(self, name: str, lecture: Lecture) -> tuple[Material, ...]:
        """Return the materials of a session in a column."""
        if name not in COLUMNS:
            return tuple(m for m in lecture.materials if m.kind.key == name)
        if name != "materials":
            return ()
        rest = lecture.extra_materials if "session" in self._names else lecture.materials
        return tuple(m for m in rest if m.kind.key not in self._names)


def grid_rows(week: Week, days: tuple[int, ...], form: SessionFormat) -> Iterator[Row]:
    """Yield the rows of a week in a weekly grid; the first row starts with the week's cell."""
    lanes = make_lanes(week, days)
    height = len(lanes)
    tag = "th" if week.number or week.dates or week.topic or week.note else "td"
    own = Cell(
        "week",
        tag,
        "column-week week-cell week-head",
        _span(tag, height),
        is_empty=tag == "td",
    )
    for number, lane in enumerate(lanes):
        cells = (
            Cell(
                "day",
                css_class="column-day",
                attributes=attributes(colspan=slot.span if slot.span > 1 else None),
                is_empty=not slot.lectures,
                days=tuple(form.by_day(week, slot.lectures)),
            )
            for slot in lane
        )
        yield Row(
            tuple(cells) if number else (own, *cells),
            attributes(
                class_="week-start" if height > 1 and not number else None,
                data_kinds=form.kinds(lecture for slot in lane for lecture in slot.lectures),
            ),
        )


def _span(tag: str, height: int) -> Markup:
    """Return the attributes of a cell that spans `height` rows."""
    scope = "rowgroup" if height > 1 else "row"
    return attributes(scope=scope if tag == "th" else None, rowspan=height if height > 1 else None)


def _content(
    name: str, week: Week, date: Markup, session: Session | None, days: tuple[Day, ...]
) -> object:
    """Return the content of a cell in a column without materials, or a false value if empty."""
    match name:
        case "week":
            return week.number
        case "date":
            return date
        case "topic":
            return week.topic or week.note
        case "session":
            return session or days
        case "time":
            return session and session.lecture.time
        case "room":
            return session and session.lecture.room
        case "people":
            return session and session.lecture.speakers
    return None
