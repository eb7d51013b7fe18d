"""View models of table rows, with their cells and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.content.kinds import Kind
    from coursegen.content.lecture import Lecture, Speaker
    from coursegen.content.material import Material
    from coursegen.content.target import Target

EMPTY = Markup()


class TitlePart(Struct):
    """A label or number before a title; `has_colon` adds a colon before the title."""

    css_class: str
    text: str
    has_colon: bool = False


class TitleLine(Struct):
    """A line of a session's title; `venue` includes the comma between the text and the venue."""

    prefix: tuple[TitlePart, ...] = ()
    text: str = ""
    venue: str = ""


class Session(Struct):
    """A session, without the fields that have a separate column.

    `target` is the target of the title's link.  `date` is HTML.  `attributes` are HTML attributes,
    with a space before each.
    """

    lecture: Lecture
    lines: tuple[TitleLine, ...] = ()
    target: Target | None = None
    materials: tuple[Material, ...] = ()
    date: Markup = EMPTY
    time: str = ""
    room: str = ""
    speakers: tuple[Speaker, ...] = ()
    css_class: str = ""
    attributes: Markup = EMPTY

    @property
    def has_facts(self) -> bool:
        """True if the line with date, time, room and speakers below the title is not empty."""
        return bool(self.date or self.time or self.room or self.speakers)


class Day(Struct):
    """Sessions that are listed together, and the HTML of the date that is printed before them.

    `list_class` is the CSS class of the list of sessions.
    """

    sessions: tuple[Session, ...] = ()
    date: Markup = EMPTY
    list_class: str = "sessions"
    attributes: Markup = EMPTY


class Cell(Struct):
    """A table cell with its tag, class and other attributes, and the content for its column.

    `materials` are the content of a column of materials.  `days` are the sessions of a week or of a
    weekday.  `has_topic` is true if the cell also shows the topic and the note of the week.
    """

    column: str
    tag: str = "td"
    css_class: str = ""
    attributes: Markup = EMPTY
    is_empty: bool = False
    materials: tuple[Material, ...] = ()
    days: tuple[Day, ...] = ()
    has_topic: bool = False


class Row(Struct):
    """A table row with its cells, attributes, the HTML of its date, and its session, if any."""

    cells: tuple[Cell, ...] = ()
    attributes: Markup = EMPTY
    date: Markup = EMPTY
    session: Session | None = None


def kinds_of(lectures: Iterable[Lecture]) -> tuple[Kind, ...]:
    """Return the kinds of these lectures in order, without duplicates."""
    return tuple(dict.fromkeys(lecture.kind for lecture in lectures))


def attributes(**values: object) -> Markup:
    """Return HTML attributes, with a space before each; omit those that are None."""
    return Markup(  # noqa: S704 - values are escaped
        "".join(
            f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
            for name, value in values.items()
            if value is not None
        )
    )
