"""The public part of a course, and its unreleased content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from coursegen.base.files import SourceFile
    from coursegen.base.text import Location
    from coursegen.content.course import Course
    from coursegen.content.target import Target
    from coursegen.loader.course_files import CourseFiles


class UnreleasedFile(Struct):
    """A page or file that is not in the site.

    `source` is its path in the course, and `path` its output path after the release.  `location`
    is the unreleased link to it, or else the file itself.
    """

    source: str
    path: str
    file: SourceFile
    location: Location


class Unreleased(Struct):
    """The content that is unreleased at the time of the build.

    `pages` are paths relative to `content/`.  `paths` are the output paths of pages and files after
    their release.  `anchors` are the ids of included pages, lectures and other parts of the home
    page.  The values of these mappings are the reasons (see `Releasable`).  `targets` are the link
    targets of unreleased content.  `unmatched` are the targets that match no page or file.
    `site_urls` are the URLs of the site that links may use.  `parts` is all unreleased content with
    text, and `files` are all pages and files that are not in the site; both include drafts.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    unmatched: tuple[Target, ...] = ()
    site_urls: tuple[str, ...] = ()
    parts: tuple[Struct, ...] = ()
    files: tuple[UnreleasedFile, ...] = ()


class ReleasedCourse(Struct):
    """The public part of a course and its files, and its unreleased content.

    `times` are the times at which the site changes because content becomes public, expires or is
    withdrawn.  `has_labels` is whether the site contains labels of content that is not public.
    """

    course: Course
    inputs: CourseFiles
    unreleased: Unreleased = Unreleased()
    times: tuple[datetime, ...] = ()
    has_labels: bool = False
