"""The whole road, once: a course's folder → a site, which is a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.cache import Cache
from coursegen.diagnostics import Diagnostics
from coursegen.images.gallery import Gallery
from coursegen.images.icons import icon_files
from coursegen.loader.course import load
from coursegen.loader.history import with_last_changes
from coursegen.loader.targets import read_base_url
from coursegen.loader.words import load_words
from coursegen.paths import CACHE, FILES, PAGES_CACHE, STATIC, THEME, Found, walk
from coursegen.render.finish import Finisher
from coursegen.render.keys import PageKeys
from coursegen.render.pages import PageRenderer
from coursegen.render.reach import reach_in
from coursegen.render.renewal import Renewal
from coursegen.render.standing import Standing
from coursegen.site.addresses import Addresses
from coursegen.site.kind_rules import kind_rules
from coursegen.site.links import vet_links
from coursegen.site.plan import ROBOTS, SITEMAP, Inputs, Plan, make_plan
from coursegen.site.release import released
from coursegen.site.stylesheet import STYLESHEET, stylesheet, vet_accent
from coursegen.site.wellknown import robots, sitemap
from coursegen.values import Value, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from coursegen.images.derived import Derived
    from coursegen.render.standing import Fresh, Kept


class Settings(Value):
    """What a build is told: the course's folder and the time that counts as now.

    A `now` without a time zone is in the course's own.  `base_url` overrides the `url:` of
    `site.yaml`; `progress` is called with the number of pages before the first is rendered, and
    gives back what to call after each; `environment` are the variables that git may see.  Without
    `cards`, no pictures for shared links are made.  With an `output` folder, pages that stand there
    as they will be are kept, unless `afresh`.  Without `notes`, nothing is kept for the next build.
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


class Site(Value):
    """A finished site: what stands at each output path.

    That is bytes, a page that stands there already, a file to copy or one to make.  `fresh` are the
    pages of which there is nothing to tell.  `standing`, where it is there, is to be told of what
    is published.
    """

    plan: Plan
    files: Mapping[str, bytes | Kept | Found | Derived]
    fresh: Mapping[str, Fresh] = field(default_factory=dict)
    standing: Standing | None = None


def build(settings: Settings, diagnostics: Diagnostics) -> Site:
    """Make the site.  It is whole only when `diagnostics` has not failed."""
    known = Cache(settings.root / PAGES_CACHE, keeps=settings.notes)
    course, images = load(settings.root, diagnostics, known)
    if settings.base_url:
        url = read_base_url(settings.base_url, diagnostics)
        course = replace(course, facts=replace(course.facts, url=url))
    course = with_last_changes(course, settings.root, settings.environment, diagnostics)
    now = settings.now
    if now.tzinfo is None:
        now = now.replace(tzinfo=course.facts.timezone)
    course, held = released(course, now)
    inputs = Inputs(
        theme_static=tuple(walk(THEME / STATIC, f"theme/{STATIC}", diagnostics)),
        static=tuple(walk(settings.root / STATIC, STATIC, diagnostics)),
        files=tuple(walk(settings.root / FILES, FILES, diagnostics)),
        content_images=images,
    )
    plan = make_plan(course, inputs, held, diagnostics)
    addresses = Addresses(plan)
    vet_links(course, addresses, diagnostics)
    diagnostics.extend(vet_accent(course.facts.accent))
    words = load_words(course.facts.language, diagnostics)
    styles = stylesheet(plan.styles, course.facts.accent, plan.fonts, kind_rules(course.schedule))
    finisher = Finisher(course.facts.url, course.facts.allow, styles.decode(errors="replace"))
    cache = Cache(settings.root / CACHE)
    seen = Diagnostics()
    gallery = Gallery(plan, cache, seen, cards=settings.cards)
    reach = reach_in(settings.root)
    renderer = PageRenderer(
        settings.root, gallery, addresses, reach, words, finisher, known, diagnostics
    )
    shared = (repr(sorted(words.items())), styles.decode(errors="replace"), str(settings.cards))
    keys = PageKeys(plan, reach, renderer.surroundings, shared)
    standing = Standing(known, settings.output, afresh=settings.afresh) if settings.output else None
    progress = settings.progress
    pages = Renewal(renderer, keys, addresses, gallery, standing, progress, diagnostics).pages()
    files: dict[str, bytes | Kept | Found | Derived] = {**pages.files}
    files |= {path: asset.file for path, asset in plan.assets.items()}
    files |= gallery.files
    files |= icon_files(gallery, cache)
    diagnostics.extend(seen)
    files[STYLESHEET] = styles
    files[ROBOTS] = robots(plan)
    files[SITEMAP] = sitemap(plan)
    return Site(plan, files, pages.fresh, standing)
