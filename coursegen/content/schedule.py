"""The schedule: sections → weeks → lectures → materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location
from coursegen.content.kinds import MAIN_MATERIALS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from coursegen.content.kinds import Kind
    from coursegen.content.target import Target


COLUMNS = ("week", "date", "topic", "session", "time", "room", "people", "materials")
"""The columns that a schedule's table may have, beside one for each kind of material."""


class Dates(Struct, eq=False):
    """A day, or the days from `first` to `last`, both included, in the course's time zone.

    Where they were written makes no difference.
    """

    first: date
    last: date
    location: Location = NO_LOCATION

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dates) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))


class Speaker(Struct):
    """Somebody who holds a session."""

    name: str
    link: Target | None = None


class Material(Struct):
    """Something to read, watch, run or hand in.

    `title` is empty where the kind's label says enough; `target` is None where the material
    was announced and is not there yet, so that its label is plain text.  `note` is Markdown;
    before `released` (with its time zone) nothing of the material is in the site.
    """

    kind: Kind
    title: str = ""
    target: Target | None = None
    authors: str = ""
    length: str = ""
    note: str = ""
    optional: bool = False
    released: datetime | None = None
    location: Location = NO_LOCATION

    @property
    def says_more(self) -> bool:
        """Whether there is more to show than a link."""
        return bool(self.title or self.authors or self.length or self.note or self.optional)


class Heading(Struct):
    """One line that names a session: `Lecture 7: From Autoencoder to VAE`.

    `kind` is the kind whose label stands before the number (`Lecture 7`), or None for a bare
    number (`13-2`).  `number` and `title` may be empty, not both.
    """

    number: str = ""
    title: str = ""
    kind: Kind | None = None


class Lecture(Struct):
    """One entry of a week: a lecture, a lab, an exam, a holiday, a paper and so on.

    Several `headings` share one entry where one file serves several lectures.
    """

    id: str
    kind: Kind
    headings: tuple[Heading, ...]
    materials: tuple[Material, ...] = ()
    venue: str = ""
    dates: Dates | None = None
    time: str = ""
    room: str = ""
    speakers: tuple[Speaker, ...] = ()
    note: str = ""
    location: Location = NO_LOCATION

    @property
    def is_labelled(self) -> bool:
        """Whether its kind is worth a label: it is no lecture, and its heading does not say so."""
        first = self.headings[0]
        named = first.kind is not None and (first.number or not first.title)
        return self.kind.key != "lecture" and not named

    @property
    def main(self) -> Material | None:
        """The material that the title leads to: the first of the best kind that is there."""
        there = [m for m in self.materials if m.target and m.kind.key in MAIN_MATERIALS]
        return min(there, key=lambda m: MAIN_MATERIALS.index(m.kind.key), default=None)

    @property
    def others(self) -> tuple[Material, ...]:
        """The materials that need a line of their own, in the author's order.

        The one that the title leads to needs none, unless it says more than where it is.
        """
        main = self.main
        return tuple(m for m in self.materials if m is not main or m.says_more)


class Week(Struct):
    """A week, or any other row: `number` is empty where rows are not counted.

    `compact` sets its lectures as a dense list, for weeks with many of them.
    """

    id: str
    number: str = ""
    topic: str = ""
    dates: Dates | None = None
    note: str = ""
    compact: bool = False
    lectures: tuple[Lecture, ...] = ()
    location: Location = NO_LOCATION

    @property
    def kind(self) -> Kind | None:
        """The kind that all its entries are of, unless that is the lecture."""
        kinds = {lecture.kind for lecture in self.lectures}
        kind = kinds.pop() if len(kinds) == 1 else None
        return kind if kind and kind.key != "lecture" else None


class Section(Struct):
    """A part of the term; `title` is empty for the only section of a plain schedule."""

    id: str
    title: str = ""
    note: str = ""
    weeks: tuple[Week, ...] = ()


class ColumnChoice(Struct):
    """A column that the author asked for: its name, and a heading or an empty string."""

    name: str
    heading: str = ""


class Schedule(Struct):
    """The whole schedule, in the author's order.

    `layout` is `table`, `cards`, `list` or `grid`; `columns` is empty where the author left them
    open; `location` is the start of the file.
    """

    sections: tuple[Section, ...] = ()
    layout: str = "table"
    columns: tuple[ColumnChoice, ...] = ()
    location: Location = NO_LOCATION

    def ids(self) -> Iterator[str]:
        """The name of every section, week and entry."""
        for section in self.sections:
            yield section.id
            yield from (week.id for week in section.weeks)
        yield from (lecture.id for lecture in self.lectures())

    def lectures(self) -> Iterator[Lecture]:
        """Every entry of every week."""
        for section in self.sections:
            for week in section.weeks:
                yield from week.lectures

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that its entries are of, each once, in the author's order."""
        return tuple(dict.fromkeys(lecture.kind for lecture in self.lectures()))

    def materials(self) -> Iterator[Material]:
        """Every material of every entry."""
        for lecture in self.lectures():
            yield from lecture.materials
