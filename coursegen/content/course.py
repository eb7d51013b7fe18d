"""A course: its settings, its pages, and its other content such as the schedule and the staff."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from coursegen.base.files import CONTENT, SITE_FILE
from coursegen.base.struct import Struct
from coursegen.base.text import Source
from coursegen.content.assignments import ASSIGNMENTS, Assignment
from coursegen.content.image import Image
from coursegen.content.material import Material
from coursegen.content.page import Page
from coursegen.content.registry import HOME_SECTIONS, SELECTIONS
from coursegen.content.schedule import SCHEDULE, Schedule
from coursegen.content.site import CourseInfo
from coursegen.content.staff import STAFF, Staff
from coursegen.content.target import Target
from coursegen.content.walk import find_each
from coursegen.content.when import Releasable, When

S = TypeVar("S", bound=Struct)

_SOUGHT = (Image, Material, Releasable, Target, When)
"""The types of values that every build needs to find."""


class Course(Struct, dict=True):
    """The whole content of a course.

    `contents` contains the values of the content types by name.  `home` is the home page.
    `home_sections` contains the sections below its text, in order; each is the name of a content
    type or a page that is included in full.  `pages` contains the pages that have their own URL,
    and `drafts` contains unpublished pages.
    """

    info: CourseInfo
    contents: Mapping[str, Any]
    home: Page
    home_sections: tuple[str | Page, ...] = ()
    pages: tuple[Page, ...] = ()
    drafts: tuple[Page, ...] = ()

    @property
    def schedule(self) -> Schedule:
        """The schedule, which many parts of the site show."""
        schedule: Schedule = self.contents[SCHEDULE.name]
        return schedule

    @property
    def staff(self) -> Staff:
        """The staff."""
        staff: Staff = self.contents[STAFF.name]
        return staff

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The assignments."""
        assignments: tuple[Assignment, ...] = self.contents[ASSIGNMENTS.name]
        return assignments

    @property
    def section_pages(self) -> Mapping[str, Page]:
        """The page that shows each section, by the name of its content type.

        Of several pages, it is the home page or else the first one.
        """
        at_home = (
            name
            for part in self.home_sections
            for name in ((part,) if isinstance(part, str) else part.sections)
        )
        found = dict.fromkeys(at_home, self.home)
        for page in self.pages:
            for name in page.sections:
                found.setdefault(name, page)
        return found

    def section_anchors(self) -> Iterator[tuple[str, Page]]:
        """Yield the anchor of each section, and of its parts, with the page that shows it."""
        for name, page in self.section_pages.items():
            yield name, page
            if name == SCHEDULE.name:
                yield from ((anchor, page) for anchor in self.schedule.ids())

    @property
    def has_phrases(self) -> bool:
        """Whether the author wrote a time as a phrase, whose time is not computed yet."""
        return any(when.is_phrase for when in self.find(When))

    @property
    def computes_dates(self) -> bool:
        """Whether dates or times are computed from others, for meetings, assignments or phrases."""
        return bool(self.info.meetings or self.assignments) or self.has_phrases

    def selection(self, name: str) -> Any:
        """Return a selection of a content type's value, by its name in templates."""
        content_type, select = SELECTIONS[name]
        return select(self.contents[content_type])

    def find(self, kind: type[S]) -> tuple[S, ...]:
        """Return the links, images, materials or times in `parts`, or what has a release time."""
        return tuple(self._found[kind])

    @cached_property
    def _found(self) -> Mapping[type[Struct], list[Any]]:
        return find_each(self.parts(), _SOUGHT)

    def parts(self) -> tuple[Any, ...]:
        """Return the settings, the values of the content types, and the pages without drafts."""
        return (self.info, *self.contents.values(), *self.all_pages())

    def all_pages(self) -> Iterator[Page]:
        """Yield the home page, the pages that it includes, and all other pages."""
        yield self.home
        yield from (section for section in self.home_sections if not isinstance(section, str))
        yield from self.pages

    def sources(self) -> Iterator[Source]:
        """Yield the files of all parts."""
        for part in self.parts():
            for value in part if isinstance(part, tuple) else (part,):
                yield value.location.source

    def files_of(self, page: Page) -> tuple[str, ...]:
        """Return the author's files that a page is built from, with the main file first.

        Paths are relative to the course's folder.  A page from the theme has no files.
        """
        if page is not self.home:
            own = f"{CONTENT}/{page.name}"
            if page.location.source.name != own:
                return ()
            files = [HOME_SECTIONS[name].files for name in page.sections]
            return (own, *(f"{CONTENT}/{path}" for path in files if path.endswith(".yaml")))
        included = [f"{CONTENT}/{s.name}" for s in self.home_sections if not isinstance(s, str)]
        shown = {HOME_SECTIONS[s].files for s in self.home_sections if isinstance(s, str)}
        is_used = {
            f"{CONTENT}/{page.name}": page.location.source.name != SITE_FILE,
            **{
                f"{CONTENT}/{each.files}": each.files in shown and not each.is_folder
                for each in HOME_SECTIONS.values()
            },
            **dict.fromkeys(included, True),
            SITE_FILE: True,
        }
        return tuple(file for file, used in is_used.items() if used)
