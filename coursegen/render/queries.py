"""The queries that outputs may make, and the functions that answer them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coursegen.base.files import CONTENT, TEMPLATES
from coursegen.base.text import NO_LOCATION, Source
from coursegen.content.assignments import ASSIGNMENTS
from coursegen.content.page import Page
from coursegen.content.schedule import SCHEDULE, Schedule
from coursegen.content.staff import STAFF
from coursegen.content.target import Target, TargetKind
from coursegen.content.upcoming import UPCOMING
from coursegen.content.walk import holders
from coursegen.content.when import Releasable, When
from coursegen.images.image_reads import IMAGE, SOCIAL_IMAGE, ImageRequest
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.reads import Answers, content_of
from coursegen.incremental.traces import SOURCE
from coursegen.outputs.output import of_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import tzinfo

    from coursegen.base.files import SourceFile
    from coursegen.content.course import Course
    from coursegen.images.image_registry import ImageRegistry
    from coursegen.outputs.palette import Palette
    from coursegen.site.addresses import Addresses
    from coursegen.site.page_navigation import PageLinks, PageNavigation
    from coursegen.site.plan import Plan
    from coursegen.templates.sources import TemplateSources
    from coursegen.views.assignments import DatedAssignment
    from coursegen.views.office_hours import HoursTimetable
    from coursegen.views.timetable.layout import Timetable
    from coursegen.views.upcoming import UpcomingItem


_ABOUT_URLS = ("card_pages", "edit_url", "has", "page_urls", "title", "url", SOCIAL_IMAGE)
"""The queries whose answers depend only on the URLs of a site."""


def site_answers(  # noqa: PLR0913, PLR0917 - each argument answers some of the queries
    plan: Plan,
    addresses: Addresses,
    navigation: PageNavigation,
    images: Callable[[], ImageRegistry],
    templates: TemplateSources,
    policy: Callable[[], tuple[str, ...]],
) -> Answers:
    """Return the answers to all queries about a site; the arguments of queries are strings.

    `images` returns the images.  `policy` returns what determines the pages' security policies.
    """
    course, translations = plan.course, navigation.translations
    sources = {source.name: source for source in (NO_LOCATION.source, *course.sources())}

    words = key_of(course.info.language, course.info.clock)

    def source(name: str) -> Source | None:
        text = templates.get(name.removeprefix(f"{TEMPLATES}/"))
        return sources.get(name) or (None if text is None else Source(name, text))

    def target(kind: str, value: str) -> Target:
        return Target(TargetKind(kind), value)

    def editor(path: str) -> str:
        files, repository = course.files_of(plan.pages[path]), course.info.repository
        if not repository or not files:
            return ""
        from coursegen.site.repository import edit_url  # noqa: PLC0415 - only with a repository

        return edit_url(repository, files[0])

    def title(path: str) -> str | None:
        page = plan.pages.get(path)
        return page.title if page else None

    def timetable() -> Timetable:
        from coursegen.views.timetable.layout import make_timetable  # noqa: PLC0415 - slow to load

        return make_timetable(shown_schedule(), course.info.timezone, translations)

    def office_hours() -> HoursTimetable:
        from coursegen.views.office_hours import make_office_hours  # noqa: PLC0415 - as above

        return make_office_hours(course.staff, course.info, translations)

    def assignments() -> tuple[DatedAssignment, ...]:
        from coursegen.views.assignments import make_assignments  # noqa: PLC0415 - as above

        return make_assignments(course, translations)

    def assignments_digest() -> str:
        has_exams = any(each.exam for each in course.assignments)
        names = (ASSIGNMENTS.name, SCHEDULE.name) if has_exams else (ASSIGNMENTS.name,)
        return key_of(course.info.language, *map(content_digest, names))

    def upcoming() -> tuple[UpcomingItem, ...]:
        from coursegen.views.upcoming import make_upcoming  # noqa: PLC0415 - as above

        return make_upcoming(course, translations)

    def palette() -> Palette:
        from coursegen.outputs.palette import derive_palette  # noqa: PLC0415 - not needed for all pages

        return derive_palette(course.info.accent)

    def kinds() -> str:
        from coursegen.outputs.kind_styles import kind_styles  # noqa: PLC0415 - only if the kinds change

        return kind_styles(shown_schedule())

    @cache
    def shown_schedule() -> Schedule:
        if not course.schedule.shows_deadlines:
            return course.schedule
        from coursegen.content.timeline.deadlines import with_deadlines  # noqa: PLC0415 - see above

        return with_deadlines(course.schedule, course.assignments)

    @cache
    def content_digest(name: str) -> str:
        return _content_digest(course, name)

    @cache
    def schedule_digest() -> str:
        also = (ASSIGNMENTS.name,) if course.schedule.shows_deadlines else ()
        return key_of(*map(content_digest, (SCHEDULE.name, *also)))

    return Answers(
        {
            "assignments_by_deadline": assignments,
            "card_pages": lambda: plan.card_pages,
            "content": course.contents.__getitem__,
            "edit_url": editor,
            "fonts": lambda: plan.fonts,
            "has": plan.has,
            "home_sections": lambda: course.home_sections,
            "icon": lambda: plan.icon,
            "info": lambda name: getattr(course.info, name),
            "is_readable": lambda path: images().is_readable(path),
            "kind_styles": kinds,
            "links_around": lambda path: navigation.of(plan.pages[path]),
            "navigation": lambda: navigation.navigation,
            "not_found_links": lambda: navigation.not_found_links,
            "office_hours": office_hours,
            "page": plan.pages.__getitem__,
            "page_urls": lambda: tuple(url for _, url in plan.page_urls()),
            "palette": palette,
            "policy": policy,
            "selection": course.selection,
            "size": lambda kind, value: addresses.size_of(target(kind, value)),
            "styles": lambda: plan.styles,
            "template": templates.get,
            "timetable": timetable,
            "title": title,
            "translations": lambda: translations,
            "upcoming": upcoming,
            "url": lambda kind, value: addresses.url_of(target(kind, value)),
            IMAGE: lambda path, role, width: images().sized_image(
                ImageRequest(path, role, int(width))
            ),
            SOCIAL_IMAGE: plan.social_image,
            SOURCE: source,
        },
        {
            "assignments_by_deadline": assignments_digest,
            "home_sections": lambda: key_of(
                *(_page_digest(s) if isinstance(s, Page) else s for s in course.home_sections)
            ),
            "links_around": lambda path: _links_digest(navigation.of(plan.pages[path])),
            "icon": lambda: key_of(*_versions(filter(None, (plan.icon,)))),
            "office_hours": lambda: key_of(
                words, content_digest(STAFF.name), *_office_hours(course)
            ),
            "page": lambda path: _page_digest(plan.pages[path]),
            "palette": lambda: key_of(course.info.accent),
            "styles": lambda: key_of(*_versions(plan.styles)),
            "content": content_digest,
            "template": templates.digest,
            "timetable": lambda: key_of(words, schedule_digest()),
            "translations": lambda: words,
            "upcoming": lambda: key_of(words, *map(content_digest, UPCOMING.view_of)),
            SOURCE: lambda name: getattr(source(name), "digest", key_of("")),
        },
        _inputs(plan, content_digest, schedule_digest),
    )


def _inputs(
    plan: Plan, content_digest: Callable[[str], str], schedule_digest: Callable[[], str]
) -> dict[str, str]:
    """Return what the answers to queries about URLs and links between pages depend on."""
    urls = key_of(*_structure(plan), str(plan.draws_cards))
    links = key_of(urls, *map(content_digest, plan.course.contents))
    return {
        **dict.fromkeys(_ABOUT_URLS, urls),
        **dict.fromkeys(("links_around", "navigation", "not_found_links"), links),
        "kind_styles": schedule_digest(),
    }


def _structure(plan: Plan) -> Iterator[str]:
    """Yield what determines the URLs of a site."""
    info, unreleased = plan.course.info, plan.unreleased
    yield from (s if isinstance(s, str) else s.name for s in plan.course.home_sections)
    yield from (fingerprint(), info.location.source.digest, info.url, info.language)
    included = (s for s in plan.course.home_sections if isinstance(s, Page))
    for page in (*plan.pages.values(), *included):
        yield from (page.path, page.name, page.title, str(page.order), page.location.source.name)
        yield from page.sections
    for paths in (plan.assets, plan.generated, sorted(unreleased.pages), sorted(unreleased.paths)):
        yield from ("", *paths)
    yield from ("", *unreleased.site_urls, "", *sorted(unreleased.anchors))


def _versions(files: Iterable[SourceFile]) -> Iterator[str]:
    """Yield the path and the version of each file."""
    for file in files:
        yield from (file.path, of_source(file).version)


def _office_hours(course: Course) -> Iterator[str]:
    """Yield the times of all office hours; time zone rules change from time to time."""
    info = course.info
    for _, weekly in course.staff.weekly_hours():
        for each in weekly.usual(info.term_dates, info.holidays, info.timezone):
            yield each.start.isoformat()


def _page_digest(page: Page) -> str:
    """Return the digest of a page with its Markdown."""
    source = page.location.source
    if source.name == f"{CONTENT}/{page.name}":  # everything else is derived from the file
        # The time of a phrase depends on other files.
        release = str(page.released.moment) if page.released else ""
        about = (
            page.title,
            page.template,
            str(page.changed),
            page.visibility,
            release,
            *page.sections,
        )
        values = content_of(page) if "{{" in source.text else ()
        return key_of(source.digest, *about, *values)
    return key_of(source.name, *content_of(page))


def _links_digest(links: PageLinks) -> str:
    items = (*links.breadcrumb, links.previous, links.next)
    parts = ((item.title, item.target.kind.value, item.target.value) for item in items if item)
    shape = f"{len(links.breadcrumb)} {links.previous is None} {links.next is None}"
    return key_of(shape, *(part for item in parts for part in item))


def _public_part(part: Releasable) -> str:
    """Return what identifies a part of a file, and how much of it is public."""
    return f"{part.location.order} {part.visibility} {getattr(part, 'is_expired', False)}"


def _content_digest(course: Course, name: str) -> str:
    """Return the digest of the public part of a content type's value, without visiting all of it.

    Values also depend on `site.yaml`.
    """
    value, info = course.contents[name], course.info
    values = value if isinstance(value, tuple) else (value,)
    parts = holders(value, When)
    timed = (p for p in parts if isinstance(p, Releasable) and (p.times() or p.draft))
    return key_of(
        info.location.source.digest,
        *(each.location.source.digest for each in values),
        # The values of variables depend on other files.
        *(
            part
            for each in values
            if "{{" in each.location.source.text
            for part in content_of(each)
        ),
        # The parts that are public now, and what is public of them.
        *map(_public_part, timed),
        # The times of phrases depend on other files.
        *(str(part.moment) for part in parts if isinstance(part, When)),
        *(_weeks(value, info.timezone) if isinstance(value, Schedule) and value.sections else ()),
    )


def _weeks(schedule: Schedule, timezone: tzinfo) -> Iterator[str]:
    """Yield the times of all weeks; time zone rules change from time to time."""
    from coursegen.views.timetable.current_week import span, spans  # noqa: PLC0415 - only for weeks

    for dates in spans(schedule).values():
        moment = span(dates, timezone)
        yield f"{moment.begins} {moment.ends}"
