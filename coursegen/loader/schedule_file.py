"""Convert `content/schedule.yaml` to the schedule."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeVar

from coursegen.base.codes import Code
from coursegen.base.diagnostics import case_variant, correction, did_you_mean, join_hints
from coursegen.base.struct import Struct, field
from coursegen.base.text import LocatedStr, Location, location_of
from coursegen.content.page import HOME_IDS, anchor
from coursegen.content.schedule import (
    COLUMNS,
    ColumnChoice,
    Heading,
    Lecture,
    Material,
    Schedule,
    Section,
    Speaker,
    Week,
)
from coursegen.loader.link_values import read_file, read_link, read_material
from coursegen.schema.shapes import LectureShape, MaterialShape, SpeakerShape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.kinds import Kind
    from coursegen.content.target import Target
    from coursegen.loader.dates import DateReader
    from coursegen.loader.site_file import SiteFile
    from coursegen.schema.shapes import ScheduleShape, SectionShape, WeekShape

T = TypeVar("T")


def read_schedule(
    shape: ScheduleShape, site: SiteFile, dates: DateReader, diagnostics: Diagnostics
) -> Schedule:
    """Convert the values of the file to a schedule, and expand the shorthand forms."""
    if shape.sections is not None and shape.weeks is not None:
        diagnostics.error(
            Code.CONFLICTING_KEYS,
            "'sections' and 'weeks' cannot be used together",
            shape.location,
            "move the weeks into a section, or remove 'sections'",
        )
    reserved = {*HOME_IDS, *map(anchor, site.home or ())}
    ids = _Ids(diagnostics, shape, reserved)
    reader = _ScheduleReader(site.session_kinds, site.material_kinds, dates, diagnostics, ids)
    sections = [reader.section(section) for section in shape.sections or ()]
    if shape.weeks:
        weeks = tuple(reader.week(week) for week in shape.weeks)
        sections.append(Section(ids.free("weeks"), weeks=weeks))
    layout = shape.layout or "table"
    return Schedule(
        tuple(sections),
        layout=layout,
        columns=tuple(_columns(shape.columns, layout, site.material_kinds, diagnostics)),
        location=Location(shape.location.source),
    )


def _columns(
    selected: list[LocatedStr] | dict[LocatedStr, LocatedStr] | None,
    layout: str,
    material_kinds: Mapping[str, Kind],
    diagnostics: Diagnostics,
) -> Iterator[ColumnChoice]:
    """Yield the selected columns, and report unknown columns and duplicates."""
    headings = selected if isinstance(selected, dict) else {}
    known = (*COLUMNS, *material_kinds)
    seen: set[str] = set()
    if selected and layout != "table":
        diagnostics.warning(
            Code.COLUMNS_UNUSED,
            f"'columns' has no effect with 'layout: {layout}'",
            next(iter(selected)).location,
            "remove it, or write 'layout: table'",
        )
    for name in selected or ():
        if name not in known:
            diagnostics.error(
                Code.INVALID_COLUMN,
                f"unknown column '{name}'",
                name.location,
                did_you_mean(name, known),
            )
        elif name in seen:
            diagnostics.error(
                Code.INVALID_COLUMN,
                f"duplicate column '{name}'",
                name.location,
                "keep only one of them",
            )
        else:
            seen.add(name)
            yield ColumnChoice(name, headings.get(name, ""))


class _ScheduleReader(Struct):
    session_kinds: Mapping[str, Kind]
    material_kinds: Mapping[str, Kind]
    dates: DateReader
    diagnostics: Diagnostics
    ids: _Ids

    def section(self, shape: SectionShape) -> Section:
        return Section(
            id=shape.id or self.ids.free(slug(shape.title) or "section"),
            title=shape.title,
            note=shape.note or "",
            weeks=tuple(self.week(week) for week in shape.weeks or ()),
        )

    def week(self, shape: WeekShape) -> Week:
        name = f"week-{slug(shape.week)}" if shape.week else slug(shape.topic or "") or "week"
        return Week(
            id=shape.id or self.ids.free(name),
            number=shape.week or "",
            topic=shape.topic or "",
            dates=self.dates.days(shape.date, shape.dates),
            note=shape.note or "",
            compact=shape.compact,
            lectures=tuple(self.entries(shape)),
            location=shape.location,
        )

    def entries(self, week: WeekShape) -> Iterator[Lecture]:
        for shape in week.lectures or ():
            if isinstance(shape, LocatedStr):
                yield self.lecture(LectureShape(title=shape, location=shape.location))
            else:
                yield self.lecture(shape)

    def lecture(self, shape: LectureShape) -> Lecture:
        kind = self.kind(shape.kind)
        people: list[LocatedStr | SpeakerShape] = _as_list(shape.people)
        headings = self.headings(shape, kind)
        name = "-".join(
            part for part in (slug(kind.key), *(slug(h.number) for h in headings)) if part
        )
        if not any(h.number for h in headings):
            name = slug(headings[0].title) or slug(kind.key)
        return Lecture(
            id=shape.id or self.ids.free(name or "entry"),
            kind=kind,
            headings=headings,
            materials=tuple(self.materials(shape)),
            venue=shape.venue or "",
            dates=self.dates.days(shape.date, shape.dates),
            time=shape.time or "",
            room=shape.room or "",
            speakers=tuple(self.speaker(person) for person in people),
            note=shape.note or "",
            location=shape.location,
        )

    def kind(self, key: LocatedStr | None) -> Kind:
        if key is None:
            return self.session_kinds["lecture"]
        kind = self.session_kinds.get(key)
        if kind is None:
            variant = case_variant(key, self.session_kinds)
            self.diagnostics.error(
                Code.UNKNOWN_KIND,
                f"unknown kind '{key}'",
                key.location,
                join_hints(
                    did_you_mean(key, self.session_kinds),
                    "define new kinds in 'session_kinds:' in site.yaml",
                ),
                correction(key.location, key, variant) if variant else None,
            )
            return self.session_kinds["lecture"]
        return kind

    def headings(self, shape: LectureShape, kind: Kind) -> tuple[Heading, ...]:
        """Return a heading for each number; a value of `number:` has no label before it."""
        if shape.lecture is not None and shape.number is not None:
            self.diagnostics.error(
                Code.CONFLICTING_KEYS,
                "'lecture' and 'number' cannot be used together",
                next(map(location_of, _as_list(shape.number)), shape.location),
                "keep 'lecture' for a numbered lecture, or 'number' for any other label",
            )
        numbers = _as_list(shape.lecture) or _as_list(shape.number)
        titles = _as_list(shape.title)
        label_kind = kind if shape.lecture is not None or shape.kind is not None else None
        if not any(titles) and not any(numbers):
            if shape.kind is None:
                self.diagnostics.error(
                    Code.LECTURE_UNTITLED,
                    "this lecture has neither a title nor a number",
                    shape.location,
                    "write 'title: …' or 'lecture: …'",
                )
            return (Heading(kind=kind),)
        if len(titles) > 1 and len(numbers) != len(titles):
            self.diagnostics.error(
                Code.TITLE_COUNT,
                f"{len(titles)} titles for {len(numbers)} numbers",
                location_of(titles[0]),
                "write one title for each number, or one title for all",
            )
        if len(titles) == 1 and len(numbers) > 1:
            joined = f"{numbers[0]}–{numbers[-1]}"
            return (Heading(joined, titles[0], label_kind),)
        rows = max(len(titles), len(numbers))
        numbers += [LocatedStr("")] * (rows - len(numbers))
        titles += [LocatedStr("")] * (rows - len(titles))
        return tuple(
            Heading(number, title, label_kind if number else None)
            for number, title in zip(numbers, titles, strict=True)
        )

    def speaker(self, person: LocatedStr | SpeakerShape) -> Speaker:
        if isinstance(person, SpeakerShape):
            return Speaker(person.name, read_link(person.website, self.diagnostics))
        return Speaker(person)

    def materials(self, shape: LectureShape) -> Iterator[Material]:
        for key, value in shape.materials.items():
            kind = self.material_kinds[key]
            values: list[LocatedStr | MaterialShape] = _as_list(value)
            if not values:
                yield self.material(kind, None, key)
            for item in values:
                yield self.material(kind, item, key)

    def material(
        self, kind: Kind, value: LocatedStr | MaterialShape | None, key: LocatedStr
    ) -> Material:
        if isinstance(value, MaterialShape):
            return Material(
                kind=kind,
                title=value.title or "",
                target=self.target(value),
                authors=value.authors or "",
                length=value.length or "",
                note=value.note or "",
                optional=value.optional,
                released=self.dates.moment(value.released),
                location=value.location,
            )
        return Material(
            kind, target=read_material(value, self.diagnostics), location=location_of(value or key)
        )

    def target(self, shape: MaterialShape) -> Target | None:
        if shape.file is not None and shape.url is not None:
            self.diagnostics.error(
                Code.CONFLICTING_KEYS,
                "'file' and 'url' cannot be used together",
                location_of(shape.url),
                "keep only one of them",
            )
        if shape.file is not None:
            return read_file(shape.file, self.diagnostics)
        return read_link(shape.url, self.diagnostics)


class _Ids(Struct):
    """The unique ids for the parts of the schedule; the author's ids have priority."""

    diagnostics: Diagnostics
    shape: ScheduleShape
    reserved: Collection[str]
    taken: dict[str, Location] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # the last number appended to each name

    def __post_init__(self) -> None:
        for chosen in self._chosen():
            first = self.taken.get(chosen)
            if chosen in self.reserved:
                self.diagnostics.error(
                    Code.ID_RESERVED,
                    f"the id '{chosen}' is reserved for a section of the home page",
                    chosen.location,
                    "choose another id",
                )
            elif first is not None:
                self.diagnostics.error(
                    Code.DUPLICATE_ID,
                    f"duplicate id '{chosen}'",
                    chosen.location,
                    f"it first appears on line {first.line}; choose another id",
                )
            else:
                self.taken[chosen] = chosen.location

    def _chosen(self) -> Iterator[LocatedStr]:
        weeks = list(self.shape.weeks or ())
        for section in self.shape.sections or ():
            if section.id:
                yield section.id
            weeks += section.weeks or ()
        for week in weeks:
            if week.id:
                yield week.id
            for lecture in week.lectures or ():
                if not isinstance(lecture, LocatedStr) and lecture.id:
                    yield lecture.id

    def free(self, name: str) -> str:
        """Return `name` if it is unused; otherwise `name-2`, `name-3` and so on."""
        candidate, count = name, self.counts.get(name, 1)
        while candidate in self.taken or candidate in self.reserved:
            count += 1
            candidate = f"{name}-{count}"
        self.counts[name] = count
        self.taken[candidate] = Location(self.shape.location.source)
        return candidate


def slug(text: str) -> str:
    """Convert a name to an id: `Research & Application` → `research-application`."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")


def _as_list(value: list[T] | T | None) -> list[T]:
    """Convert a value, a list of values or None to a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
