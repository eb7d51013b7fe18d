"""View models of the weekly timetable of office hours and meetings, and of its exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.base.struct import Struct, replace
from coursegen.views.hours_changes import (
    HoursChange,
    make_changes,
    meeting_title,
    names_of,
    times_of,
    title_of,
)
from coursegen.views.hours_grid import are_alone, columns_of, span_of
from coursegen.views.hours_text import HoursFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.content.clock import Hours
    from coursegen.content.meetings import MeetingPattern
    from coursegen.content.site import CourseInfo
    from coursegen.content.staff import Staff
    from coursegen.content.target import Target

_MAX_ROWS = 40
"""The maximum number of times in the grid, for which `office_hours.css` has rules."""
_MAX_COLUMNS = 8
"""The maximum number of columns that fit on a page."""
_EMPTY = Markup()


class HoursView(Struct):
    """Office hours, or a weekly meeting.

    `time`, `dates` (the first or the last day, if they differ from those of the term) and
    `attributes` are HTML; `place` and `note` are Markdown.  `room` is set if there is no `place`.
    """

    title: str
    hours: Hours
    time: Markup
    people: tuple[str, ...] = ()
    dates: Markup = _EMPTY
    place: str = ""
    room: str = ""
    link: Target | None = None
    note: str = ""
    attributes: Markup = _EMPTY
    css_class: str = "hours"


class HoursDay(Struct):
    """The hours of a weekday, in order; `name` is that of the weekday."""

    name: str
    hours: tuple[HoursView, ...]
    css_class: str


class HoursTimetable(Struct):
    """The weekly timetable; `changes` are its exceptions, by date."""

    days: tuple[HoursDay, ...]
    changes: tuple[HoursChange, ...]
    timezone: str
    css_class: str

    @property
    def has_times(self) -> bool:
        """Whether the times of some hours or changes are known."""
        return bool(self.changes) or any(each.attributes for day in self.days for each in day.hours)


def make_office_hours(
    staff: Staff, info: CourseInfo, translations: Mapping[str, str]
) -> HoursTimetable:
    """Return the weekly timetable of the course's office hours and meetings."""
    texts = HoursFormat(translations)
    by_day: dict[int, list[HoursView]] = {}
    for day, view in (*_office_hours(staff, info, texts), *_meetings(info, texts, translations)):
        by_day.setdefault(day, []).append(view)
    for views in by_day.values():
        views.sort(key=lambda view: (*span_of(view.hours), view.title))
    spans = {day: [span_of(view.hours) for view in views] for day, views in by_day.items()}
    columns = {day: columns_of(all_) for day, all_ in spans.items()}
    minutes = sorted({minute for all_ in spans.values() for span in all_ for minute in span})
    rows = {minute: row for row, minute in enumerate(minutes, 1)}
    is_grid = len(rows) <= _MAX_ROWS and sum(columns.values()) <= _MAX_COLUMNS
    return HoursTimetable(
        tuple(
            HoursDay(
                texts.dates.weekday(day),
                tuple(
                    _placed(view, rows, is_alone=is_alone)
                    for view, is_alone in zip(views, are_alone(spans[day]), strict=True)
                ),
                f"hours-day columns-{columns[day]}",
            )
            for day, views in sorted(by_day.items())
        ),
        make_changes(staff, info, texts, translations),
        str(info.timezone),
        "hours-week hours-grid" if is_grid else "hours-week",
    )


def _office_hours(
    staff: Staff, info: CourseInfo, texts: HoursFormat
) -> Iterator[tuple[int, HoursView]]:
    """Yield the view of all office hours on each weekday."""
    rooms = {person.name: person.room for person in staff.people()}
    for name, weekly in staff.weekly_hours():
        names = names_of(name, weekly)
        usual = list(weekly.usual(info.term_dates, info.holidays, info.timezone))
        for day in weekly.days.numbers:
            yield (
                day,
                HoursView(
                    title=title_of(name, weekly),
                    hours=weekly.time,
                    time=texts.times.elements(weekly.time),
                    people=names if weekly.title else names[1:],
                    dates=texts.from_until(weekly.starts, weekly.ends),
                    place=weekly.place if names or weekly.title else "",
                    room="" if weekly.place or weekly.link else rooms.get(name, ""),
                    link=weekly.link,
                    note=weekly.note,
                    attributes=times_of([each for each in usual if each.start.weekday() == day]),
                ),
            )


def _meetings(
    info: CourseInfo, texts: HoursFormat, translations: Mapping[str, str]
) -> Iterator[tuple[int, HoursView]]:
    """Yield the view of all meetings whose hours are known on each weekday."""
    for pattern in info.meetings.patterns:
        if pattern.hours:
            view = HoursView(
                title=meeting_title(pattern, info, translations),
                hours=pattern.hours,
                time=texts.times.elements(pattern.hours),
                dates=_period(pattern, texts, translations),
                room=pattern.room,
                css_class="hours hours-meeting",
            )
            for day in pattern.days.numbers:
                yield day, view


def _period(pattern: MeetingPattern, texts: HoursFormat, translations: Mapping[str, str]) -> Markup:
    """Return the interval of meetings, and their first and last day, as far as they are set."""
    first, last = pattern.first, pattern.last
    period = texts.from_until(first.first if first else None, last.first if last else None)
    if pattern.weeks == 1:
        return period
    interval = Markup.escape(translations["hours_interval"].format(number=pattern.weeks))
    return texts.comma.join(filter(None, (interval, period)))


def _placed(view: HoursView, rows: Mapping[int, int], *, is_alone: bool) -> HoursView:
    """Return hours with the styles of their place in the grid."""
    start, end = span_of(view.hours)
    styles = f"{view.css_class} from-{rows[start]} to-{rows[end]}"
    return replace(view, css_class=f"{styles} hours-alone" if is_alone else styles)
