"""A course: its settings, home page, schedule, staff and pages."""

from collections.abc import Iterator
from datetime import tzinfo

from coursegen.base.files import CONTENT, SCHEDULE_FILE, SITE_FILE, STAFF_FILE
from coursegen.base.severity import Severities
from coursegen.base.struct import Struct, field
from coursegen.base.text import NO_LOCATION, Location, Text
from coursegen.base.values import FreeData
from coursegen.content.page import Image, Page
from coursegen.content.schedule import Schedule
from coursegen.content.staff import Staff
from coursegen.content.target import Target


class NavigationItem(Struct):
    """A navigation link, such as a link in the header or in the breadcrumb."""

    title: Text
    target: Target


class Fonts(Struct):
    """The paths of the custom fonts below `static/`; empty strings for system fonts."""

    text: Text = ""
    heading: Text = ""
    code: Text = ""


class License(Struct):
    """The license of the content; `link` is None if the URL is unknown."""

    name: Text
    link: Target | None = None


class Repository(Struct):
    """The repository of the course.

    `url` ends in a slash.  `folder` is the course's folder in the repository.  It is empty or ends
    in a slash.
    """

    url: Text
    branch: Text = "main"
    folder: Text = ""


class CourseInfo(Struct):
    """The settings in `site.yaml`; a missing setting is an empty string.

    `accent` is a color, `#rrggbb`.  `url` is the URL of the site's root.  `files_base_url` is the
    URL of the files that are not in the course's `files/`.  `icon` and `social_image` are paths
    below `static/`.  `allowed_origins` are additional origins (`https://example.org`) from which
    pages may load resources.  `navigation` is None for the default links.  `severities` overrides
    the default severities of diagnostics.  `extra` is for the author's templates.
    """

    title: Text
    timezone: tzinfo
    code: Text = ""
    description: Text = ""
    institution: Text = ""
    term: Text = ""
    meeting: Text = ""
    room: Text = ""
    url: Text = ""
    language: Text = "en"
    accent: Text = ""
    fonts: Fonts = Fonts()
    icon: Text = ""
    social_image: Text = ""
    repository: Repository | None = None
    license: License | None = None
    allowed_origins: tuple[Text, ...] = ()
    files_base_url: Text = ""
    top_banners: tuple[Image, ...] = ()
    bottom_banners: tuple[Image, ...] = ()
    navigation: tuple[NavigationItem, ...] | None = None
    severities: Severities = field(default_factory=dict)
    extra: FreeData = field(default_factory=FreeData)
    location: Location = NO_LOCATION


class Course(Struct):
    """The whole content of a course.

    `home` is the home page.  `home_sections` contains the sections below its text, in order; each
    is `schedule`, `staff` or a page that is included in full.  `pages` contains the pages that
    have their own URL, and `drafts` contains unpublished pages.
    """

    info: CourseInfo
    schedule: Schedule
    staff: Staff
    home: Page
    home_sections: tuple[str | Page, ...] = ()
    pages: tuple[Page, ...] = ()
    drafts: tuple[Page, ...] = ()

    def all_pages(self) -> Iterator[Page]:
        """Yield the home page, the pages that it includes, and all other pages."""
        yield self.home
        yield from (section for section in self.home_sections if not isinstance(section, str))
        yield from self.pages

    def files_of(self, page: Page) -> tuple[str, ...]:
        """Return the author's files that a page is built from, with the main file first.

        Paths are relative to the course's folder.  A page from the theme has no files.
        """
        if page is not self.home:
            own = f"{CONTENT}/{page.name}"
            return (own,) if page.location.source.name == own else ()
        included = [f"{CONTENT}/{s.name}" for s in self.home_sections if not isinstance(s, str)]
        is_used = {
            f"{CONTENT}/{page.name}": page.location.source.name != SITE_FILE,
            f"{CONTENT}/{SCHEDULE_FILE}": "schedule" in self.home_sections,
            f"{CONTENT}/{STAFF_FILE}": "staff" in self.home_sections,
            **dict.fromkeys(included, True),
            SITE_FILE: True,
        }
        return tuple(file for file, used in is_used.items() if used)
