"""The public part of a course, and its unreleased content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from coursegen.content.course import Course
    from coursegen.content.target import Target
    from coursegen.loader.course_files import CourseFiles


class Unreleased(Struct):
    """The content that is unreleased at the time of the build.

    `pages` are paths relative to `content/`.  `paths` are the output paths of pages and files after
    their release.  `anchors` are the ids of included pages on the home page.  `targets` are the
    link targets of unreleased materials.  `unmatched` are the targets that match no page or file.
    `site_urls` are the URLs of the site that links may use.
    """

    pages: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    targets: tuple[Target, ...] = ()
    unmatched: tuple[Target, ...] = ()
    site_urls: tuple[str, ...] = ()


class ReleasedCourse(Struct):
    """The public part of a course and its files, and its unreleased content.

    `has_labels` is whether the site contains labels of content that is not public.
    """

    course: Course
    inputs: CourseFiles
    unreleased: Unreleased = Unreleased()
    has_labels: bool = False
