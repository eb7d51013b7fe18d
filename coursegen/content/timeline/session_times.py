"""The times of sessions, weeks and the term, which date phrases count from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import time, timedelta

from coursegen.base.codes import Code
from coursegen.base.diagnostics import did_you_mean_nearest
from coursegen.base.text import Moment
from coursegen.content.course import Course
from coursegen.content.dates import Dates
from coursegen.content.lecture import Lecture
from coursegen.content.phrases.phrase import Anchor, Span
from coursegen.content.schedule import Week
from coursegen.content.timeline.assign import written_hours
from coursegen.content.when import DateError

_Entry = tuple[Lecture, Week]


class UnknownTimeError(Exception):
    """A time is unknown because of something else, which is to be announced or was reported."""


class SessionTimes:
    """The times of the sessions, the weeks and the term of a course."""

    def __init__(self, course: Course) -> None:
        self._info = course.info
        self._weeks = [week for section in course.schedule.sections for week in section.weeks]
        self._spans: dict[int, Span | None] = {}
        self._of_kind: dict[str, list[_Entry]] = defaultdict(list)
        self._of_name: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
        self._titled: dict[str, list[_Entry]] = defaultdict(list)
        for week in self._weeks:
            for entry in week.lectures:
                kind = entry.kind.key
                self._of_kind[kind].append((entry, week))
                for name in _names(entry):
                    self._of_name[kind, name].append((entry, week))
                for title in {entry.id, *(each.title.casefold() for each in entry.headings)}:
                    self._titled[title].append((entry, week))

    def all(self) -> Iterator[tuple[Lecture, Week, Span]]:
        """Yield each session with a date, its week and its time, in the author's order."""
        for week in self._weeks:
            for entry in week.lectures:
                span = self._span(entry, week)
                if span:
                    yield entry, week, span

    def session(self, anchor: Anchor, current: Lecture | None) -> Span:
        """Return the time of the sessions of a kind with a number or title.

        Without a name, it is the session that contains the phrase, `current`, or the only one.
        """
        text = f"{anchor.kind} {anchor.name}".strip()
        same = self._of_kind.get(anchor.kind, [])
        if anchor.name:
            found = self._of_name.get((anchor.kind, anchor.name.casefold()), [])
        else:
            found = [each for each in same if each[0] is current] or same
            if len(found) > 1:
                raise _unknown(
                    f"the schedule has more than one {text}", f"add a number, as in '{text} 1'"
                )
        if not found:
            known = (f"{anchor.kind} {name}" for entry, _ in same for name in _shown_names(entry))
            hint = did_you_mean_nearest(text, known) or "write the number or title of a session"
            raise _unknown(f"the schedule has no {text}", hint)
        return self._joined(found, text)

    def by_name(self, name: str) -> Span | None:
        """Return the time of the session with an id or a title, or None."""
        found = self._titled.get(name.casefold())
        return self._joined(found, name) if found else None

    def names(self) -> Iterable[str]:
        """Return the ids and titles of all sessions."""
        return filter(None, self._titled)

    def week(self, number: str) -> Span:
        """Return the time from Monday to Sunday around the first dated session of a week."""
        found = [week for week in self._weeks if week.number.casefold() == number.casefold()]
        if not found:
            known = (f"week {week.number}" for week in self._weeks if week.number)
            text = f"week {number}"
            hint = did_you_mean_nearest(text, known) or "write the number of a week"
            raise _unknown(f"the schedule has no {text}", hint)
        spans = (self._span(entry, week) for week in found for entry in week.lectures)
        days = [span.start.date() for span in spans if span]
        days += [week.dates.first for week in found if week.dates]
        if not days:
            raise _unknown(f"week {number} has no date", "add the date of the week or of a session")
        monday = min(days) - timedelta(days=min(days).weekday())
        return self._whole_days(Dates(monday, monday + timedelta(days=6)))

    def term(self, part: str) -> Span:
        """Return the first or the last day of the term; `part` is `start` or `end`."""
        term = self._info.term_dates
        day = term.start if part == "start" else term.end
        if day is None:
            raise _unknown(
                f"the {part} of the term is not set", f"write 'term: {{{part}: …}}' in site.yaml"
            )
        return self._whole_days(Dates(day, day))

    def _joined(self, found: list[_Entry], name: str) -> Span:
        """Return the time from the start of the first session to the end of the last one."""
        spans = [span for entry, week in found if (span := self._span(entry, week))]
        if not spans and any(entry.is_tba for entry, _ in found):
            raise UnknownTimeError
        if not spans:
            raise _unknown(f"{name} has no date", "add its date")
        first, last = min(spans, key=lambda s: s.start), max(spans, key=lambda s: s.end)
        return Span(first.start, last.end, first.has_clock and last.has_clock)

    def _span(self, entry: Lecture, week: Week) -> Span | None:
        """Return the time of an entry, which is computed only once, or None."""
        if id(entry) not in self._spans:
            self._spans[id(entry)] = self._computed(entry, week)
        return self._spans[id(entry)]

    def _computed(self, entry: Lecture, week: Week) -> Span | None:
        if entry.starts and entry.ends:
            return Span(entry.starts, entry.ends)
        dates = entry.dates or week.dates
        if dates is None:
            return None
        hours = written_hours(entry.time) if dates.first == dates.last else None
        if hours is None:
            return self._whole_days(dates)
        return Span(*hours.on(dates.first, self._info.timezone))

    def _whole_days(self, dates: Dates) -> Span:
        first, last = (
            Moment.combine(day, time(), self._info.timezone) for day in (dates.first, dates.last)
        )
        return Span(first, last, has_clock=False)


def _unknown(message: str, hint: str) -> DateError:
    return DateError(message, hint, Code.UNKNOWN_ANCHOR)


def _shown_names(entry: Lecture) -> list[str]:
    return [name for heading in entry.headings for name in (heading.number, heading.title) if name]


def _names(entry: Lecture) -> set[str]:
    """Return the numbers and titles of an entry; an entry for lectures 3 to 5 has three numbers."""
    names = {name.casefold() for name in _shown_names(entry)}
    for heading in entry.headings:
        first, _, last = heading.number.partition("–")
        if first.isdecimal() and last.isdecimal():
            names.update(map(str, range(int(first), int(last) + 1)))
    return names
