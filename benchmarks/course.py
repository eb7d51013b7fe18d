"""The generated course, which depends only on its size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from benchmarks.words import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE, TITLE, TERM = "SEA 101", "Tides and Charts", "Spring 2026"
START = date(2026, 1, 12)
NOTES = "notes"
"""The folder that contains the notes, in the source and the site of every tool."""
_HOSTS = {
    "slides": "https://example.com/slides",
    "reading": "https://example.org/reading",
    "video": "https://example.net/video",
    "homework": "https://example.edu/homework",
}
_PEOPLE = ("Ana Reyes", "Björn Falk", "Chen Wei", "Dalia Haddad", "Emeka Obi", "Freya Lund")
_ROLES = ("Lecturer", "Lecturer", "Assistant", "Assistant", "Assistant", "Grader")

MARK = re.compile(r"rev-([a-z]+|\d{5})-\d{4}")
"""Matches the mark that the benchmark edits; each note and the schedule contain one mark."""
_LINK = re.compile(r"\]\((n\d{5}-[a-z-]+)\.md\)")


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a course; `rounds` is the number of measurements."""

    name: str
    pages: int
    lectures: int
    weeks: int
    rounds: int


SIZES = {
    size.name: size
    for size in (
        Size("seed", pages=1, lectures=36, weeks=16, rounds=5),
        Size("S", pages=60, lectures=48, weeks=16, rounds=5),
        Size("M", pages=500, lectures=300, weeks=50, rounds=3),
        Size("L", pages=2_000, lectures=2_000, weeks=100, rounds=2),
        Size("XL", pages=10_000, lectures=5_000, weeks=200, rounds=1),
    )
}


@dataclass(frozen=True, slots=True)
class Person:
    """A staff member."""

    name: str
    role: str
    email: str


@dataclass(frozen=True, slots=True)
class Note:
    """A page of notes; `body` is Markdown that links to other notes as `NAME.md`."""

    name: str
    title: str
    week: int
    author: str
    summary: str
    body: str

    def body_with_addresses(self) -> str:
        """Return the body with URLs, for tools that do not resolve links to files."""
        return _LINK.sub(r"](../\1/)", self.body)

    def links(self) -> list[str]:
        """Return the names of the notes that this one links to."""
        return _LINK.findall(self.body)


