"""View models of the schedule: its parts, weeks and rows, depending on the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.base.struct import Struct
from coursegen.outputs.kind_styles import filter_kinds
from coursegen.views.date_text import DateFormat
from coursegen.views.timetable.columns import columns, has_row_per_session, need_headings
from coursegen.views.timetable.current_week import new_years, span, spans
from coursegen.views.timetable.grid import weekdays
from coursegen.views.timetable.rows import EMPTY, Day, Row, attributes
from coursegen.views.timetable.sessions import MANY, SessionFormat
from coursegen.views.timetable.tables import Table, grid_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from coursegen.content.kinds import Kind
    from coursegen.content.lecture import Lecture
    from coursegen.content.material import Material
    from coursegen.content.schedule import Schedule, Section, Week
    from coursegen.views.timetable.columns import Column

_CLASSES = {"table": "timetable", "grid": "timetable week-grid", "list": "agenda", "cards": "cards"}
"""The CSS class of a part, by layout."""
_WIDE = 6
"""The number of columns from which on a table can be wider than the text."""
_LABEL_COLUMNS = ("topic", "week", "date", "session")
"""The columns that can contain the label of a week that is not public, in order of preference."""
_WORD = Markup('<span class="week-word">{}</span>')


class ColumnHeading(Struct):
    """The heading of a column, the CSS class of its cells, and its HTML attributes."""

    css_class: str
    text: str
    attributes: Markup = EMPTY


class WeekView(Struct):
    """A week and its heading; tables use `rows`, and cards and lists use `days`.

    `number` and `date` are HTML; `attributes` are HTML attributes, with a space before each.
    `source` is the week in the schedule.
    """

    id: str
    number: Markup = EMPTY
    date: Markup = EMPTY
    topic: str = ""
    note: str = ""
    css_class: str = "week"
    attributes: Markup = EMPTY
    rows: tuple[Row, ...] = ()
    days: tuple[Day, ...] = ()
    source: Week | None = None

    @property
    def has_heading(self) -> bool:
        """True if the week's heading is not empty."""
        return bool(self.number or self.date or self.topic)


class Part(Struct):
    """A section of the schedule, with the headings of its columns.

    `css_class` is the class of its table or list.  `attributes` are HTML attributes, with a space
    before each.  `has_prefix` is true if a session's title has a number or a label before it.
    `has_headings` is true if the column headings are visible.  `heading_level` is the level of the
    weeks' headings, which depends on whether the section has a heading.  `label_column` is the
    column in which a table shows that a week is not public.  `source` is the section.
    """

    id: str
    title: str = ""
    note: str = ""
    css_class: str = ""
    attributes: Markup = EMPTY
    headings: tuple[ColumnHeading, ...] = ()
    weeks: tuple[WeekView, ...] = ()
    has_prefix: bool = False
    has_headings: bool = False
    heading_level: int = 3
    label_column: str = ""
    source: Section | None = None


class Timetable(Struct):
    """The whole schedule.

    `filter_kinds` are the session kinds that the filter offers, or empty if there is no filter.
    `material_kinds` are the kinds that need an icon.  `linked_parts` are the parts to which a long
    schedule links at its top.  `has_dates` is true if the current week can be determined by date.
    `has_times` is true if the dates have times with a UTC offset; `has_deadlines` is true if there
    are deadlines.
    """

    layout: str
    parts: tuple[Part, ...] = ()
    filter_kinds: tuple[Kind, ...] = ()
    material_kinds: tuple[Kind, ...] = ()
    linked_parts: tuple[Part, ...] = ()
    has_dates: bool = False
    has_times: bool = False
    has_deadlines: bool = False


def make_timetable(
    schedule: Schedule, timezone: tzinfo, translations: Mapping[str, str]
) -> Timetable:
    """Create the timetable of a schedule; `timezone` is that of the course."""
    filters = filter_kinds(schedule)
    maker = _Maker(schedule, timezone, translations, has_filter=bool(filters))
    parts = tuple(map(maker.part, schedule.sections))
    titled = tuple(part for part in parts if part.title)
    has_deadlines = any(each.due for each in schedule.materials())
    is_long = sum(len(part.weeks) for part in parts) >= MANY
    return Timetable(
        layout=schedule.layout,
        parts=parts,
        filter_kinds=filters,
        material_kinds=tuple(dict.fromkeys(m.kind for part in parts for m in _materials(part))),
        linked_parts=titled if len(titled) > 2 or (is_long and len(titled) > 1) else (),
        has_dates=maker.has_dates,
        has_times=has_deadlines or any(each.starts for each in schedule.lectures()),
        has_deadlines=has_deadlines,
    )


