"""Dates and date ranges in the format of the site's language."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from coursegen.content.dates import Dates
    from coursegen.views.time_text import TimeFormat

_TIME = Markup('<time datetime="{}">{}</time>')
_WEEKDAY = Markup('<span class="weekday">{}</span>')


class DateFormat:
    """Formats dates with the `translations` of a site; `times` formats times of day."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._translations = translations
        self._elements: dict[tuple[Dates, bool, datetime | None], Markup] = {}

    @cached_property
    def _months(self) -> list[str]:
        return self._translations["months"].split()

    @cached_property
    def _weekdays(self) -> list[str]:
        return self._translations["weekdays"].split()

    @cached_property
    def times(self) -> TimeFormat:
        """The format of times of day."""
        from coursegen.views.time_text import TimeFormat  # noqa: PLC0415 - many courses need none

        return TimeFormat(self._translations)

    def written_time(self, text: str) -> str:
        """Return an author's time in the form of `clock:`, or as written if that is not set."""
        return self.times.written(text) if text and self._translations.get("clock") else text

    def weekday(self, number: int) -> str:
        """Return the short name of a weekday, where Monday is 0."""
        return self._weekdays[number]

    def day(self, form: str, day: date) -> str:
        """Format a day with the translation `form`: `date`, `month_day` or `day`."""
        return self._translations[form].format(
            year=day.year,
            month=day.month,
            day=day.day,
            month_name=self._months[day.month - 1],
            weekday=self._weekdays[day.weekday()],
        )

    def month_day(self, dates: Dates, *, year: bool = False) -> str:
        """Return the shortest form: `Feb 20`, or two days with an en dash between them."""
        first, last = dates.first, dates.last
        start = self.day("date" if year else "month_day", first)
        if first == last:
            return start
        if year or first.year != last.year:
            return f"{start} – {self.day('date', last)}"
        if first.month != last.month:
            return f"{start} – {self.day('month_day', last)}"
        return f"{start}–{self.day('day', last)}"

    def element(self, dates: Dates, *, year: bool, starts: datetime | None = None) -> Markup:
        """Return the shortest form as a `<time>` element; include the weekday of a single day.

        The element's `datetime` is `starts`, with its offset, if that is known.
        """
        known = (dates, year, starts)
        if known not in self._elements:
            text: str = self.month_day(dates, year=year)
            if dates.first == dates.last:
                text = self._with_weekday(dates.first, text)
            exact = starts.isoformat(timespec="minutes") if starts else dates.first.isoformat()
            self._elements[known] = _TIME.format(exact, text)
        return self._elements[known]

    def moment(self, moment: datetime, *, has_clock: bool = True) -> Markup:
        """Return a time in its own time zone as a `<time>` element, or only its day."""
        if has_clock:
            return self.with_time(moment, self.times.time(moment))
        day = moment.date()
        return _TIME.format(day.isoformat(), self._with_weekday(day, self.day("month_day", day)))

    def with_time(self, starts: datetime, time: str) -> Markup:
        """Return a day and a time of that day as a `<time>` element with the start."""
        day = self._with_weekday(starts, self.day("month_day", starts))
        form = Markup.escape(self._translations["day_and_time"])
        text = form.replace("{day}", day).replace("{time}", time)
        return _TIME.format(starts.isoformat(timespec="minutes"), text)

    def _with_weekday(self, day: date, text: str) -> Markup:
        weekday = _WEEKDAY.format(self.weekday(day.weekday()))
        form = Markup.escape(self._translations["weekday_and_day"])
        return form.replace("{weekday}", weekday).replace("{day}", Markup.escape(text))
