"""Times of day and hours in the form that `clock:` in `site.yaml` sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.content.clock import MIDNIGHT, ClockError, Hours, clock, hours

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from datetime import time as Clock  # noqa: N812 - a method is called `time`

_TIME = Markup('<time datetime="{}">{}</time>')


class TimeFormat:
    """Formats times with the `translations` of a site.

    With a 12-hour clock, a time is part of the translation `am` or `pm`.  If both times of a span
    are in the same half of the day, the span has only one, such as `2:00-3:20 PM`.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        is_12 = translations.get("clock") == "12"
        self._halves = (translations["am"], translations["pm"]) if is_12 else None

    def time(self, time: Clock | datetime) -> str:
        """Return a time of day, such as `14:00` or `2:00 PM`."""
        return self._form(time).format(time=self._digits(time))

    def element(self, moment: datetime) -> Markup:
        """Return the time of day of a moment as a `<time>` element with its UTC offset."""
        return _TIME.format(moment.isoformat(timespec="minutes"), self.time(moment))

    def span(self, span: Hours) -> str:
        """Return hours such as `11:30-13:00` or `11:30 AM-1:00 PM`, with an en dash."""
        end = self._digits(span.end, is_end=True)
        return self._span_form(span).format(start=self._digits(span.start), end=end)

    def elements(self, span: Hours) -> Markup:
        """Return hours as in `span`, with a `<time>` element for each of the two times."""
        end = self._digits(span.end, is_end=True)
        return Markup.escape(self._span_form(span)).format(
            start=_TIME.format(f"{span.start:%H:%M}", self._digits(span.start)),
            end=_TIME.format(f"{span.end:%H:%M}", end),
        )

    def written(self, text: str) -> str:
        """Return hours or a time that an author wrote, or any other text unchanged."""
        try:
            return self.span(hours(text))
        except ClockError:
            pass
        try:
            return self.time(clock(text))
        except ClockError:
            return text

    def _form(self, time: Clock | datetime) -> str:
        return self._halves[time.hour >= 12] if self._halves else "{time}"

    def _span_form(self, span: Hours) -> str:
        first, last = self._form(span.start), self._form(span.end)
        if first == last:
            return first.replace("{time}", "{start}–{end}")
        return f"{first.replace('{time}', '{start}')}–{last.replace('{time}', '{end}')}"

    def _digits(self, time: Clock | datetime, *, is_end: bool = False) -> str:
        if self._halves:
            return f"{time.hour % 12 or 12}:{time:%M}"
        return "24:00" if is_end and time == MIDNIGHT else f"{time:%H:%M}"
