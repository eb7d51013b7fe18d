"""Weekdays, periods and time spans in the format of the site's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.content.clock import Hours
from coursegen.content.dates import Dates
from coursegen.views.date_text import DateFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from coursegen.content.phrases.phrase import Span

_TIME = Markup('<time datetime="{}">{}</time>')


class HoursFormat:
    """Formats hours with the `translations` of a site."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._translations = translations
        self.dates = DateFormat(translations)
        self.times = self.dates.times
        self.comma = Markup.escape(translations["list_comma"])

    def weekdays(self, numbers: Iterable[int]) -> str:
        """Return the short names of several weekdays; three or more in a row are a range."""
        runs: list[list[int]] = []
        for number in numbers:
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        parts = []
        for run in runs:
            names = [self.dates.weekday(number) for number in run]
            parts += names if len(run) < 3 else [f"{names[0]}–{names[-1]}"]
        return self._translations["list_comma"].join(parts)

    def from_until(self, first: date | None, last: date | None) -> Markup:
        """Return `from Mar 8`, `until Apr 2`, both or neither, with `<time>` elements."""
        parts = []
        translations = self._translations
        for text, day in ((translations["hours_from"], first), (translations["hours_until"], last)):
            if day:
                element = _TIME.format(day.isoformat(), self.dates.day("month_day", day))
                parts.append(Markup.escape(text).replace("{date}", element))
        return self.comma.join(parts)

    def session(self, span: Span) -> Markup:
        """Return the time of a session: its hours if they are known and on one day, or its days."""
        dates = Dates(span.start.date(), span.end.date())
        if span.has_clock and dates.first == dates.last:
            return self.span(span.start, span.end)
        starts = span.start if span.has_clock else None
        return self.dates.element(dates, year=False, starts=starts)

    def span(self, start: datetime, end: datetime) -> Markup:
        """Return a time span as a `<time>` element, such as `Thu Mar 18, 9:00-10:00`."""
        return self.dates.with_time(start, self.times.span(Hours(start.time(), end.time())))
