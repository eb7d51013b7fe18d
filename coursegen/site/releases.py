"""What is unreleased is in no byte of the site: pages, files and words that only it refers to.

Decided once, from the whole course, before anything is planned; everything downstream sees the
public course alone.

1. A material with a later release date is unreleased, and so is the page or file that it links to,
   under each of its names (symbolic and hard links), unless a released material links to it.
2. What unreleased content refers to (the body of an unreleased page, a note of an unreleased
   material, an HTML file and so on) is unreleased, unless public content refers to it, too.
3. A copy of an unreleased page or file is unreleased, unless public content refers to the copy.

Public content is the home page, every page and note that is not unreleased, released materials,
staff, banners, navigation, the icon, fonts, stylesheets, HTML files, SVGs and templates.  Some
content is public by its place, as far as step 2 goes: pages at the top of `content/`, which the
navigation may list, and the home page's sections; files in `static/site-root/`, and those that take
the place of the theme's.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.files import CONTENT, FILES, SITE_ROOT, STATIC
from coursegen.base.struct import Struct, replace
from coursegen.base.text import location_of
from coursegen.content.page import Page
from coursegen.content.target import Target, TargetKind
from coursegen.site.broken_links import (
    configured_files,
    course_images,
    course_notes,
    course_targets,
)
from coursegen.site.course_graph import (
    CourseGraph,
    Reference,
    mentions,
    picture_reference,
    references_in_free_data,
    references_in_front_matter,
)
from coursegen.site.generated_paths import STYLESHEET_PARTS
from coursegen.site.plan import NOT_FOUND
from coursegen.site.unreleased import Unreleased

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.files import SourceFile
    from coursegen.base.text import Location
    from coursegen.content.course import Course
    from coursegen.content.schedule import Lecture, Material
    from coursegen.site.course_graph import ContentReader
    from coursegen.site.inputs import Inputs


class ReleasedCourse(Struct):
    """A course and its files as visitors may see them, and what is unreleased."""

    course: Course
    inputs: Inputs
    unreleased: Unreleased = Unreleased()


def remove_unreleased(  # noqa: PLR0913, PLR0917 - the whole course: its data, its files, how both are read
    course: Course,
    inputs: Inputs,
    reader: ContentReader,
    now: datetime,
    site_urls: tuple[str, ...],
    diagnostics: Diagnostics,
) -> ReleasedCourse:
    """Take out of a course what is unreleased at `now`, a time with a time zone.

    `site_urls` are the addresses of the site; a link may be written with each of them.  A release
    date that public content defeats is reported, as is a public file that refers to what is
    unreleased.  Nothing is read where every release date has passed.
    """
    waiting = tuple(m for m in course.schedule.materials() if not _is_released(m, now))
    if not waiting:
        return ReleasedCourse(course, inputs)
    public = _with_materials(course, lambda m: _is_released(m, now))
    graph = CourseGraph(course, inputs, reader, site_urls)
    sources = _Decision(graph, public, inputs, waiting, diagnostics).unreleased()

    def is_public(page: Page) -> bool:
        return f"{CONTENT}/{page.name}" not in sources

    def released(folder: str, files: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
        return tuple(file for file in files if f"{folder}/{file.path}" not in sources)

    return ReleasedCourse(
        replace(
            public,
            pages=tuple(filter(is_public, public.pages)),
            home_sections=tuple(
                part for part in public.home_sections if isinstance(part, str) or is_public(part)
            ),
        ),
        replace(
            inputs,
            static=released(STATIC, inputs.static),
            files=released(FILES, inputs.files),
            content=released(CONTENT, inputs.content),
        ),
        Unreleased(
            pages=frozenset(page.name for page in graph.pages.values() if not is_public(page)),
            paths=frozenset(graph.outputs[source] for source in sources),
            anchors=frozenset(
                part.anchor
                for part in public.home_sections
                if isinstance(part, Page) and not is_public(part)
            ),
            targets=tuple(material.target for material in waiting if material.target),
            site_urls=site_urls,
        ),
    )


def release_dates(course: Course) -> tuple[datetime, ...]:
    """When something is released; between two of these times the site stays the same."""
    return tuple(m.released for m in course.schedule.materials() if m.released is not None)


class _Decision:
    """Decides which sources of a course are unreleased.

    `public` is the course without its unreleased materials, but with all pages.
    """

    def __init__(
        self,
        graph: CourseGraph,
        public: Course,
        inputs: Inputs,
        waiting: tuple[Material, ...],
        diagnostics: Diagnostics,
    ) -> None:
        self._graph = graph
        self._public = public
        self._waiting = waiting
        self._diagnostics = diagnostics
        self._home = f"{CONTENT}/{public.home.name}"
        self._public_by_place = frozenset(
            chain(
                [self._home],
                (source for source, page in graph.pages.items() if _is_at_top(page)),
                (f"{CONTENT}/{p.name}" for p in public.home_sections if isinstance(p, Page)),
                (f"{STATIC}/{part}" for part in STYLESHEET_PARTS),
                (f"{STATIC}/{file.path}" for file in inputs.theme_static),
                (s for s in graph.outputs if s.startswith(f"{STATIC}/{SITE_ROOT}/")),
            )
        )

    def unreleased(self) -> frozenset[str]:
        """The sources of all pages and files that are unreleased."""
        withheld = self._withheld()
        copies: dict[str, str] = {}
        while True:
            candidates = self._referred({*withheld, *copies}) - withheld
            uses = self._public_uses(candidates, withheld)
            unreleased = withheld | (candidates - uses.keys())
            known = {*unreleased, *copies, self._home}
            new = {
                twin.source: twin.original
                for twin in self._graph.twins(sorted(unreleased))
                if twin.source not in known
            }
            if not new:
                break
            copies.update(new)
        self._report_uses(uses, copies)
        self._report_links_in_files(unreleased)
        return frozenset(unreleased)

    def _withheld(self) -> set[str]:
        """What unreleased materials link to, under all its names."""
        released: dict[str, Material] = {}
        for material in self._public.schedule.materials():
            if material.target:
                for source in self._graph.find(material.target):
                    released.setdefault(source, material)
        withheld: set[str] = set()
        for material in self._waiting:
            for source in self._graph.find_below(material.target) if material.target else ():
                if source in released:
                    self._report_shared(material, source, released[source])
                elif source != self._home:
                    withheld.add(source)
        names = self._graph.twins(sorted(withheld))
        same = {twin.source for twin in names if twin.is_same_file}
        return withheld | (same - released.keys() - {self._home})

    def _referred(self, sources: set[str]) -> set[str]:
        """`sources`, and all that they and the unreleased materials refer to."""
        found = set(sources)
        pending = sorted(sources)

        def add(references: Iterable[Reference]) -> None:
            for reference in references:
                # Also from the site's root: `s%74atic/x.png` is a slip that hides nothing.
                from_root = Target(TargetKind.SITE, unquote(reference.written).lstrip("/"))
                for source in (
                    *self._graph.find_loosely(reference.target),
                    *self._graph.find_loosely(from_root),
                ):
                    if source not in found and source not in self._public_by_place:
                        found.add(source)
                        pending.append(source)

        for material in self._waiting:
            add(self._graph.references_in_note(material.note))
        while pending:
            source = pending.pop()
            add(self._graph.references(source))
            page = self._graph.pages.get(source)
            if page and page.template not in self._public_templates(found):
                add(self._graph.references_in_templates([page.template]))
        return found

    def _public_templates(self, unreleased: set[str]) -> set[str]:
        """The templates of pages that are not among the `unreleased` ones."""
        pages = self._graph.pages.items()
        return {NOT_FOUND, *(page.template for source, page in pages if source not in unreleased)}

    def _public_uses(self, candidates: set[str], withheld: set[str]) -> dict[str, Reference]:
        """Those of `candidates` that public content refers to, each with the first reference.

        `withheld` stays out whatever refers to it.
        """
        uses: dict[str, Reference] = {}
        pending: list[str] = []
        unreleased = candidates | withheld
        words = {word for source in candidates for word in self._graph.words_for(source)}

        def add(references: Iterable[Reference]) -> None:
            for reference in references:
                for source in self._graph.find(reference.target):
                    if source in candidates and source not in uses:
                        uses[source] = reference
                        pending.append(source)

        if not candidates:
            return uses
        add(self._references_in_data())
        for note in course_notes(self._public):
            if mentions(note, words):
                add(self._graph.references_in_note(note))
        for source, page in self._graph.pages.items():
            if source not in unreleased:
                add(references_in_front_matter(page))
                if mentions(page.body, words):
                    add(self._graph.references_in_body(page))
        templates = sorted(self._public_templates(unreleased))
        add(self._graph.references_in_templates(templates, words))
        for source in self._graph.files_with_links:
            if source not in unreleased and mentions(self._graph.text(source), words):
                add(self._graph.references(source))
        while pending:
            add(self._graph.references(pending.pop()))
        return uses

    def _references_in_data(self) -> Iterator[Reference]:
        """What the public data refers to, apart from the front matter of pages."""
        course = self._public
        data = replace(course, pages=(), home_sections=())
        for target in course_targets(data):
            yield Reference(target.value, target)
        for picture in course_images(data):
            yield picture_reference(picture.image, picture.location)
        for path, _, _ in configured_files(course):
            yield picture_reference(path, location_of(path))
        for part in course.home_sections:
            if isinstance(part, Page):
                yield Reference("", Target(TargetKind.PAGE, part.name, course.info.location))
        yield from references_in_free_data(course.info.data, course.info.location)

    def _report_shared(self, material: Material, source: str, other: Material) -> None:
        if material.target and other.target:
            location = other.target.location
            self._diagnostics.warning(
                Code.RELEASED_EARLY,
                f"'{source}' is published in spite of this release date: "
                f"{location.source.name}:{location.line} links to it",
                material.target.location,
                "give both links the same release date, or remove the other one",
            )

    def _report_uses(self, uses: dict[str, Reference], copies: dict[str, str]) -> None:
        """Report the copies that are public because something refers to them."""
        for copy, original in copies.items():
            if copy in uses:
                self._diagnostics.warning(
                    Code.RELEASED_EARLY,
                    f"'{copy}' is published because of this link, though it has the same content "
                    f"as the unreleased '{original}'",
                    _location(uses[copy]),
                    "remove the link until the release, or link to the unreleased file",
                )

    def _report_links_in_files(self, unreleased: set[str]) -> None:
        """Report public stylesheets, HTML files and SVGs that refer to what is unreleased."""
        words = {word for source in unreleased for word in self._graph.words_for(source)}
        for source in self._graph.files_with_links:
            if source in unreleased or not mentions(self._graph.text(source), words):
                continue
            for reference in self._graph.references(source):
                if not unreleased.isdisjoint(self._graph.find(reference.target)):
                    self._diagnostics.warning(
                        Code.UNRELEASED,
                        f"'{reference.written}' is not released yet",
                        _location(reference),
                        "browsers find nothing there before its release",
                    )


def _location(reference: Reference) -> Location:
    """Where a reference is written: data knows, in a text it is the first that looks like it."""
    location = reference.target.location
    found = location.source.find(reference.written, location.line)
    return found if location.length <= 1 and found.marked == reference.written else location


def _is_at_top(page: Page) -> bool:
    """Whether the navigation may list a page: it is in `content/`, or a folder's index there."""
    return "/" not in page.name.removesuffix("/index.md")


def _is_released(material: Material, now: datetime) -> bool:
    return material.released is None or material.released <= now


def _with_materials(course: Course, wanted: Callable[[Material], bool]) -> Course:
    """The course with some of its materials only."""

    def of(lecture: Lecture) -> Lecture:
        return replace(lecture, materials=tuple(filter(wanted, lecture.materials)))

    sections = tuple(
        replace(
            section,
            weeks=tuple(
                replace(week, lectures=tuple(map(of, week.lectures))) for week in section.weeks
            ),
        )
        for section in course.schedule.sections
    )
    return replace(course, schedule=replace(course.schedule, sections=sections))
