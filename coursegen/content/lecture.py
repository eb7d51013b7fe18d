"""The entries of a week: lectures, labs, exams, holidays and so on."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import Struct, field, replace
from coursegen.base.text import LocatedStr, Moment, Text, has_link, location_of
from coursegen.content.author import Author
from coursegen.content.dates import DAYS_OF_DATE, DAYS_OF_RANGE, DAYS_OR_TBA, TBA, Dates
from coursegen.content.kinds import MAIN_MATERIALS, Kind, known_kind
from coursegen.content.material import Material
from coursegen.content.meetings import Slot
from coursegen.content.target import Link
from coursegen.content.when import Releasable
from coursegen.schema.fields import (
    ONE_OR_MORE,
    Content,
    Count,
    Doc,
    ExtraKeys,
    Id,
    Inline,
    Label,
    Markdown,
)


class Speaker(Content):
    """A speaker."""

    noun: ClassVar[str] = "a speaker"

    name: Annotated[Text, Doc("The person's name.")]
    link: Annotated[Link | None, Doc("The website of the person.", "website")] = None

    @classmethod
    def from_text(cls, name: LocatedStr, _author: Author) -> Self:
        """Return a speaker of whom only the name is known."""
        return cls(name)


class GroupRoom(Struct):
    """The room of a group of students in an exam."""

    group: Text
    room: Inline


def _group_rooms(rooms: Mapping[str, str], _author: Author) -> tuple[GroupRoom, ...]:
    return tuple(GroupRoom(group, room) for group, room in rooms.items())


class Sitting(Content):
    """An alternative sitting of an exam."""

    noun: ClassVar[str] = "a sitting"

    dates: Annotated[Dates | None, Doc("The date.", "date", DAYS_OF_DATE)] = None
    time: Annotated[Text, Doc("The time, such as `9:00-11:00`.")] = ""
    room: Annotated[Inline, Doc("The room.")] = ""
    note: Annotated[Inline, Doc("A short note, such as who takes part.")] = ""


class Heading(Struct):
    """A heading of a session, such as `Lecture 7: From Autoencoder to VAE`.

    `kind` is the kind whose label precedes the number (`Lecture 7`), or None for a number without
    a label (`13-2`).  `number` or `title` may be empty, but not both.
    """

    number: Text = ""
    title: Inline = ""
    kind: Kind | None = None


class LectureForm(Releasable):
    """The keys of a lecture."""

    lecture: Annotated[
        tuple[Label, ...],
        ONE_OR_MORE,
        Doc("The lecture's number, or a list of the numbers that share one entry."),
    ] = ()
    number: Annotated[
        tuple[Label, ...],
        ONE_OR_MORE,
        Doc("A number in your own format, such as `13-2`, which is shown unchanged."),
    ] = ()
    title: Annotated[
        tuple[Text, ...], ONE_OR_MORE, Doc("The title, or a list with one title for each number.")
    ] = ()
    kind: Annotated[
        Text,
        Doc("The kind of session, such as `lab`, `exam` or `holiday`. Default: `lecture`."),
    ] = ""
    id: Annotated[Id, Doc("A permanent anchor for links to this entry, such as `#lecture-7`.")] = ""
    venue: Annotated[Text, Doc("The conference or journal of a paper.")] = ""
    dates: Annotated[
        Dates | None,
        Doc("The date, or `TBA` if it is to be announced.", "date", DAYS_OR_TBA),
        Doc("The first and the last date.", "dates", DAYS_OF_RANGE),
    ] = None
    meetings: Annotated[Count, Doc("The number of meetings that the entry takes. Default: 1.")] = 1
    time: Annotated[Text, Doc("The time, such as `3:00-6:00 PM`.")] = ""
    room: Annotated[Inline, Doc("The room.")] = ""
    rooms: Annotated[
        tuple[GroupRoom, ...],
        Doc(
            "The rooms of an exam by group, such as `A–K: Hall 1`.",
            type=Mapping[Text, Text],
            convert=_group_rooms,
        ),
    ] = ()
    sittings: Annotated[
        tuple[Sitting, ...], ONE_OR_MORE, Doc("Alternative sittings of an exam.")
    ] = ()
    people: Annotated[tuple[Speaker, ...], ONE_OR_MORE, Doc("The speakers.")] = ()
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    materials: Annotated[
        Mapping[Text, Annotated[tuple[Material, ...], ONE_OR_MORE] | None],
        ExtraKeys("material kinds"),
        Doc(
            "Each kind of material is a key. Its value is a file, a URL, a mapping, or a list of "
            "these."
        ),
    ] = field(default_factory=dict)


class Lecture(Releasable):
    """A lecture.

    Also a lab, an exam, a holiday, a paper or any other entry of a week.  An entry that several
    lectures share has several `headings`.

    The date is to be announced if `is_tba` is true.  `meetings` is the number of meetings that the
    entry takes.  The dates of a course are computed from its meetings: `slot` is then the first
    meeting of the entry, and `starts` and `ends` are its times, if they are known.
    """

    noun: ClassVar[str] = "a lecture"
    skeleton: ClassVar[str] = "lecture: {number}\ntitle: {title}"
    form: ClassVar[type[Content]] = LectureForm

    id: Text
    kind: Kind
    headings: tuple[Heading, ...]
    materials: tuple[Material, ...] = ()
    venue: Text = ""
    dates: Dates | None = None
    time: Text = ""
    room: Inline = ""
    rooms: tuple[GroupRoom, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    note: Markdown = ""
    is_tba: bool = False
    meetings: int = 1
    starts: Moment | None = None
    ends: Moment | None = None
    slot: Slot | None = None

    @classmethod
    def from_text(cls, title: LocatedStr, author: Author) -> Self:
        """Return a lecture with only a title."""
        return cls.from_mapping(LectureForm(title=(title,), location=title.location), author)

    @classmethod
    def from_mapping(cls, form: LectureForm, author: Author) -> Self:
        """Return the lecture; its `id` is empty if the author did not choose one."""
        kind = known_kind(
            form.kind, author.session_kinds, author.diagnostics, author.material_kinds
        )
        return cls(
            id=form.id,
            kind=kind,
            headings=_headings(form, kind, author),
            materials=tuple(_materials(form, author)),
            venue=form.venue,
            dates=None if form.dates is TBA else form.dates,
            is_tba=form.dates is TBA,
            meetings=form.meetings,
            time=form.time,
            room=form.room,
            rooms=form.rooms,
            sittings=form.sittings,
            speakers=form.people,
            note=form.note,
            location=form.location,
            released=form.released,
            until=form.until,
            announced=form.announced,
            draft=form.draft,
        )

    @property
    def has_label(self) -> bool:
        """Whether to show the kind as a label.

        The kind `lecture` and a kind that is part of the heading have no label.
        """
        first = self.headings[0]
        named = first.kind == self.kind and (first.number or not first.title)
        return self.kind.key != "lecture" and not named

    @property
    def has_usual_time(self) -> bool:
        """Whether the time is shown once for the course or the week, not for each entry."""
        slot = self._usual_slot
        return slot is not None and self.time == slot.time

    @property
    def has_usual_room(self) -> bool:
        """Whether the room is shown once for the course or the week, not for each entry."""
        slot = self._usual_slot
        return slot is not None and self.room == slot.room

    @property
    def _usual_slot(self) -> Slot | None:
        """The meeting if it is as usual, or if it holds all entries of the week."""
        return self.slot if self.slot and (self.slot.is_usual or self.dates is None) else None

    @property
    def main(self) -> Material | None:
        """The material that the title links to, which is the first of the most preferred kind.

        A title with links of its own links to none.
        """
        if any(has_link(heading.title) for heading in self.headings):
            return None
        candidates = [m for m in self.materials if m.target and m.kind.key in MAIN_MATERIALS]
        return min(candidates, key=lambda m: MAIN_MATERIALS.index(m.kind.key), default=None)

    @property
    def extra_materials(self) -> tuple[Material, ...]:
        """The materials to list, in the author's order.

        The main material is listed only if it has details to show.
        """
        main = self.main
        return tuple(m for m in self.materials if m is not main or m.has_details)


def _headings(form: LectureForm, kind: Kind, author: Author) -> tuple[Heading, ...]:
    """Return a heading for each number; a value of `number:` has no label before it."""
    diagnostics = author.diagnostics
    if form.lecture and form.number:
        diagnostics.error(
            Code.CONFLICTING_KEYS,
            "'lecture' and 'number' cannot be used together",
            location_of(form.number[0]),
            "keep 'lecture' for a numbered lecture, or 'number' for any other label",
        )
    numbers, titles = [*(form.lecture or form.number)], [*form.title]
    label_kind = kind if form.lecture or form.kind else None
    if not any(titles) and not any(numbers):
        if not form.kind:
            diagnostics.error(
                Code.LECTURE_UNTITLED,
                "this lecture has neither a title nor a number",
                form.location,
                "write 'title: …' or 'lecture: …'",
            )
        return (Heading(kind=kind),)
    if len(titles) > 1 and len(numbers) != len(titles):
        diagnostics.error(
            Code.TITLE_COUNT,
            f"{len(titles)} titles for {len(numbers)} numbers",
            location_of(titles[0]),
            "write one title for each number, or one title for all",
        )
    if len(titles) == 1 and len(numbers) > 1:
        return (Heading(f"{numbers[0]}–{numbers[-1]}", titles[0], label_kind),)
    rows = max(len(titles), len(numbers))
    numbers += [""] * (rows - len(numbers))
    titles += [""] * (rows - len(titles))
    return tuple(
        Heading(number, title, label_kind if number else None)
        for number, title in zip(numbers, titles, strict=True)
    )


def _materials(form: LectureForm, author: Author) -> Iterator[Material]:
    """Yield the materials; a kind without a value is a material without a link."""
    for key, materials in form.materials.items():
        kind = author.material_kinds[key]
        if not materials:
            yield Material(kind, location=location_of(key))
        for material in materials or ():
            location = material.location if material.location.source.name else location_of(key)
            yield replace(material, kind=kind, location=location)
