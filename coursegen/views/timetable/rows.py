"""Rows of the timetable and their sessions: what is next to the title, and what in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from coursegen.base.struct import Struct, field
from coursegen.content.schedule import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from coursegen.content.kinds import Kind
    from coursegen.content.schedule import Dates, Lecture, Material, Speaker


class Session(Struct):
    """A session of a week, without the values that have their own columns.

    `main` is the material that the title links to; `materials` are listed next to the title;
    `columns` has the materials of columns by the column's name.
    """

    lecture: Lecture
    main: Material | None = None
    materials: tuple[Material, ...] = ()
    columns: Mapping[str, tuple[Material, ...]] = field(default_factory=dict)
    dates: Dates | None = None
    time: str = ""
    room: str = ""
    speakers: tuple[Speaker, ...] = ()

    @classmethod
    def of(
        cls, lecture: Lecture, names: Collection[str] = (), *, dates: Dates | None = None
    ) -> Self:
        """Create the session for a table with columns of these `names`."""
        own = [name for name in names if name not in COLUMNS]
        main = lecture.main
        if main and main.kind.key in own:
            main = None
        titled = not names or "session" in names
        rest = tuple(
            material
            for material in (lecture.extra_materials if titled else lecture.materials)
            if material.kind.key not in own
        )
        columns = {name: tuple(m for m in lecture.materials if m.kind.key == name) for name in own}
        if "materials" in names:
            columns["materials"], rest = rest, ()
        return cls(
            lecture,
            main,
            rest if titled else (),
            columns,
            dates,
            "" if "time" in names else lecture.time,
            "" if "room" in names else lecture.room,
            () if "people" in names else lecture.speakers,
        )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The session's kind, as `Row.kinds`."""
        return (self.lecture.kind,)

    def all_shown(self) -> Iterator[Material]:
        """Yield every material that is listed."""
        yield from self.materials
        for materials in self.columns.values():
            yield from materials


class Row(Struct):
    """A group of sessions with a common date."""

    sessions: tuple[Session, ...] = ()
    dates: Dates | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of its sessions, each once; the filter hides rows without the selected kind."""
        return kinds_of(session.lecture for session in self.sessions)


def kinds_of(lectures: Iterable[Lecture]) -> tuple[Kind, ...]:
    """Return the kinds of these lectures in order, each once."""
    return tuple(dict.fromkeys(lecture.kind for lecture in lectures))
