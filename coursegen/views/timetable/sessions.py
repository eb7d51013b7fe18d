"""View models of sessions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.content.lecture import Lecture
from coursegen.content.schedule import COLUMNS, Week
from coursegen.views.labels import kind_label
from coursegen.views.timetable.rows import (
    EMPTY,
    Day,
    Session,
    TitleLine,
    TitlePart,
    attributes,
    kinds_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from coursegen.content.kinds import Kind
    from coursegen.content.lecture import Heading
    from coursegen.views.date_text import DateFormat

MANY = 8
"""The minimum number of sessions in a dense list, and of weeks in a long schedule."""
_SHORT = 24
"""The maximum length, in characters, of sessions' names in a list with several columns."""


class SessionFormat:
    """Formats sessions with the `translations` of a language.

    `new_years` are the IDs of the weeks and sessions whose date is printed with its year.
    """

    def __init__(
        self,
        translations: Mapping[str, str],
        dates: DateFormat,
        new_years: Collection[str],
        *,
        has_filter: bool,
    ) -> None:
        self._translations = translations
        self._dates = dates
        self._time = dates.written_time
        self._new_years = frozenset(new_years)
        self._has_filter = has_filter
        self._labels: dict[Kind, str] = {}

    def label(self, kind: Kind) -> str:
        """Return the label of a kind."""
        if kind not in self._labels:
            self._labels[kind] = kind_label(kind, self._translations)
        return self._labels[kind]

    def date(self, part: Week | Lecture) -> Markup:
        """Return the HTML of the dates of a week or session, or "" if it has none.

        It includes what is unusual about the meeting, such as the usual date of a moved meeting.
        """
        if part.dates is None:
            is_tba = isinstance(part, Lecture) and part.is_tba
            return Markup.escape(self._translations["tba"]) if is_tba else EMPTY
        date = self._dates.element(part.dates, year=part.id in self._new_years, starts=part.starts)
        notes = Markup(", ").join(self._notes(part))
        return Markup("{} <small>{}</small>").format(date, notes) if notes else date

    def _notes(self, part: Week | Lecture) -> Iterator[str]:
        """Yield what is unusual about a meeting: for a week, also its time and room."""
        slot = part.slot
        if slot and not slot.is_usual and isinstance(part, Week):
            yield from filter(None, (self._time(slot.time), slot.room))
        if slot and slot.moved_from:
            usual = self._dates.element(slot.moved_from, year=False)
            yield Markup.escape(self._translations["moved_from"]).replace("{date}", usual)

    def kinds(self, lectures: Iterable[Lecture]) -> str | None:
        """Return the value of `data-kinds` for the filter, or None if there is no filter."""
        return " ".join(k.css_class for k in kinds_of(lectures)) if self._has_filter else None

    def session(
        self, lecture: Lecture, columns: Collection[str] = (), *, has_date: bool = False
    ) -> Session:
        """Return a session for a table with these columns, with its date if `has_date` is true."""
        own = [name for name in columns if name not in COLUMNS]
        has_title = not columns or "session" in columns
        main = lecture.main
        materials = lecture.extra_materials if has_title and "materials" not in columns else ()
        return Session(
            lecture,
            tuple(self._lines(lecture)),
            main.target if main and main.kind.key not in own else None,
            tuple(m for m in materials if m.kind.key not in own) if own else materials,
            self.date(lecture) if has_date else EMPTY,
            "" if "time" in columns or lecture.has_usual_time else self._time(lecture.time),
            "" if "room" in columns or lecture.has_usual_room else lecture.room,
            () if "people" in columns else lecture.speakers,
            f"session entry kind-{lecture.kind.css_class}",
            attributes(data_kinds=self.kinds((lecture,))),
        )

    def by_day(self, week: Week, lectures: Iterable[Lecture]) -> Iterator[Day]:
        """Yield the sessions of a week grouped by date, in the author's order."""
        for _, same in groupby(lectures, key=lambda lecture: (lecture.dates, lecture.is_tba)):
            own = tuple(same)
            yield Day(
                tuple(map(self.session, own)),
                self.date(own[0]),
                _list_class(week),
                attributes(data_kinds=self.kinds(own)),
            )

    def whole_week(self, week: Week, columns: Collection[str] = ()) -> Day:
        """Return all sessions of a week, with their dates if these differ from the week's."""
        return Day(
            tuple(
                self.session(x, columns, has_date=x.is_tba or x.dates != week.dates)
                for x in week.lectures
            ),
            list_class=_list_class(week),
        )

    def _lines(self, lecture: Lecture) -> Iterator[TitleLine]:
        last = len(lecture.headings) - 1
        for number, heading in enumerate(lecture.headings):
            venue = lecture.venue if number == last else ""
            yield TitleLine(
                tuple(self._prefix(lecture, heading, is_first=not number)),
                heading.title,
                f", {venue}" if venue and heading.title else venue,
            )

    def _prefix(self, lecture: Lecture, heading: Heading, *, is_first: bool) -> Iterator[TitlePart]:
        """Yield the kind's label, the number, or both."""
        if lecture.has_label and is_first:
            yield TitlePart("label", self.label(lecture.kind))
        css_class = "number" if lecture.kind.key == "lecture" else "label"
        if heading.kind and heading.number:
            label = self.label(heading.kind)
            text = self._translations["number"].format(kind=label, number=heading.number)
            yield TitlePart(css_class, text, has_colon=bool(heading.title))
        elif heading.number:
            yield TitlePart("number", heading.number)
        elif heading.kind and not heading.title:
            yield TitlePart(css_class, self.label(heading.kind))


def _list_class(week: Week) -> str:
    """Return the class of a week's lists; long lists are dense, with short names in columns."""
    if not week.compact and len(week.lectures) < MANY:
        return "sessions"
    return "sessions dense short" if all(map(_is_short, week.lectures)) else "sessions dense"


def _is_short(lecture: Lecture) -> bool:
    more = lecture.venue or lecture.note or lecture.speakers or lecture.time
    names = (f"{heading.number} {heading.title}" for heading in lecture.headings)
    return not more and not lecture.extra_materials and all(len(name) <= _SHORT for name in names)
