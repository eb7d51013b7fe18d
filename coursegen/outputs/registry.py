"""All generated files besides pages and images in content; a new file is one entry in `OUTPUTS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Severity
from coursegen.base.struct import Struct
from coursegen.content.announcements import ANNOUNCEMENTS
from coursegen.images.course_icon import icon_files, planned_icons
from coursegen.outputs.kind_styles import kind_styles
from coursegen.outputs.output import of_bytes
from coursegen.outputs.robots import robots
from coursegen.outputs.sitemap import sitemap
from coursegen.outputs.stylesheet import stylesheet, validate_accent
from coursegen.site.generated_paths import FEED, ROBOTS, SITEMAP, STYLESHEET

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from coursegen.content.course import Course
    from coursegen.images.image_registry import ImageRegistry
    from coursegen.incremental.store import Store
    from coursegen.outputs.output import Output
    from coursegen.site.plan import Plan


class OutputContext(Struct):
    """What generated files depend on; slow files are cached in `store`.

    `html` converts Markdown from a file to HTML with absolute URLs, for the page at a URL.
    """

    plan: Plan
    images: ImageRegistry
    store: Store
    html: Callable[[str, str], str]


class SiteFile(Struct):
    """Generated files.

    `paths` returns their output paths for a course and its assets' output paths.  `make` returns
    their content, if there are paths.  `problems` returns the problems of the settings that they
    depend on.
    """

    paths: Callable[[Course, Collection[str]], tuple[str, ...]]
    make: Callable[[OutputContext], Mapping[str, Output]]
    problems: Callable[[Course], Iterable[Diagnostic]] = lambda _course: ()


def _single(
    path: str,
    make: Callable[[Plan], bytes],
    problems: Callable[[Course], Iterable[Diagnostic]] = lambda _course: (),
) -> SiteFile:
    """Return a file that every site has."""
    return SiteFile(
        lambda _course, _assets: (path,),
        lambda context: {path: of_bytes(make(context.plan))},
        problems,
    )


def _stylesheet(plan: Plan) -> bytes:
    course = plan.course
    return stylesheet(plan.styles, course.info.accent, plan.fonts, kind_styles(course.schedule))


def _feed_paths(course: Course, _assets: Collection[str]) -> tuple[str, ...]:
    return (FEED,) if course.contents[ANNOUNCEMENTS.name] and course.info.url else ()


def _feed(context: OutputContext) -> Mapping[str, Output]:
    from coursegen.outputs.feed import feed  # noqa: PLC0415 - only for courses with announcements

    return {FEED: of_bytes(feed(context.plan.course, context.html))}


def _feed_problems(course: Course) -> Iterator[Diagnostic]:
    """Warn about announcements without a feed, because a feed needs the URL of the site."""
    if course.contents[ANNOUNCEMENTS.name] and not course.info.url:
        yield Diagnostic(
            Code.FEED_WITHOUT_URL,
            Severity.WARNING,
            "the announcements have no feed, because the URL of the site is unknown",
            course.info.location,
            "set 'url:' in site.yaml to the address of the site",
        )


OUTPUTS = (
    _single(STYLESHEET, _stylesheet, lambda course: validate_accent(course.info.accent)),
    _single(ROBOTS, robots),
    _single(SITEMAP, sitemap),
    SiteFile(_feed_paths, _feed, _feed_problems),
    SiteFile(
        planned_icons, lambda context: icon_files(context.plan, context.images, context.store)
    ),
)


def planned_paths(course: Course, assets: Collection[str]) -> tuple[str, ...]:
    """Return the output paths of all generated files of a course with these assets."""
    return tuple(path for each in OUTPUTS for path in each.paths(course, assets))


def generated_files(context: OutputContext) -> dict[str, Output]:
    """Return all generated files by output path."""
    course, assets = context.plan.course, context.plan.assets
    planned = (each for each in OUTPUTS if each.paths(course, assets))
    return {path: file for each in planned for path, file in each.make(context).items()}


def output_problems(course: Course) -> tuple[Diagnostic, ...]:
    """Return the problems of the settings that generated files depend on."""
    return tuple(problem for each in OUTPUTS for problem in each.problems(course))
