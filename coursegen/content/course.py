"""The whole course: its facts, its home page, its schedule, staff and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursegen.base.files import CONTENT, SCHEDULE_FILE, SITE_FILE, STAFF_FILE
from coursegen.base.struct import Struct, field
from coursegen.base.text import NO_LOCATION, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from coursegen.base.severity import Severities
    from coursegen.content.page import Image, Page
    from coursegen.content.schedule import Schedule
    from coursegen.content.staff import Staff
    from coursegen.content.target import Target


class NavigationItem(Struct):
    """A link by which visitors find their way: in the header, the breadcrumb, to the next page."""

    title: str
    target: Target


class Fonts(Struct):
    """The course's own fonts, each a path below `static/`; empty where the system's is used."""

    text: str = ""
    heading: str = ""
    code: str = ""


class License(Struct):
    """Under which terms the texts may be used; `link` is None where no address is known."""

    name: str
    link: Target | None = None


class Repository(Struct):
    """Where the course's files are kept.

    `url` ends in a slash; `folder` is the course's own below the top, empty or ending in one.
    """

    url: str
    branch: str = "main"
    folder: str = ""


class CourseInfo(Struct):
    """What `site.yaml` says of the course, each fact once; an empty string is a fact not given.

    `accent` is a colour, `#rrggbb`; `url` is the address of the site's root, `files_base_url`
    that of the files which are not in the course's own `files/`; `icon` and `social_image` are
    paths below `static/`; `allow` are the origins (`https://example.org`) that pages may
    load from, too; `navigation` is None where the author left it open; `severities` are the
    author's own for diagnostics.  `data` is free for the
    course's own templates.
    """

    title: str
    timezone: tzinfo
    code: str = ""
    description: str = ""
    institution: str = ""
    term: str = ""
    meeting: str = ""
    room: str = ""
    url: str = ""
    language: str = "en"
    accent: str = ""
    fonts: Fonts = Fonts()
    icon: str = ""
    social_image: str = ""
    repository: Repository | None = None
    licence: License | None = None
    allow: tuple[str, ...] = ()
    files_base_url: str = ""
    top_banners: tuple[Image, ...] = ()
    bottom_banners: tuple[Image, ...] = ()
    navigation: tuple[NavigationItem, ...] | None = None
    severities: Severities = field(default_factory=dict)
    data: Mapping[Any, Any] = field(default_factory=dict)
    location: Location = NO_LOCATION


class Course(Struct):
    """Everything that the author's files say.

    `home` is the text of the home page; `home_sections` are the parts below it, in order: the
    words `schedule` and `staff`, or the pages that stand there in full.  `pages` are the pages
    with an address of their own.
    """

    info: CourseInfo
    schedule: Schedule
    staff: Staff
    home: Page
    home_sections: tuple[str | Page, ...] = ()
    pages: tuple[Page, ...] = ()

    def all_pages(self) -> Iterator[Page]:
        """The home page, the pages that stand on it, and the others."""
        yield self.home
        yield from (section for section in self.home_sections if not isinstance(section, str))
        yield from self.pages

    def files_of(self, page: Page) -> tuple[str, ...]:
        """The author's files that a page is made of, the main one first; none for the theme's.

        Paths are below the course's folder.
        """
        if page is not self.home:
            own = f"{CONTENT}/{page.name}"
            return (own,) if page.location.source.name == own else ()
        parts = [f"{CONTENT}/{s.name}" for s in self.home_sections if not isinstance(s, str)]
        there = {
            f"{CONTENT}/{page.name}": page.location.source.name != SITE_FILE,
            f"{CONTENT}/{SCHEDULE_FILE}": "schedule" in self.home_sections,
            f"{CONTENT}/{STAFF_FILE}": "staff" in self.home_sections,
            **dict.fromkeys(parts, True),
            SITE_FILE: True,
        }
        return tuple(file for file, is_there in there.items() if is_there)
