"""Removes unreleased content from a course, so that no part of it is in the site.

This happens before the site is planned, so that later steps process only the public course.

1. Content is unreleased before its release time, after the end of its time (`until`), and as long
   as it is a draft.  The page or file that it links to is also unreleased, under each of its names
   (symbolic and hard links), unless public data links to it.  A page can have its own times.
2. A page or file that unreleased content refers to (the body of an unreleased page, a note of an
   unreleased material, an HTML file and so on) is unreleased, unless public content also refers to
   it.  This also applies to files that a draft refers to, but not to pages, which have their own
   `draft:` field.
3. A copy of an unreleased page or file is unreleased, unless public content refers to the copy.

Announced content is unreleased, but its title and dates are public.  Content with an expiry date
stays in the site; its type decides what shows it after that time.

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
from coursegen.content.walk import find
from coursegen.content.when import DRAFT, UNRELEASED, Releasable
from coursegen.loader.page_file import HOME, default_home
from coursegen.site.unreleased import ReleasedCourse, Unreleased

if TYPE_CHECKING:
    from collections.abc import Collection
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
    *,
    preview: bool = False,
) -> ReleasedCourse:
    """Remove content that is not public at `now` (with a time zone) from a course.

    Absolute links may use any of the site's URLs, `site_urls`.  Reports unreleased
    files that are published because public content refers to them, and public files that refer to
    unreleased content.  Reads no files if all content is public and no page is a draft.

    If `preview` is true, nothing is removed, but the `visibility` of unreleased content is set.
    """
    every = course.find(Releasable)
    times = tuple(time for part in every for time in part.times())
    if not course.drafts and all(part.state_at(now) is part for part in every):
        return ReleasedCourse(course, inputs, times=times)
    # Most courses do not need these modules.
    from coursegen.content.at_time import withheld  # noqa: PLC0415 - see above

    hidden = withheld(course.contents, now)
    hidden_pages = {
        _source(page): reason for page in course.all_pages() if (reason := page.visibility_at(now))
    }
    public = _at_time(course, now)
    if not (hidden or hidden_pages or course.drafts):
        return ReleasedCourse(public, inputs, times=times)
    from coursegen.site.course_graph import CourseGraph  # noqa: PLC0415 - see above
    from coursegen.site.unreleased_finder import UnreleasedFinder  # noqa: PLC0415 - see above

    graph = CourseGraph(course, inputs, reader, site_urls)
    finder = UnreleasedFinder(graph, public, inputs, hidden, hidden_pages, diagnostics)
    sources = finder.find()
    if preview:
        everything = _with_everything(course, sources, now)
        return ReleasedCourse(everything, inputs, times=times, has_labels=True)
    drafts = set(map(_source, course.drafts))
    future = {source: reason for source, reason in sources.items() if source not in drafts}
    included = {_source(part): part for part in course.home_sections if isinstance(part, Page)}
    public_ids = _ids(public.contents)
    targets = tuple(find(hidden, Target))

    def is_public(page: Page) -> bool:
        return _source(page) not in sources

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
            pages={graph.pages[s].name: future[s] for s in graph.pages.keys() & future},
            paths={graph.outputs[source]: reason for source, reason in future.items()},
            anchors={
                **{included[s].anchor: sources[s] for s in included.keys() & sources},
                **{id_: part.visibility for part in hidden for id_ in _ids(part) - public_ids},
            },
            targets=targets,
            unmatched=tuple(target for target in targets if not graph.find_below(target)),
            site_urls=site_urls,
            parts=(
                *hidden,
                *(graph.pages[s] for s in sorted(graph.pages.keys() & {*sources, *hidden_pages})),
            ),
            files=graph.unreleased_files(sources, targets),
        ),
        times=times,
        has_labels=any(part.visibility for part in public.find(Releasable)),
    )


def _at_time(course: Course, now: datetime, *, preview: bool = False) -> Course:
    """Return a course with its content at `now`, without home page sections that are not shown."""
    from coursegen.content.at_time import at_time  # noqa: PLC0415 - as above

    contents = at_time(course.contents, now, preview=preview)
    home, pages, sections = (
        at_time(part, now, preview=preview)
        for part in (course.home, course.pages, course.home_sections)
    )
    is_shown = {name: each.is_section_of(contents) for name, each in HOME_SECTIONS.items()}

    def with_content(page: Page) -> Page:
        shown = tuple(name for name in page.sections if is_shown[name])
        return page if shown == page.sections else replace(page, sections=shown)

    return replace(
        course,
        contents=contents,
        home=home or default_home(course.info),
        pages=tuple(map(with_content, pages)),
        home_sections=tuple(
            with_content(part) if isinstance(part, Page) else part
            for part in sections
            if isinstance(part, Page) or is_shown[part]
        ),
    )


def _with_everything(course: Course, unreleased: Collection[str], now: datetime) -> Course:
    """Return a course with its drafts, in which unreleased content is marked.

    `unreleased` are the sources of unreleased pages, including those that have no release date.
    """

    def marked(page: Page) -> Page:
        is_unreleased = _source(page) in unreleased and not page.visibility
        return replace(page, visibility=UNRELEASED) if is_unreleased else page

    full = _at_time(course, now, preview=True)
    drafts = {page.name: replace(page, visibility=DRAFT) for page in course.drafts}
    home = drafts.pop(HOME, full.home)
    paths = {page.path for page in full.all_pages()}
    new = tuple(page for page in drafts.values() if page.path not in paths)
    return replace(
        full,
        home=home,
        pages=(*map(marked, full.pages), *new),
        home_sections=tuple(
            part if isinstance(part, str) else marked(part) for part in full.home_sections
        ),
        drafts=(),
    )


def _source(page: Page) -> str:
    return f"{CONTENT}/{page.name}"


def _ids(value: object) -> set[str]:
    """Return the HTML ids of the parts of a value that have one."""
    parts = find(value, Releasable)
    return {getattr(part, "id", "") for part in parts if "id" in part.__struct_fields__}
