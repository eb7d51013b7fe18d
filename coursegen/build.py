"""The whole road, once: a course's folder → a site, which is a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import CACHE, FILES, PAGES_CACHE, STATIC, THEME, SourceFile, walk
from coursegen.base.struct import Struct, field, replace
from coursegen.base.timer import NO_TIMER, Timer
from coursegen.html.postprocess import HtmlPostprocessor
from coursegen.images.course_icon import icon_files
from coursegen.images.generated_file import GeneratedFile
from coursegen.images.image_registry import ImageRegistry
from coursegen.images.originals import published_files
from coursegen.incremental.cache import Cache
from coursegen.incremental.spread import aside
from coursegen.loader.course_folder import load
from coursegen.loader.history import with_last_changes
from coursegen.loader.link_values import read_base_url
from coursegen.loader.translations import load_translations
from coursegen.markdown.texts import Texts
from coursegen.outputs.kind_styles import kind_styles
from coursegen.outputs.robots import robots
from coursegen.outputs.sitemap import sitemap
from coursegen.outputs.stylesheet import stylesheet, validate_accent
from coursegen.render.keys import PageKeys
from coursegen.render.renewal import Renewal
from coursegen.render.standing import Standing
from coursegen.site.addresses import Addresses
from coursegen.site.broken_links import validate_links
from coursegen.site.course_graph import ContentReader
from coursegen.site.generated_paths import ROBOTS, SITEMAP, STYLESHEET
from coursegen.site.inputs import Inputs
from coursegen.site.plan import Plan, make_plan
from coursegen.site.releases import ReleasedCourse, release_dates, remove_unreleased
from coursegen.templates.reach import reach_in
from coursegen.views.page_navigation import PageNavigation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from coursegen.content.course import Course
    from coursegen.loader.remembered import Memory
    from coursegen.render.pages import PageRenderer
    from coursegen.render.standing import Fresh, Kept


class Settings(Struct):
    """What a build is told: the course's folder and the time that counts as now.

    A `now` without a time zone is in the course's own.  `base_url` overrides the `url:` of
    `site.yaml`; `progress` is called with the number of pages before the first is rendered, and
    gives back what to call after each; `environment` are the variables that git may see.  Without
    `cards`, no pictures for shared links are made.  With an `output` folder, pages that stand there
    as they will be are kept, unless `afresh`.  Without `notes`, nothing is kept for the next build;
    a process that builds the same course again and again gives the same `memory` to each.
    `stopwatch` is told of each room that is left.
    """

    root: Path
    now: datetime
    base_url: str = ""
    cards: bool = True
    progress: Callable[[int], Callable[[], None]] = lambda _total: lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    afresh: bool = False
    notes: bool = True
    memory: Memory | None = None
    stopwatch: Timer = NO_TIMER


class Site(Struct):
    """A finished site: what stands at each output path.

    That is bytes, a page that stands there already, a file to copy or one to make.  `fresh` are the
    pages of which there is nothing to tell.  `standing`, where it is there, is to be told of what
    is published.  `releases` are the times at which the same course makes another site.
    """

    plan: Plan
    files: Mapping[str, bytes | Kept | SourceFile | GeneratedFile]
    fresh: Mapping[str, Fresh] = field(default_factory=dict)
    standing: Standing | None = None
    releases: tuple[datetime, ...] = ()


def build(settings: Settings, diagnostics: Diagnostics) -> Site:
    """Make the site.  It is whole only when `diagnostics` has not failed."""
    root, lap = settings.root, settings.stopwatch.lap
    known = Cache(root / PAGES_CACHE, keeps=settings.notes, afresh=settings.afresh)
    course, content = load(root, diagnostics, known, settings.memory)
    site_urls = [course.info.url]
    if settings.base_url:
        url = read_base_url(settings.base_url, diagnostics)
        site_urls.append(url)
        course = replace(course, info=replace(course.info, url=url))
    lap("load: the author's files")
    course = with_last_changes(course, root, settings.environment, diagnostics)
    lap("history: when they changed")
    times = release_dates(course)
    reach = reach_in(root)
    reader = ContentReader(Texts(known, Diagnostics()).page, reach.sources)
    public = _public(settings, course, content, reader, site_urls, diagnostics)
    plan, addresses = _plan(public, diagnostics)
    course = plan.course
    words = load_translations(course.info.language, diagnostics)
    lap("plan: what will exist, links")
    styles = stylesheet(plan.styles, course.info.accent, plan.fonts, kind_styles(course.schedule))
    lap("stylesheet")
    made = Cache(root / CACHE, keeps=settings.notes)
    seen = Diagnostics()  # of pictures, which many pages may show
    gallery = ImageRegistry(plan, made, seen, cards=settings.cards)
    icons = icon_files(gallery, made)
    drawn = _draw(icons) if settings.output else None
    finisher = HtmlPostprocessor(
        course.info.url, course.info.allow, styles.decode(errors="replace")
    )
    surroundings = PageNavigation(plan, addresses, words)
    texts = Texts(known, diagnostics)
    shared = (repr(words), sorted(finisher.stylesheet_uses), gallery.cards)
    keys = PageKeys(plan, reach, surroundings, shared)

    def renderer() -> PageRenderer:
        from coursegen.render.pages import PageRenderer  # noqa: PLC0415 - Jinja is slow to load

        return PageRenderer(
            root,
            gallery,
            addresses,
            reach,
            words,
            finisher,
            texts,
            surroundings,
            settings.stopwatch,
            diagnostics,
        )

    standing = Standing(known, settings.output) if settings.output else None
    lap("pages: what stands around them")
    pages = Renewal(
        renderer,
        texts,
        keys,
        addresses,
        gallery,
        standing,
        settings.progress,
        diagnostics,
        settings.stopwatch,
    ).pages()
    files: dict[str, bytes | Kept | SourceFile | GeneratedFile] = {**pages.files}
    files |= published_files(plan.assets, known, diagnostics)
    files |= gallery.files
    files |= icons
    if drawn:
        drawn()
    diagnostics.extend(seen)
    files[STYLESHEET] = styles
    files[ROBOTS] = robots(plan)
    files[SITEMAP] = sitemap(plan)
    lap("pictures, icons, sitemap")
    return Site(plan, files, pages.fresh, standing, times)


def _draw(icons: Mapping[str, bytes | SourceFile | GeneratedFile]) -> Callable[[], None] | None:
    """Let the icons be drawn meanwhile, if they are not; call what comes back to wait for them."""
    missing = [
        icon for icon in icons.values() if isinstance(icon, GeneratedFile) and not icon.is_cached
    ]
    return aside(lambda: [icon.read() for icon in missing]) if missing else None


def _public(  # noqa: PLR0913, PLR0917 - the whole course, and how it is read
    settings: Settings,
    course: Course,
    content: tuple[SourceFile, ...],
    reader: ContentReader,
    site_urls: Iterable[str],
    diagnostics: Diagnostics,
) -> ReleasedCourse:
    """The course and its files as visitors may see them."""
    now = settings.now
    if now.tzinfo is None:
        now = now.replace(tzinfo=course.info.timezone)
    inputs = Inputs(
        theme_static=tuple(walk(THEME / STATIC, f"theme/{STATIC}", diagnostics)),
        static=tuple(walk(settings.root / STATIC, STATIC, diagnostics)),
        files=tuple(walk(settings.root / FILES, FILES, diagnostics)),
        content=content,
    )
    return remove_unreleased(
        course, inputs, reader, now, tuple(filter(None, site_urls)), diagnostics
    )


def _plan(public: ReleasedCourse, diagnostics: Diagnostics) -> tuple[Plan, Addresses]:
    """What will exist, where it is, and whether the links lead there."""
    course = public.course
    plan = make_plan(course, public.inputs, public.unreleased, diagnostics)
    addresses = Addresses(plan)
    validate_links(course, addresses, diagnostics)
    diagnostics.extend(validate_accent(course.info.accent))
    return plan, addresses
