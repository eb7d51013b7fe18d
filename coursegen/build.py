"""Build a site in memory from a course's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import IMAGE_CACHE, PAGES_CACHE, STATIC
from coursegen.base.struct import Struct, field, replace
from coursegen.base.timer import NO_TIMER, Timer
from coursegen.content.target import read_base_url
from coursegen.html.postprocess import HtmlPostprocessor
from coursegen.images.image_registry import ImageRegistry
from coursegen.images.originals import published_files
from coursegen.incremental.memo import Memo
from coursegen.incremental.parallel import run_in_child
from coursegen.incremental.store import Store
from coursegen.loader.course_folder import load
from coursegen.loader.translations import load_translations
from coursegen.markdown.cache import MarkdownCache
from coursegen.outputs.output_manifest import read_manifest
from coursegen.outputs.registry import OutputContext, generated_files, planned_paths
from coursegen.outputs.stylesheet import validate_accent
from coursegen.render.queries import site_answers
from coursegen.render.site_pages import RenderOptions, render_pages
from coursegen.site.addresses import Addresses
from coursegen.site.broken_links import report_broken_link, validate_links
from coursegen.site.content_reader import ContentReader
from coursegen.site.generated_paths import STYLESHEET
from coursegen.site.page_navigation import PageNavigation
from coursegen.site.plan import make_plan
from coursegen.site.releases import release_dates, remove_unreleased
from coursegen.templates.sources import read_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.incremental.memo import Memory
    from coursegen.outputs.output import Output
    from coursegen.site.plan import Plan


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

    @property
    def store(self) -> Store:
        """The store for the results of builds."""
        return Store(self.root / PAGES_CACHE, writes=self.write_cache, ignores=self.clean)


class Site(Struct):
    """A generated site: its plan, and its files by output path.

    `inputs` are the files and folders of the course that the build looked at.  `releases` contains
    the times at which the content of the site changes.
    """

    plan: Plan
    files: Mapping[str, Output]
    inputs: tuple[str, ...] = ()
    releases: tuple[datetime, ...] = ()


def build(settings: Settings, diagnostics: Diagnostics) -> Site:
    """Build the site.  It is incomplete if `diagnostics.failed` is true."""
    root, lap, store = settings.root, settings.timer.lap, settings.store
    course, course_files = load(root, diagnostics, store, settings.memory)
    site_urls = [course.info.url]
    if settings.base_url:
        url = read_base_url(settings.base_url, diagnostics)
        site_urls.append(url)
        course = replace(course, info=replace(course.info, url=url))
    lap("load files")
    if course.info.repository:
        from coursegen.loader.history import with_last_changes  # noqa: PLC0415 - only here needed

        course = with_last_changes(course, root, settings.environment, diagnostics)
    lap("git history")
    urls = tuple(filter(None, site_urls))
    markdown = MarkdownCache(store)
    templates = read_templates(course_files.templates, Memo(store, "templates", diagnostics))
    public = remove_unreleased(
        course,
        course_files,
        ContentReader(lambda text, name: markdown.page(text, name).html, templates.included_by),
        settings.now if settings.now.tzinfo else settings.now.replace(tzinfo=course.info.timezone),
        urls,
        diagnostics,
    )
    templates.save()
    plan = make_plan(public, planned_paths, diagnostics)
    info, addresses = plan.course.info, Addresses(plan)
    validate_links(plan.course, addresses, diagnostics)
    diagnostics.extend(validate_accent(info.accent))
    translations = load_translations(info.language, diagnostics)
    lap("plan and links")
    image_store = Store(root / IMAGE_CACHE, writes=settings.write_cache)
    images = ImageRegistry(plan, image_store, cards=settings.cards)
    generated = generated_files(OutputContext(plan, images, image_store))
    wait = _start_reading(generated, image_store) if settings.output else None
    css = generated[STYLESHEET].read().decode(errors="replace")
    lap("stylesheet")
    navigation = PageNavigation(plan, addresses, translations)
    postprocessor = HtmlPostprocessor(info.url, info.allowed_origins, css)
    answers = site_answers(plan, addresses, navigation, images, templates, postprocessor)
    manifest = read_manifest(store, settings.output) if settings.output else None
    lap("navigation")
    options = RenderOptions(urls, store, manifest, settings.progress, settings.timer)
    pages = render_pages(root, plan, answers, markdown, postprocessor, options)
    diagnostics.extend(pages.diagnostics)
    for link in pages.broken:
        report_broken_link(link, addresses, diagnostics)
    files = {**pages.files, **published_files(plan.assets, store, diagnostics), **generated}
    for request in pages.images:
        files |= images.copies(request)
    for path in plan.pages:
        files |= images.card(path)
    shown = (f"{STATIC}/{info.icon}", *(request.path for request in pages.images))
    diagnostics.extend(filter(None, map(images.problem, shown)))
    if wait:
        wait()
    lap("images, icons, sitemap")
    return Site(plan, files, course_files.visited, release_dates(course))


def _start_reading(files: Mapping[str, Output], store: Store) -> Callable[[], None] | None:
    """Start generating the slow files that are not in `store`, in parallel.

    Return a function that waits for them, or None if there are none.
    """
    missing = [file for file in files.values() if file.is_slow and not store.has(file.version)]
    return run_in_child(lambda: [file.read() for file in missing]) if missing else None
