"""The columns of a schedule's table: the author's selection, or else those that are not empty.

A table has a row for each week, or for each session if most sessions have their own dates or the
author chose a column that belongs to sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.content.schedule import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.content.kinds import Kind
    from coursegen.content.schedule import Schedule, Section

_WEEK_COLUMNS = ("week", "topic")
"""The columns whose cells apply to the whole week, not to its sessions."""
_PLAIN = ("week", "topic", "session")
"""The columns whose meaning is clear without a heading."""
_MIN_TOPICS = 0.25
"""The minimum share of weeks with a topic or a note for which a table has a column of topics.

The sessions of other tables show them, so that an almost empty column takes no space.
"""
_SELF_EXPLANATORY = frozenset({*_PLAIN, "date", "materials"})
"""The columns whose meaning is clear without a label in a card."""


class Column(Struct):
    """A column; `heading` is the author's heading, or empty; `kind` is the kind of its materials.

    `width` is the author's width, or empty.  `is_row_header` is true for the column whose cells are
    the row headers.  `spans_rows` is true for columns whose cells span all sessions of a week.
    """

    name: str
    heading: str = ""
    width: str = ""
    kind: Kind | None = None
    is_row_header: bool = False
    spans_rows: bool = False

    @property
    def css_class(self) -> str:
        """The CSS class of the column's cells."""
        return f"column-{self.kind.css_class if self.kind else self.name}"

    @property
    def needs_label(self) -> bool:
        """True if the column needs a label in a card, which has no column headings."""
        return self.name not in _SELF_EXPLANATORY


def has_row_per_session(schedule: Schedule) -> bool:
    """Return whether each session has a row, because most have a date or a column requires it."""
    wanted = {choice.name for choice in schedule.columns}
    if wanted - {*_PLAIN, "date"}:
        return True
    lectures = list(schedule.lectures())
    dated = sum(lecture.dates is not None for lecture in lectures)
    return 2 * dated > len(lectures) and (not wanted or "date" in wanted)


def columns(schedule: Schedule, section: Section) -> tuple[Column, ...]:
    """Return the columns of a section's table, which are never empty."""
    kinds = {material.kind.key: material.kind for material in schedule.materials()}
    chosen = {choice.name: choice for choice in schedule.columns}
    names = tuple(_without_rare_topics(chosen, section))
    names = names or tuple(_nonempty_columns(schedule, section)) or ("topic",)
    naming = next((name for name in _PLAIN if name in names), names[0])
    return tuple(
        Column(
            name,
            chosen[name].heading if name in chosen else "",
            chosen[name].width if name in chosen else "",
            None if name in COLUMNS else kinds.get(name),
            is_row_header=name == naming,
            spans_rows=name in _WEEK_COLUMNS,
        )
        for name in names
        if name in COLUMNS or name in kinds
    ) or (Column("topic", is_row_header=True, spans_rows=True),)


def _has_topics(section: Section) -> bool:
    """Return whether enough weeks have a topic or a note for a column."""
    count = sum(bool(week.topic or week.note) for week in section.weeks)
    return count > 0 and count >= _MIN_TOPICS * len(section.weeks)


def _without_rare_topics(names: Iterable[str], section: Section) -> Iterator[str]:
    """Yield the chosen columns, without topics if few weeks have one and sessions can show it."""
    names = tuple(names)
    for name in names:
        if name != "topic" or "session" not in names or _has_topics(section):
            yield name


def need_headings(shown: tuple[Column, ...]) -> bool:
    """Return whether the column headings add information to the cells."""
    return any(column.heading or column.name not in _PLAIN for column in shown)


def _nonempty_columns(schedule: Schedule, section: Section) -> Iterator[str]:
    weeks = section.weeks
    lectures = [lecture for week in weeks for lecture in week.lectures]
    per_session = has_row_per_session(schedule)
    topics = _has_topics(section)
    if any(week.number for week in weeks):
        yield "week"
    if any(week.dates for week in weeks) or (per_session and any(x.dates for x in lectures)):
        yield "date"
    if topics:
        yield "topic"
    if lectures:
        yield "session"
    if per_session and not topics and any(lecture.extra_materials for lecture in lectures):
        yield "materials"
