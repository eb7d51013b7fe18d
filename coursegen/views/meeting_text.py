"""The weekly meetings of a course as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.content.kinds import Kind
from coursegen.views.date_text import DateFormat
from coursegen.views.labels import kind_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.content.meetings import MeetingPattern, Meetings


def meeting_text(
    meetings: Meetings, kinds: Mapping[str, Kind], translations: Mapping[str, str]
) -> str:
    """Return the days, hours and rooms of all weekly meetings, such as `Tue, Thu 10:00-11:20`."""
    dates = DateFormat(translations)
    comma, colon = translations["list_comma"], translations["list_colon"]

    def text(pattern: MeetingPattern) -> str:
        days = comma.join(map(dates.weekday, pattern.days.numbers))
        when = " ".join(filter(None, (days, dates.written_time(pattern.time))))
        if pattern.weeks > 1:
            when = translations["every_weeks"].format(count=pattern.weeks, when=when)
        known = kinds.get(pattern.kind) or Kind(pattern.kind)
        label = f"{kind_label(known, translations)}{colon}" if pattern.kind else ""
        return label + comma.join(filter(None, (when, pattern.room)))

    return translations["list_semicolon"].join(
        text(pattern) for pattern in meetings.patterns if pattern.days.numbers
    )
