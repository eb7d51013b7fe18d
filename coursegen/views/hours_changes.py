"""View models of the holidays, and of office hours and meetings that differ from the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.base.struct import Struct
from coursegen.content.office_hours import Occurrence
from coursegen.views.labels import kind_label
from coursegen.views.timetable.current_week import span as span_of_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from coursegen.content.clock import Hours
    from coursegen.content.meetings import MeetingPattern
    from coursegen.content.office_hours import WeeklyHours
    from coursegen.content.site import CourseInfo
    from coursegen.content.staff import Staff
    from coursegen.views.hours_text import HoursFormat

_TIMES = Markup(' data-starts="{}" data-minutes="{}"')
_DELETED = Markup("<del>{}</del>")
_OVER = Markup(' data-over="{}"')


class HoursChange(Struct):
    """A holiday, or office hours or a meeting that are canceled, moved or added once.

    `text` is HTML.
    """

    label: str
    title: str
    text: Markup
    attributes: Markup


def make_changes(
    staff: Staff, info: CourseInfo, texts: HoursFormat, translations: Mapping[str, str]
) -> tuple[HoursChange, ...]:
    """Return the exceptions of all office hours and meetings by date."""
    make = _Changes(info, texts, translations)
    changes = [*make.holidays()]
    for name, weekly in staff.weekly_hours():
        changes += make.exceptions(title_of(name, weekly), weekly, weekly.time, has_starts=True)
    for pattern in info.meetings.patterns:
        if pattern.hours:
            title = meeting_title(pattern, info, translations)
            changes += make.exceptions(title, pattern, pattern.hours, has_starts=False)
    return tuple(change for _, change in sorted(changes, key=lambda change: change[0]))


class _Changes:
    """Makes the views of changes, each with its usual or additional time."""

    def __init__(
        self, info: CourseInfo, texts: HoursFormat, translations: Mapping[str, str]
    ) -> None:
        self._info = info
        self._texts = texts
        self._translations = translations

    def holidays(self) -> Iterator[tuple[datetime, HoursChange]]:
        for holiday in self._info.holidays:
            whole = span_of_days(holiday.dates, self._info.timezone)
            label = self._translations["hours_holiday"]
            when = self._texts.dates.element(holiday.dates, year=False)
            over = _OVER.format(_minute(whole.ends))
            yield whole.begins, HoursChange(label, holiday.title, when, over)

    def exceptions(
        self, title: str, weekly: WeeklyHours | MeetingPattern, usual: Hours, *, has_starts: bool
    ) -> Iterator[tuple[datetime, HoursChange]]:
        """Yield the exceptions; `has_starts` adds their new times for the script."""

        def starts(new: Occurrence) -> Markup:
            return times_of([new]) if has_starts else Markup()

        timezone, words = self._info.timezone, self._translations
        for cancelled in weekly.cancelled:
            old = Occurrence(*usual.on(cancelled.first, timezone))
            yield (
                old.start,
                HoursChange(words["hours_cancelled"], title, self._text(old), _over(old)),
            )
        for moved in weekly.moved:
            old = Occurrence(*usual.on(moved.usual.first, timezone))
            new = Occurrence.of(moved.new, usual, timezone)
            both = Markup.escape(words["hours_moved_to"])
            both = both.replace("{old}", _DELETED.format(self._text(old)))
            both = both.replace("{new}", self._text(new))
            if moved.room:
                both += self._texts.comma + moved.room
            over = _over(max(old, new, key=lambda each: each.end))
            yield old.start, HoursChange(words["hours_moved"], title, both, starts(new) + over)
        for added in weekly.added:
            new = Occurrence.of(added, usual, timezone)
            attributes = starts(new) + _over(new)
            yield new.start, HoursChange(words["hours_added"], title, self._text(new), attributes)

    def _text(self, each: Occurrence) -> Markup:
        return self._texts.span(each.start, each.end)


def names_of(name: str, weekly: WeeklyHours) -> tuple[str, ...]:
    """Return the people who hold office hours."""
    return tuple(each for each in (name, *weekly.people) if each)


def title_of(name: str, weekly: WeeklyHours) -> str:
    """Return the title of office hours: their own, or else the first person or the place."""
    return weekly.title or next(iter(names_of(name, weekly)), weekly.place)


def meeting_title(
    pattern: MeetingPattern, info: CourseInfo, translations: Mapping[str, str]
) -> str:
    """Return the kind of a meeting, such as `Lab`."""
    kind = info.kinds_of_sessions.get(pattern.kind or "lecture")
    return kind_label(kind, translations) if kind else pattern.kind


def times_of(occurrences: Sequence[Occurrence]) -> Markup:
    """Return attributes with the starts, in minutes since 1970, and the length in minutes."""
    if not occurrences:
        return Markup()
    starts = [_minute(each.start) for each in occurrences]
    length = _minute(occurrences[0].end) - starts[0]
    return _TIMES.format(" ".join(map(str, starts)), length)


def _over(occurrence: Occurrence) -> Markup:
    return _OVER.format(_minute(occurrence.end))


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