@dataclass(frozen=True, slots=True)
class Material:
    """A link from a lecture to a note or to another site."""

    kind: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lecture:
    """A row of the schedule."""

    title: str
    day: date
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The lectures in a week."""

    number: int
    topic: str
    lectures: tuple[Lecture, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Several weeks with a heading."""

    title: str
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A generated course."""

    staff: tuple[Person, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]

    def lectures(self) -> Iterator[Lecture]:
        """Yield all lectures, in order."""
        for section in self.sections:
            for week in section.weeks:
                yield from week.lectures

    @property
    def edited(self) -> Note:
        """The note that is edited. It is not the first note, which may be a special case."""
        return self.notes[min(7, len(self.notes) - 1)]


def make_course(size: Size, *, highlight: bool = True) -> Course:
    """Generate a course of a given size; without `highlight`, its code blocks have no language."""
    writer = Writer(size.name, highlight=highlight)
    names = [
        f"n{number:05d}-{writer.title().lower().replace(' ', '-')}" for number in range(size.pages)
    ]
    staff = tuple(
        Person(name, role, f"{name.split()[0].lower().replace('ö', 'oe')}@example.edu")
        for name, role in zip(_PEOPLE, _ROLES, strict=True)
    )
    sections = tuple(_sections(size, names, writer))
    notes = tuple(_note(number, size, names, writer) for number in range(size.pages))
    return Course(staff, sections, notes)


def edit(file: Path, number: int) -> str:
    """Change the mark in a file so that it contains `number`, and return the new mark."""
    text = file.read_text(encoding="utf-8")
    old = MARK.search(text)
    if not old:
        raise LookupError(f"{file}: no mark to change")
    new = f"rev-{old[1]}-{number:04d}"
    file.write_text(text.replace(old[0], new), encoding="utf-8")
    return new


def _sections(size: Size, names: list[str], writer: Writer) -> Iterator[Section]:
    each = 4 if size.weeks <= 20 else 10
    weeks = [_week(index, size, names, writer) for index in range(size.weeks)]
    for first in range(0, size.weeks, each):
        number = first // each + 1
        yield Section(f"Part {number}. {writer.title()}", tuple(weeks[first : first + each]))


def _week(index: int, size: Size, names: list[str], writer: Writer) -> Week:
    numbers = range(index * size.lectures // size.weeks, (index + 1) * size.lectures // size.weeks)
    lectures = (_lecture(number, index, number - numbers[0], names, writer) for number in numbers)
    return Week(index + 1, writer.title(), tuple(lectures))


def _lecture(number: int, week: int, place: int, names: list[str], writer: Writer) -> Lecture:
    """Return a lecture with notes, which several lectures may share, or with slides."""
    title = writer.title() + (" (rev-schedule-0000)" if number == 0 else "")
    if number < len(names):
        first = Material("notes", note=names[number])
    elif len(names) > 1 and writer.chance.random() < 0.3:
        first = Material("notes", note=writer.chance.choice(names))
    else:
        first = Material("slides", url=f"{_HOSTS['slides']}/{number}.pdf")
    more = (
        Material(kind, url=f"{_HOSTS[kind]}/{number}")
        for kind in ("reading", "video", "homework")
        if writer.chance.random() < 0.6
    )
    return Lecture(title, START + timedelta(7 * week + place % 5), (first, *more))


def _note(number: int, size: Size, names: list[str], writer: Writer) -> Note:
    return Note(
        name=names[number],
        title=writer.title(),
        week=number * size.weeks // size.pages + 1,
        author=writer.chance.choice(_PEOPLE),
        summary=re.sub("[`*]", "", writer.sentence()),
        body="\n".join(_body(number, names, writer)),
    )


def _body(number: int, names: list[str], writer: Writer) -> Iterator[str]:
    """Yield the lines of a note, which has four to eight parts."""
    chance, footnotes = writer.chance, list[str]()
    yield from (writer.paragraph(2, 3), "", f"Edition rev-{number:05d}-0000.", "")
    for part in range(chance.randint(4, 8)):
        yield from (f"## {writer.title()}", "")
        for _ in range(chance.randint(1, 3)):
            text = writer.paragraph()
            match chance.randrange(8):
                case 0 | 1 | 2:
                    text += f" See [{writer.thing()}]({chance.choice(names)}.md)."
                case 3 | 4:
                    text += f" More of it: [{writer.thing()}]({_HOSTS['reading']}/{writer.name()})."
                case 5:
                    mark = f"[^{len(footnotes) + 1}]"
                    footnotes.append(f"{mark}: {writer.sentence()}\n")
                    text += f" Not everywhere, though.{mark}"
            yield from (text, "")
        match (part + number) % 5:
            case 0:
                yield writer.code()
            case 1:
                yield from _table(writer)
            case 2:
                for _ in range(chance.randint(3, 6)):
                    yield f"- {writer.sentence()}"
                    if chance.random() < 0.3:
                        yield f"    - {writer.sentence()}"
            case 3:
                yield from (f"{place}. {writer.sentence()}" for place in range(1, 5))
                yield from ("", f"### {writer.title()}", "", writer.paragraph(1, 3), "")
                yield writer.code()
            case _:
                yield f"> {writer.sentence()}"
        yield ""
    yield from footnotes


def _table(writer: Writer) -> Iterator[str]:
    heads = (writer.name().capitalize() for _ in range(4))
    yield from (f"| {' | '.join(heads)} |", "| --- | ---: | :---: | --- |")
    for _ in range(writer.chance.randint(4, 9)):
        number = writer.chance.randint(1, 9_999)
        yield f"| {writer.thing()} | {number} | `{writer.name()}` | {writer.kind()} |"
