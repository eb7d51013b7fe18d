"""Build a site in memory from a course's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import FILES, IMAGE_CACHE, PAGES_CACHE, STATIC, THEME, SourceFile, walk
from coursegen.base.struct import Struct, field, replace
from coursegen.base.timer import NO_TIMER, Timer
from coursegen.content.target import read_base_url
from coursegen.html.postprocess import HtmlPostprocessor
from coursegen.images.course_icon import icon_files
from coursegen.images.generated_file import GeneratedFile
from coursegen.images.image_registry import ImageRegistry
from coursegen.images.originals import published_files
from coursegen.incremental.cache import Cache
from coursegen.incremental.spread import aside
from coursegen.loader.course_folder import load
from coursegen.loader.history import with_last_changes
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
from coursegen.site.generated_paths import ROBOTS, SITEMAP, STYLESHEET
from coursegen.site.inputs import ContentReader, Inputs
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
    """The options of a build.

    `root` is the course's folder.  `now` determines which content is released; if it has no time
    zone, the course's time zone is used.  `base_url` overrides `url:` in `site.yaml`.  `progress`
    is called with the number of pages and returns a function to call after each page.
    `environment` contains the environment variables for git.  If `cards` is false, no preview
    images are generated.  Unchanged pages in the `output` folder are rendered again only if `clean`
    is true.  If `write_cache` is false, the cache on disk is not updated.  Pass the same `memory`
    to all builds of a process.  `timer` measures the phases.
    """

    root: Path
    now: datetime
    base_url: str = ""
    cards: bool = True
    progress: Callable[[int], Callable[[], None]] = lambda _total: lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    clean: bool = False
    write_cache: bool = True
    memory: Memory | None = None
    timer: Timer = NO_TIMER


class Site(Struct):
    """A generated site, with the content of each output path.

    The content is bytes, an unchanged published page, a file to copy or a file to generate.
    `fresh` contains the pages that were rendered without diagnostics.  `manifest` records the
    published files.  `releases` contains the times at which the content of the site changes.
    """

    plan: Plan
    files: Mapping[str, bytes | Kept | SourceFile | GeneratedFile]
    fresh: Mapping[str, Fresh] = field(default_factory=dict)
    manifest: Standing | None = None
    releases: tuple[datetime, ...] = ()


def build(settings: Settings, diagnostics: Diagnostics) -> Site:
    """Build the site.  It is incomplete if `diagnostics.failed` is true."""
    root, lap = settings.root, settings.timer.lap
    page_cache = Cache(root / PAGES_CACHE, keeps=settings.write_cache, afresh=settings.clean)
    course, content = load(root, diagnostics, page_cache, settings.memory)
    site_urls = [course.info.url]
    if settings.base_url:
        url = read_base_url(settings.base_url, diagnostics)
        site_urls.append(url)
        course = replace(course, info=replace(course.info, url=url))
    lap("load files")
    course = with_last_changes(course, root, settings.environment, diagnostics)
    lap("git history")
    times = release_dates(course)
    dependencies = reach_in(root)
    reader = ContentReader(Texts(page_cache, Diagnostics()).page, dependencies.sources)
    public = _released(settings, course, content, reader, site_urls, diagnostics)
    plan, addresses = _plan(public, diagnostics)
    course = plan.course
    translations = load_translations(course.info.language, diagnostics)
    lap("plan and links")
    styles = stylesheet(plan.styles, course.info.accent, plan.fonts, kind_styles(course.schedule))
    lap("stylesheet")
    image_cache = Cache(root / IMAGE_CACHE, keeps=settings.write_cache)
    image_diagnostics = Diagnostics()  # separate diagnostics, because pages may share an image
    images = ImageRegistry(plan, image_cache, image_diagnostics, cards=settings.cards)
    icons = icon_files(images, image_cache)
    wait_for_icons = _start_generating(icons) if settings.output else None
    postprocessor = HtmlPostprocessor(
        course.info.url, course.info.allowed_origins, styles.decode(errors="replace")
    )
    navigation = PageNavigation(plan, addresses, translations)
    texts = Texts(page_cache, diagnostics)
    shared = (repr(translations), sorted(postprocessor.stylesheet_uses), images.cards)
    keys = PageKeys(plan, dependencies, navigation, shared)

    def renderer() -> PageRenderer:
        from coursegen.render.pages import PageRenderer  # noqa: PLC0415 - Jinja is slow to load

        return PageRenderer(
            root,
            images,
            addresses,
            dependencies,
            translations,
            postprocessor,
            texts,
            navigation,
            settings.timer,
            diagnostics,
        )

    manifest = Standing(page_cache, settings.output) if settings.output else None
    lap("navigation")
    pages = Renewal(
        renderer,
        texts,
        keys,
        addresses,
        images,
        manifest,
        settings.progress,
        diagnostics,
        settings.timer,
    ).pages()
    files: dict[str, bytes | Kept | SourceFile | GeneratedFile] = {**pages.files}
    files |= published_files(plan.assets, page_cache, diagnostics)
    files |= images.files
    files |= icons
    if wait_for_icons:
        wait_for_icons()
    diagnostics.extend(image_diagnostics)
    files[STYLESHEET] = styles
    files[ROBOTS] = robots(plan)
    files[SITEMAP] = sitemap(plan)
    lap("images, icons, sitemap")
    return Site(plan, files, pages.fresh, manifest, times)


def _start_generating(
    icons: Mapping[str, bytes | SourceFile | GeneratedFile],
) -> Callable[[], None] | None:
    """Start generating the icons that are not cached, in parallel.

    Return a function that waits for them, or None if all icons are cached.
    """
    missing = [
        icon for icon in icons.values() if isinstance(icon, GeneratedFile) and not icon.is_cached
    ]
    return aside(lambda: [icon.read() for icon in missing]) if missing else None


def _released(  # noqa: PLR0913, PLR0917 - independent inputs
    settings: Settings,
    course: Course,
    content: tuple[SourceFile, ...],
    reader: ContentReader,
    site_urls: Iterable[str],
    diagnostics: Diagnostics,
) -> ReleasedCourse:
    """Return the public part of the course and its files."""
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
    """Plan the site and validate its links."""
    course = public.course
    plan = make_plan(course, public.inputs, public.unreleased, diagnostics)
    addresses = Addresses(plan)
    validate_links(course, addresses, diagnostics)
    diagnostics.extend(validate_accent(course.info.accent))
    return plan, addresses
