"""The schedule of a course, with its sections and weeks."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.diagnostics import did_you_mean
from coursegen.base.struct import replace
from coursegen.base.text import (
    NO_LOCATION,
    LocatedStr,
    Location,
    Moment,
    Text,
    location_of,
    plain_text,
)
from coursegen.content.author import Author
from coursegen.content.content_type import ContentType
from coursegen.content.dates import DAYS_OF_DATE, DAYS_OF_RANGE, Dates
from coursegen.content.ids import Ids, slug
from coursegen.content.kinds import Kind
from coursegen.content.lecture import Lecture
from coursegen.content.material import Material
from coursegen.content.meetings import Slot
from coursegen.content.when import Releasable
from coursegen.schema.fields import Accepts, Content, Doc, Id, Inline, Label, Markdown

COLUMNS = ("week", "date", "topic", "session", "time", "room", "people", "materials")
"""The possible columns of a schedule table, except those below and those of material kinds."""
DEADLINE_COLUMNS = ("out", "due")
"""The columns of the assignments that are released or due on the date of a row."""


class Week(Releasable):
    """A week.

    Or any other row of the schedule.  `number` is empty if rows are not numbered.  If `compact` is
    set, the lectures are shown as a dense list, which suits weeks with many lectures.  If one
    meeting holds all lectures of a week, `slot` is the meeting, and `starts` and `ends` its times.
    """

    noun: ClassVar[str] = "a week"
    skeleton: ClassVar[str] = "week: {number}\ntopic: {title}"

    number: Annotated[Label, Doc("The number of the week.", "week")] = ""
    topic: Annotated[Inline, Doc("The topic of the week.")] = ""
    id: Annotated[Id, Doc("A permanent anchor for links to this week.")] = ""
    dates: Annotated[
        Dates | None,
        Doc("The date of the week's meeting.", "date", DAYS_OF_DATE),
        Doc("The first and the last date of the week.", "dates", DAYS_OF_RANGE),
    ] = None
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    compact: Annotated[
        bool,
        Doc("Whether the week is shown as a compact list, which suits weeks with many entries."),
    ] = False
    lectures: Annotated[
        tuple[Lecture, ...],
        Doc("The lectures, labs and exams of the week. A plain string is the title of a lecture."),
    ] = ()
    starts: Moment | None = None
    ends: Moment | None = None
    slot: Slot | None = None

    @property
    def kind(self) -> Kind | None:
        """The common kind of all entries, or None if the kinds differ or are `lecture`."""
        kinds = {lecture.kind for lecture in self.lectures}
        kind = kinds.pop() if len(kinds) == 1 else None
        return kind if kind and kind.key != "lecture" else None

    def days(self) -> Iterator[date]:
        """Yield the first and the last day of the week and of each of its entries."""
        for dates in (self.dates, *(lecture.dates for lecture in self.lectures)):
            if dates:
                yield from (dates.first, dates.last)


class Section(Releasable):
    """A section.

    `title` is empty if the schedule is not divided into sections.
    """

    noun: ClassVar[str] = "a section"
    skeleton: ClassVar[str] = "title: {title}\nweeks:\n  - topic: The first week"

    title: Annotated[Inline, Doc("The title of the section.")]
    id: Annotated[Id, Doc("A permanent anchor for links to this section.")] = ""
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    weeks: Annotated[tuple[Week, ...], Doc("The weeks of the section.")] = ()


class ColumnChoice(Content):
    """A column that the author selected, with an optional heading and width."""

    noun: ClassVar[str] = "a column"

    name: Text = ""
    heading: Annotated[Text, Doc("The heading.")] = ""
    width: Annotated[
        Text,
        Accepts("a width such as 12rem or 30%", r"^\d+(\.\d+)?(%|rem|em|ch|px)\Z"),
        Doc("The width, such as `12rem` or `30%` of the table."),
    ] = ""

    @classmethod
    def from_text(cls, heading: LocatedStr, _author: Author) -> Self:
        """Return a column with a heading."""
        return cls(heading=heading)


def _chosen_columns(
    written: tuple[str, ...] | Mapping[str, ColumnChoice | None], _author: Author
) -> tuple[ColumnChoice, ...]:
    if not isinstance(written, Mapping):
        return tuple(map(ColumnChoice, written))
    return tuple(replace(form or ColumnChoice(), name=name) for name, form in written.items())


def _one_section(weeks: tuple[Week, ...], _author: Author) -> tuple[Section, ...]:
    return (Section("", weeks=weeks),) if weeks else ()


class Schedule(Content):
    """The schedule.

    It is in the author's order.  `layout` is `table`, `cards`, `list` or `grid`.  `columns` is
    empty for the default columns.
    """

    noun: ClassVar[str] = "content/schedule.yaml"

    layout: Annotated[
        Text,
        Accepts("table, cards, list or grid", r"^(table|cards|list|grid)\Z"),
        Doc(
            "The layout: `table` (the default), `cards`, `list` (by date), or `grid` (with a "
            "column for each weekday)."
        ),
    ] = "table"
    columns: Annotated[
        tuple[ColumnChoice, ...],
        Doc(
            "The columns of the table, in order: `week`, `date`, `topic`, `session`, `time`, "
            "`room`, `people`, `materials`, `out` and `due` (the assignments of the day), or a "
            "kind of material. To set a heading, write `topic: Theme`. To set a width, write "
            "`topic: {heading: Theme, width: 30%}`.",
            type=Annotated[
                tuple[Text, ...] | Mapping[Text, ColumnChoice | None],
                Accepts("a list of columns, or columns with their headings"),
            ],
            convert=_chosen_columns,
        ),
    ] = ()
    sections: Annotated[
        tuple[Section, ...],
        Doc("The sections of the schedule, each with its weeks."),
        Doc(
            "The weeks of a schedule without sections.",
            key="weeks",
            type=tuple[Week, ...],
            convert=_one_section,
            conflict="move the weeks into a section, or remove 'sections'",
        ),
    ] = ()
    location: Location = NO_LOCATION

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Return the schedule with valid columns, and an id for each of its parts."""
        return replace(
            read,
            columns=tuple(_valid_columns(read, author)),
            sections=_with_ids(read.sections, author),
        )

    @property
    def shows_deadlines(self) -> bool:
        """Whether the author selected a column for the assignments."""
        return any(choice.name in DEADLINE_COLUMNS for choice in self.columns)

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


