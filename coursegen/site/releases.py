"""Removes unreleased content from a course, so that no part of it is in the site.

This happens before the site is planned, so that later steps process only the public course.

1. A material, or any other content, with a future release date is unreleased.  The page or file
   that it links to is also unreleased, under each of its names (symbolic and hard links), unless
   released content that can have a release date links to it.
2. A page or file that unreleased content refers to (the body of an unreleased page, a note of an
   unreleased material, an HTML file and so on) is unreleased, unless public content also refers to
   it.  This also applies to files that a draft refers to, but not to pages, which have their own
   `draft:` field.
3. A copy of an unreleased page or file is unreleased, unless public content refers to the copy.

Content with an expiry date stays in the site.  Its type decides what shows it after that time.

Public content is the home page, every page and note that is not withheld, released materials, other
data, banners, navigation, the icon, fonts, stylesheets, HTML files, SVGs and templates.  In step 2,
some content is public because of its path: top-level pages, which the navigation may list, the home
page's sections, files in `static/site-root/`, and files that override files of the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import CONTENT, FILES, STATIC
from coursegen.base.struct import replace
from coursegen.content.page import Page
from coursegen.content.registry import HOME_SECTIONS
from coursegen.content.target import Target
from coursegen.content.walk import at_time, dated, find
from coursegen.schema.fields import EXPIRY
from coursegen.site.unreleased import ReleasedCourse, Unreleased

if TYPE_CHECKING:
    from datetime import datetime

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.files import SourceFile
    from coursegen.content.course import Course
    from coursegen.loader.course_files import CourseFiles
    from coursegen.site.content_reader import ContentReader


def remove_unreleased(  # noqa: PLR0913, PLR0917 - the whole course: its data, files and reader
    course: Course,
    inputs: CourseFiles,
    reader: ContentReader,
    now: datetime,
    site_urls: tuple[str, ...],
    diagnostics: Diagnostics,
) -> ReleasedCourse:
    """Remove content that is unreleased at `now` (with a time zone) from a course.

    Absolute links may use any of the site's URLs, `site_urls`.  Reports unreleased
    files that are published because public content refers to them, and public files that refer to
    unreleased content.  Reads no files if every release date has passed and no page is a draft.
    """
    unreleased = tuple(
        part for part, time in dated(course.contents) if time is not None and time > now
    )
    expiry_dates = (time for _, time in dated(course.contents, EXPIRY) if time is not None)
    public = course
    if unreleased or any(time <= now for time in expiry_dates):
        public = _at_time(course, now)
    if not unreleased and not course.drafts:
        return ReleasedCourse(public, inputs)
    # Their patterns are slow to compile, and most courses do not need them.
    from coursegen.site.course_graph import CourseGraph  # noqa: PLC0415 - see above
    from coursegen.site.unreleased_finder import UnreleasedFinder  # noqa: PLC0415 - see above

    graph = CourseGraph(course, inputs, reader, site_urls)
    sources = UnreleasedFinder(graph, public, inputs, unreleased, diagnostics).find()
    future = sources - {f"{CONTENT}/{page.name}" for page in course.drafts}
    targets = tuple(find(unreleased, Target))

    def is_public(page: Page) -> bool:
        return f"{CONTENT}/{page.name}" not in sources

    def public_files(folder: str, files: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
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
            static=public_files(STATIC, inputs.static),
            files=public_files(FILES, inputs.files),
            content=public_files(CONTENT, inputs.content),
        ),
        Unreleased(
            pages=frozenset(page.name for s, page in graph.pages.items() if s in future),
            paths=frozenset(graph.outputs[source] for source in future),
            anchors=frozenset(
                part.anchor
                for part in public.home_sections
                if isinstance(part, Page) and not is_public(part)
            ),
            targets=targets,
            unmatched=tuple(target for target in targets if not graph.find_below(target)),
            site_urls=site_urls,
            parts=(*unreleased, *(graph.pages[s] for s in sorted(sources) if s in graph.pages)),
            files=graph.unreleased_files(sources, targets),
        ),
    )


def _at_time(course: Course, now: datetime) -> Course:
    """Return a course with its content at `now`, without home page sections that are not shown."""
    contents = at_time(course.contents, now)
    return replace(
        course,
        contents=contents,
        home_sections=tuple(
            part
            for part in course.home_sections
            if isinstance(part, Page) or HOME_SECTIONS[part].shows(contents[part])
        ),
    )


def release_dates(course: Course) -> tuple[datetime, ...]:
    """Return the release and expiry dates of the course; the site changes only at these times."""
    dates = (*dated(course.contents), *dated(course.contents, EXPIRY))
    return tuple(time for _, time in dates if time is not None)
