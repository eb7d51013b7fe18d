"""All generated files besides pages and images in content; a new file is one entry in `OUTPUTS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import STATIC
from coursegen.base.struct import Struct
from coursegen.content.announcements import ANNOUNCEMENTS
from coursegen.site.generated_paths import FEED, ROBOTS, SITEMAP, STYLESHEET, icon_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from coursegen.content.course import Course


class SiteFile(Struct):
    """A generated file, or several that are generated together.

    `make` names a function as in an entry point, because a build needs only the modules of files
    that changed.  The function takes an `OutputContext` and returns the outputs by path.  `paths`
    returns their output paths for a course and its assets' output paths, except for images, which
    have their own folder.
    """

    make: str
    paths: Callable[[Course, Collection[str]], tuple[str, ...]] = lambda _course, _assets: ()


def _feed_paths(course: Course, _assets: Collection[str]) -> tuple[str, ...]:
    return (FEED,) if course.contents[ANNOUNCEMENTS.name] and course.info.url else ()


def _planned_icons(course: Course, assets: Collection[str]) -> tuple[str, ...]:
    """Return the icon files that the author does not provide in `static/site-root/`."""
    icon = course.info.icon if f"{STATIC}/{course.info.icon}" in assets else ""
    return tuple(path for path in icon_paths(icon) if path not in assets)


OUTPUTS = (
    SiteFile("coursegen.outputs.stylesheet:stylesheet", lambda _course, _assets: (STYLESHEET,)),
    SiteFile("coursegen.outputs.robots:robots", lambda _course, _assets: (ROBOTS,)),
    SiteFile("coursegen.outputs.sitemap:sitemap", lambda _course, _assets: (SITEMAP,)),
    SiteFile("coursegen.outputs.feed:feed", _feed_paths),
    SiteFile("coursegen.images.course_icon:icons", _planned_icons),
    SiteFile("coursegen.images.social_cards:cards"),
)


def planned_paths(course: Course, assets: Collection[str]) -> tuple[str, ...]:
    """Return the output paths of all generated files of a course with these assets."""
    return tuple(path for each in OUTPUTS for path in each.paths(course, assets))