def _valid_columns(schedule: Schedule, author: Author) -> Iterator[ColumnChoice]:
    """Yield the selected columns, and report unknown columns and duplicates."""
    known = (*COLUMNS, *DEADLINE_COLUMNS, *author.material_kinds)
    seen: set[str] = set()
    if schedule.columns and schedule.layout != "table":
        author.diagnostics.warning(
            Code.COLUMNS_UNUSED,
            f"'columns' has no effect with 'layout: {schedule.layout}'",
            location_of(schedule.columns[0].name),
            "remove it, or write 'layout: table'",
        )
    for column in schedule.columns:
        name = column.name
        if name not in known:
            author.diagnostics.error(
                Code.INVALID_COLUMN,
                f"unknown column '{name}'",
                location_of(name),
                did_you_mean(name, known),
            )
        elif name in seen:
            author.diagnostics.error(
                Code.INVALID_COLUMN,
                f"duplicate column '{name}'",
                location_of(name),
                "keep only one of them",
            )
        else:
            seen.add(name)
            yield column


def _with_ids(sections: tuple[Section, ...], author: Author) -> tuple[Section, ...]:
    """Return the sections with an id for each section, week and lecture."""
    ids = Ids(_chosen_ids(sections), author)
    return tuple(
        replace(
            section,
            id=section.id or ids.free(_id_of_section(section)),
            weeks=tuple(_week_with_ids(week, ids) for week in section.weeks),
        )
        for section in sections
    )


def _chosen_ids(sections: tuple[Section, ...]) -> Iterator[str]:
    yield from (section.id for section in sections if section.id)
    for section in sections:
        for week in section.weeks:
            yield from filter(None, (week.id, *(lecture.id for lecture in week.lectures)))


def _id_of_section(section: Section) -> str:
    return slug(plain_text(section.title)) or ("section" if section.title else "weeks")


def _week_with_ids(week: Week, ids: Ids) -> Week:
    name = f"week-{slug(week.number)}" if week.number else slug(plain_text(week.topic)) or "week"
    return replace(
        week,
        id=week.id or ids.free(name),
        lectures=tuple(
            lecture if lecture.id else replace(lecture, id=ids.free(_id_of(lecture)))
            for lecture in week.lectures
        ),
    )


def _id_of(lecture: Lecture) -> str:
    """Return the default id of a lecture, such as `lecture-7`."""
    kind, numbers = slug(lecture.kind.key), [slug(h.number) for h in lecture.headings if h.number]
    if numbers:
        return "-".join(filter(None, (kind, *numbers))) or "entry"
    return slug(plain_text(lecture.headings[0].title)) or kind or "entry"


SCHEDULE = ContentType(
    "schedule",
    Schedule,
    "schedule.yaml",
    is_home_section=True,
    is_shown=lambda schedule: any(each.title or each.weeks for each in schedule.sections),
    other_names=("calendar", "course", "lectures", "program", "syllabus", "timetable", "weeks"),
)
