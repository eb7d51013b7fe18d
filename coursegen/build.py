"""Build a site in memory from a course's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import IMAGE_CACHE, PAGES_CACHE
from coursegen.base.struct import Struct, field, replace
from coursegen.base.timer import NO_TIMER, Timer, no_progress
from coursegen.content.target import read_base_url
from coursegen.incremental.memo import Memo
from coursegen.incremental.store import NO_STORE, Store
from coursegen.loader.course_folder import load
from coursegen.markdown.cache import MarkdownCache
from coursegen.outputs.registry import planned_paths
from coursegen.render.site import render_site
from coursegen.render.site_pages import RenderOptions
from coursegen.site.addresses import Addresses
from coursegen.site.broken_links import validate_links
from coursegen.site.content_reader import ContentReader
from coursegen.site.plan import make_plan
from coursegen.site.releases import remove_unreleased
from coursegen.templates.sources import read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.timer import Progress
    from coursegen.content.course import Course
    from coursegen.incremental.memo import Memory
    from coursegen.outputs.output import Output
    from coursegen.site.plan import Plan


class Settings(Struct):
    """The options of a build.

    `root` is the course's folder.  `now` determines which content is released; if it has no time
    zone, the course's time zone is used.  `base_url` overrides `url:` in `site.yaml`.  `progress`
    reports the rendered pages.  `environment` contains the environment variables for git.  If
    `cards` is false, no preview images are generated.  Unchanged pages in the `output` folder are
    rendered again only if `clean` is true.  If `write_cache` is false, the cache on disk is not
    updated.  Pass the same `memory` to all builds of a process.  `timer` measures the phases.
    If `preview` is true, the site also contains unreleased content.
    """

    root: Path
    now: datetime
    base_url: str = ""
    cards: bool = True
    progress: Progress = no_progress
    environment: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    clean: bool = False
    write_cache: bool = True
    memory: Memory | None = None
    timer: Timer = NO_TIMER
    preview: bool = False

    @property
    def store(self) -> Store:
        """The store for the results of builds."""
        return Store(self.root / PAGES_CACHE, writes=self.write_cache, ignores=self.clean)


class Site(Struct):
    """A generated site at the time `now`: its plan, and its files by output path.

    `course` is the whole course, with its unreleased content.  `inputs` are the files and folders
    of the course that the build looked at.  `releases` contains the times at which the content of
    the site changes.  `store` contains results of builds.
    """

    plan: Plan
    files: Mapping[str, Output]
    course: Course
    now: datetime
    inputs: tuple[str, ...] = ()
    releases: tuple[datetime, ...] = ()
    store: Store = NO_STORE


def build(settings: Settings, diagnostics: Diagnostics) -> Site:
    """Build the site.  It is incomplete if `diagnostics.failed` is true."""
    store, lap = settings.store, settings.timer.lap
    course, files = load(settings.root, diagnostics, store, settings.memory)
    course, urls = _with_url(course, settings.base_url, diagnostics)
    if course.computes_dates:
        from coursegen.content.timeline.resolve import resolve  # noqa: PLC0415 - only for computed dates

        course = resolve(course, diagnostics)
    lap("load files")
    if course.info.repository:
        from coursegen.loader.history import with_last_changes  # noqa: PLC0415 - only here needed

        course = with_last_changes(course, settings.root, settings.environment, diagnostics)
    lap("git history")
    markdown = MarkdownCache(store)
    templates = read_templates(files.templates, Memo(store, "templates", diagnostics))
    reader = ContentReader(lambda text, name: markdown.page(text, name).html, templates.included_by)
    now = settings.now if settings.now.tzinfo else settings.now.replace(tzinfo=course.info.timezone)
    public = remove_unreleased(
        course, files, reader, now, urls, diagnostics, preview=settings.preview
    )
    templates.save()
    if any("{{" in source.text for source in public.course.sources()):
        from coursegen.render.variables import replace_variables  # noqa: PLC0415 - only for variables

        shown = replace_variables(public.course, course, markdown, diagnostics)
        public = replace(public, course=shown)
    plan = make_plan(public, planned_paths, diagnostics, draws_cards=settings.cards)
    addresses = Addresses(plan)
    validate_links(plan.course, addresses, diagnostics)
    lap("plan and links")
    options = RenderOptions(
        settings.root,
        urls,
        store,
        Store(settings.root / IMAGE_CACHE, writes=settings.write_cache),
        settings.output,
        settings.progress,
        settings.timer,
    )
    outputs = render_site(plan, addresses, templates, markdown, options, diagnostics)
    return Site(plan, outputs, course, now, files.visited, public.times, store)


def _with_url(
    course: Course, base_url: str, diagnostics: Diagnostics
) -> tuple[Course, tuple[str, ...]]:
    """Return the course with `base_url`, unless it is empty, and all known URLs of its site."""
    urls = [course.info.url]
    if base_url:
        url = read_base_url(base_url, diagnostics)
        urls.append(url)
        course = replace(course, info=replace(course.info, url=url))
    return course, tuple(filter(None, urls))