def _materials(part: Part) -> Iterator[Material]:
    """Yield all materials that a part lists."""
    for week in part.weeks:
        yield from _materials_of_days(week.days)
        for row in week.rows:
            if row.session:
                yield from row.session.materials
            for cell in row.cells:
                yield from cell.materials
                yield from _materials_of_days(cell.days)


def _materials_of_days(days: tuple[Day, ...]) -> Iterator[Material]:
    for day in days:
        for session in day.sessions:
            yield from session.materials


class _Maker:
    """Creates the parts of one timetable."""

    def __init__(
        self,
        schedule: Schedule,
        timezone: tzinfo,
        translations: Mapping[str, str],
        *,
        has_filter: bool,
    ) -> None:
        self._schedule = schedule
        self._translations = translations
        self._dates = DateFormat(translations)
        self._format = SessionFormat(
            translations, self._dates, new_years(schedule), has_filter=has_filter
        )
        self._spans = {name: span(days, timezone) for name, days in spans(schedule).items()}
        self._days = weekdays(schedule) if schedule.layout == "grid" else ()
        self._per_session = schedule.layout == "table" and has_row_per_session(schedule)
        around = translations["week"].split("{number}")
        self._before, self._after = (_WORD.format(word) if word else EMPTY for word in around)

    @property
    def has_dates(self) -> bool:
        """True if at least one week has dates."""
        return bool(self._spans)

    def part(self, section: Section) -> Part:
        """Return a section in the schedule's layout."""
        layout = self._schedule.layout
        shown = columns(self._schedule, section) if layout == "table" else ()
        names = {column.name: self._heading(column) for column in shown}
        table = Table(shown, names, self._format)
        lectures = [lecture for week in section.weeks for lecture in week.lectures]
        has_prefix = any(map(_has_prefix, lectures))
        has_headings = bool(self._days) or need_headings(shown)
        classes = (
            _CLASSES[layout],
            "per-session" if self._per_session else "",
            "has-prefix" if has_prefix and layout != "cards" else "",
            "has-headings" if has_headings else "",
            "wide" if len(shown) >= _WIDE else "",
        )
        return Part(
            section.id,
            section.title,
            section.note,
            " ".join(filter(None, classes)),
            attributes(data_kinds=self._format.kinds(lectures)),
            tuple(self._headings(shown)),
            tuple(self._week(week, table) for week in section.weeks),
            has_prefix,
            has_headings,
            4 if section.title else 3,
            next((name for name in _LABEL_COLUMNS if name in names), ""),
            section,
        )

    def _headings(self, shown: tuple[Column, ...]) -> Iterator[ColumnHeading]:
        if self._schedule.layout == "grid":
            yield ColumnHeading("column-week", self._translations["week_heading"])
            for day in self._days:
                yield ColumnHeading("column-day", self._dates.weekday(day))
            if not self._days:
                yield ColumnHeading("column-day", self._translations["session_heading"])
        for column in shown:
            width = attributes(style=f"width: {column.width}" if column.width else None)
            yield ColumnHeading(column.css_class, self._heading(column), width)

    def _heading(self, column: Column) -> str:
        if column.heading:
            return column.heading
        if column.kind:
            return self._format.label(column.kind)
        return self._translations[f"{column.name}_heading"]

    def _week(self, week: Week, table: Table) -> WeekView:
        layout = self._schedule.layout
        css_class = "week card" if layout == "cards" else "week"
        if week.kind and (layout == "cards" or (layout == "table" and not self._per_session)):
            css_class += f" tinted kind-{week.kind.css_class}"
        span_ = self._spans.get(week.id)
        return WeekView(
            week.id,
            self._before + week.number + self._after if week.number else EMPTY,
            self._format.date(week),
            week.topic,
            week.note,
            css_class,
            attributes(
                data_from=span_ and span_.begins.isoformat(),
                data_to=span_ and span_.ends.isoformat(),
                data_kinds=self._format.kinds(week.lectures),
            ),
            tuple(self._rows(week, table)),
            tuple(self._week_days(week)),
            week,
        )

    def _rows(self, week: Week, table: Table) -> Iterator[Row]:
        if self._schedule.layout == "grid":
            yield from grid_rows(week, self._days, self._format)
        elif self._per_session:
            yield from table.session_rows(week)
        elif self._schedule.layout == "table":
            yield table.week_row(week)

    def _week_days(self, week: Week) -> Iterator[Day]:
        if self._schedule.layout == "list":
            yield from self._format.by_day(week, week.lectures)
        elif self._schedule.layout == "cards" and week.lectures:
            yield self._format.whole_week(week)


def _has_prefix(lecture: Lecture) -> bool:
    return lecture.has_label or any(heading.number for heading in lecture.headings)
