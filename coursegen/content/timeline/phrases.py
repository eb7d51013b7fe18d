"""Compute the times that the author of a course wrote as phrases."""

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, did_you_mean_nearest, join_hints
from coursegen.base.struct import Struct, replace
from coursegen.base.text import location_of
from coursegen.content.course import Course
from coursegen.content.lecture import Lecture
from coursegen.content.local_time import with_due_time
from coursegen.content.phrases.parser import parse
from coursegen.content.phrases.phrase import ITEM, TERM, WEEK, Anchor, Span, resolve
from coursegen.content.timeline.session_times import SessionTimes, UnknownTimeError
from coursegen.content.walk import change_all, holders
from coursegen.content.when import DateError, When


def resolve_phrases(course: Course, diagnostics: Diagnostics) -> Course:
    """Return a course in which every time is known, as far as possible.

    A phrase whose time cannot be computed is reported, and remains without a time.
    """
    resolver = _Resolver(course, diagnostics)
    parts = (course.contents, course.home, course.home_sections, course.pages, course.drafts)
    contents, home, home_sections, pages, drafts = change_all(parts, When, resolver.resolved)
    return replace(
        course,
        contents=contents,
        home=home,
        home_sections=home_sections,
        pages=pages,
        drafts=drafts,
    )


class _Place(Struct, eq=False):
    """A time in a course; `owners` are the structs that contain it, with the innermost last."""

    owners: tuple[Struct, ...]
    name: str
    when: When

    @property
    def key(self) -> tuple[int, str]:
        """The identity of the place."""
        return id(self.owners[-1]), self.name

    def __str__(self) -> str:
        location = location_of(self.when.text)
        return f"'{self.name}: {self.when.text}' ({location.source.name}:{location.line})"


class _Resolver:
    """Computes times on demand, each once."""

    def __init__(self, course: Course, diagnostics: Diagnostics) -> None:
        self._timezone = course.info.timezone
        self._due_time = course.info.due_time
        self._kinds = course.info.kinds_of_sessions
        self._diagnostics = diagnostics
        self.sessions = SessionTimes(course)
        self.items: dict[str, Struct] = {
            getattr(item, "id", "").casefold(): item
            for item in holders(course.contents, When)
            if hasattr(item, "due")
        }
        self._done: dict[tuple[int, str], When] = {}
        self._active: list[_Place] = []

    def resolved(self, owners: tuple[Struct, ...], name: str, when: When) -> When:
        """Return a time with its moment, or without one if it is unknown."""
        if not when.is_phrase:
            return when
        place = _Place(owners, name, when)
        if place.key not in self._done:
            self._done[place.key] = self._resolve(place)
        return self._done[place.key]

    def _resolve(self, place: _Place) -> When:
        self._reject_cycle(place)
        self._active.append(place)
        try:
            return self._computed(place)
        except UnknownTimeError:
            pass
        except DateError as error:
            location = location_of(place.when.text)
            self._diagnostics.error(error.code, str(error), location, error.hint)
        finally:
            self._active.pop()
        return place.when

    def _reject_cycle(self, place: _Place) -> None:
        keys = [each.key for each in self._active]
        if place.key not in keys:
            return
        members = self._active[keys.index(place.key) :]
        self._diagnostics.error(
            Code.DATE_CYCLE,
            f"this time depends on itself: {' → '.join(map(str, members))}",
            location_of(members[0].when.text),
            "replace a phrase with a date",
        )
        raise UnknownTimeError

    def _computed(self, place: _Place) -> When:
        """Return a phrase with its time."""
        is_due = place.name == "due"
        phrase = parse(place.when.text, self._kinds)
        default = self._due_time if is_due else None
        moment, has_clock = resolve(phrase, _Anchors(self, place), self._timezone, default)
        when = replace(place.when, moment=moment, has_clock=has_clock)
        return with_due_time(when, default) if is_due else when


class _Anchors(Struct, eq=False):
    """The anchors of the phrase at a place."""

    resolver: _Resolver
    place: _Place

    def span(self, anchor: Anchor) -> Span:
        """Return the time of an anchor."""
        sessions = self.resolver.sessions
        if anchor.kind == TERM:
            return sessions.term(anchor.part)
        if anchor.kind == WEEK:
            return sessions.week(anchor.name)
        if anchor.kind != ITEM:
            entries = (each for each in reversed(self.place.owners) if isinstance(each, Lecture))
            return sessions.session(anchor, next(entries, None))
        if not anchor.name:
            return self._part_of_enclosing_item(anchor.part)
        item = self.resolver.items.get(anchor.name.casefold())
        exam = getattr(item, "exam", "")
        if any(item is each for each in self.place.owners) and not anchor.part:
            # In the assignment 'Midterm', 'Midterm' is the session.
            span = sessions.by_name(exam or anchor.name)
            if span:
                return span
        if item is not None and (anchor.part or not exam or getattr(item, "due", None)):
            return self._part((item,), anchor.part or "due", anchor.name)
        span = None if anchor.part else sessions.by_name(exam or anchor.name)
        if span is None:
            known = (*self.resolver.items, *sessions.names(), "due", "released", "last accepted")
            raise DateError(
                f"'{anchor.name}' is not a date, and no assignment or session has this name",
                join_hints(
                    did_you_mean_nearest(anchor.name, known),
                    "write a date such as 2020-02-20, an id, or a number, as in 'lecture 5'",
                ),
                Code.UNKNOWN_ANCHOR,
            )
        return span

    def _part_of_enclosing_item(self, part: str) -> Span:
        """Return a time of the innermost item around the phrase that has it."""
        owners = self.place.owners
        name = "due" if part == "last_accepted" else part
        for end in range(len(owners), 0, -1):
            is_own = end == len(owners) and name == self.place.name
            if not is_own and getattr(owners[end - 1], name, None) is not None:
                return self._part(owners[:end], part, "this item")
        if self.place.name == name:
            return self._part(owners, part, "this item")
        raise _missing("this item", part)

    def _part(self, owners: tuple[Struct, ...], part: str, noun: str) -> Span:
        """Return a time of the last of `owners`."""
        item = owners[-1]
        name = "due" if part == "last_accepted" else part
        when = getattr(item, name, None)
        if not isinstance(when, When):
            raise _missing(noun, part)
        when = self.resolver.resolved(owners, name, when)
        moment = when.moment
        if moment is None:
            raise UnknownTimeError
        if part == "last_accepted":
            moment = getattr(replace(item, due=when), part, None) or moment
        return Span(moment, moment, when.has_clock)


def _missing(noun: str, part: str) -> DateError:
    name = "due" if part == "last_accepted" else part
    return DateError(f"{noun} has no '{name}:'", f"add '{name}:'", Code.UNKNOWN_ANCHOR)
