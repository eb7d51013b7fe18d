"""The schedule of a course, with its sections, weeks, lectures and materials."""

from collections.abc import Iterator
from datetime import date

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, Location, Text
from coursegen.base.values import Moment
from coursegen.content.kinds import MAIN_MATERIALS, Kind
from coursegen.content.target import Target

COLUMNS = ("week", "date", "topic", "session", "time", "room", "people", "materials")
"""The possible columns of a schedule table, except the columns of material kinds."""


class Dates(Struct, eq=False):
    """A day or a range of days from `first` to `last`, inclusive, in the course's time zone.

    Comparisons ignore the location.
    """

    first: date
    last: date
    location: Location = NO_LOCATION

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dates) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))


class Speaker(Struct):
    """A speaker of a session."""

    name: Text
    link: Target | None = None


class Material(Struct):
    """A material of a session, such as slides to read or homework to submit.

    Without a `title`, the label of the kind is shown.  `target` is None for material that does not
    exist yet, which is shown as plain text.  `note` is Markdown.  Before `released` (a time with a
    time zone), the site does not contain the material.
    """

    kind: Kind
    title: Text = ""
    target: Target | None = None
    authors: Text = ""
    length: Text = ""
    note: Text = ""
    optional: bool = False
    released: Moment | None = None
    location: Location = NO_LOCATION

    @property
    def has_details(self) -> bool:
        """Whether there are details to show in addition to a link."""
        return bool(self.title or self.authors or self.length or self.note or self.optional)


class Heading(Struct):
    """A heading of a session, such as `Lecture 7: From Autoencoder to VAE`.

    `kind` is the kind whose label precedes the number (`Lecture 7`), or None for a number without
    a label (`13-2`).  `number` or `title` may be empty, but not both.
    """

    number: Text = ""
    title: Text = ""
    kind: Kind | None = None


class Lecture(Struct):
    """An entry of a week: a lecture, a lab, an exam, a holiday, a paper and so on.

    An entry that several lectures share has several `headings`.
    """

    id: Text
    kind: Kind
    headings: tuple[Heading, ...]
    materials: tuple[Material, ...] = ()
    venue: Text = ""
    dates: Dates | None = None
    time: Text = ""
    room: Text = ""
    speakers: tuple[Speaker, ...] = ()
    note: Text = ""
    location: Location = NO_LOCATION

    @property
    def has_label(self) -> bool:
        """Whether to show the kind as a label.

        The kind `lecture` and a kind that is part of the heading have no label.
        """
        first = self.headings[0]
        named = first.kind is not None and (first.number or not first.title)
        return self.kind.key != "lecture" and not named

    @property
    def main(self) -> Material | None:
        """The material that the title links to, which is the first of the most preferred kind."""
        candidates = [m for m in self.materials if m.target and m.kind.key in MAIN_MATERIALS]
        return min(candidates, key=lambda m: MAIN_MATERIALS.index(m.kind.key), default=None)

    @property
    def extra_materials(self) -> tuple[Material, ...]:
        """The materials to list, in the author's order.

        The main material is listed only if it has details to show.
        """
        main = self.main
        return tuple(m for m in self.materials if m is not main or m.has_details)


class Week(Struct):
    """A week, or any other row of the schedule.

    `number` is empty if rows are not numbered.  If `compact` is set, the lectures are shown as a
    dense list, which suits weeks with many lectures.
    """

    id: Text
    number: Text = ""
    topic: Text = ""
    dates: Dates | None = None
    note: Text = ""
    compact: bool = False
    lectures: tuple[Lecture, ...] = ()
    location: Location = NO_LOCATION

    @property
    def kind(self) -> Kind | None:
        """The common kind of all entries, or None if the kinds differ or are `lecture`."""
        kinds = {lecture.kind for lecture in self.lectures}
        kind = kinds.pop() if len(kinds) == 1 else None
        return kind if kind and kind.key != "lecture" else None


class Section(Struct):
    """A section of the schedule; `title` is empty if the schedule is not divided into sections."""

    id: Text
    title: Text = ""
    note: Text = ""
    weeks: tuple[Week, ...] = ()


class ColumnChoice(Struct):
    """A column that the author selected, with an optional custom heading."""

    name: Text
    heading: Text = ""


class Schedule(Struct):
    """The whole schedule, in the author's order.

    `layout` is `table`, `cards`, `list` or `grid`.  `columns` is empty for the default columns.
    `location` is the start of the file.
    """

    sections: tuple[Section, ...] = ()
    layout: Text = "table"
    columns: tuple[ColumnChoice, ...] = ()
    location: Location = NO_LOCATION

    def ids(self) -> Iterator[str]:
        """Yield the id of every section, week and lecture."""
        for section in self.sections:
            yield section.id
            yield from (week.id for week in section.weeks)
        yield from (lecture.id for lecture in self.lectures())

    def lectures(self) -> Iterator[Lecture]:
        """Yield every lecture of every week."""
        for section in self.sections:
            for week in section.weeks:
                yield from week.lectures

    def kinds(self) -> tuple[Kind, ...]:
        """Return the distinct kinds of the lectures, in the author's order."""
        return tuple(dict.fromkeys(lecture.kind for lecture in self.lectures()))

    def materials(self) -> Iterator[Material]:
        """Yield every material of every lecture."""
        for lecture in self.lectures():
            yield from lecture.materials
