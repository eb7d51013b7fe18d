"""Render a planned site: its pages, images and generated files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import STATIC
from coursegen.images.originals import published_files
from coursegen.incremental.memo import Memo
from coursegen.incremental.parallel import run_in_child
from coursegen.incremental.reads import Reads
from coursegen.loader.translations import load_translations
from coursegen.outputs.generated_files import OutputContext, generated_files
from coursegen.render.queries import site_answers
from coursegen.render.site_pages import RenderOptions, SitePages, render_pages
from coursegen.site.broken_links import report_broken_link
from coursegen.site.generated_paths import STYLESHEET
from coursegen.site.page_navigation import PageNavigation
from coursegen.site.site_reads import SiteReads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.html.csp import Use
    from coursegen.images.image_registry import ImageRegistry
    from coursegen.incremental.store import Store
    from coursegen.markdown.cache import MarkdownCache
    from coursegen.outputs.output import Output
    from coursegen.site.addresses import Addresses
    from coursegen.site.plan import Plan
    from coursegen.templates.sources import TemplateSources


def render_site(  # noqa: PLR0913, PLR0917 - a plan, two sources of text, and how to use them
    plan: Plan,
    addresses: Addresses,
    templates: TemplateSources,
    markdown: MarkdownCache,
    options: RenderOptions,
    diagnostics: Diagnostics,
) -> dict[str, Output]:
    """Return all files of a planned site by output path."""
    info, lap = plan.course.info, options.timer.lap

    @cache
    def images() -> ImageRegistry:
        from coursegen.images.image_registry import ImageRegistry  # noqa: PLC0415 - only for images

        return ImageRegistry(plan.assets, options.image_store)

    @cache
    def stylesheet_uses() -> tuple[Use, ...]:
        return _stylesheet_uses(generated[STYLESHEET], options.store)

    def policy() -> tuple[str, ...]:
        return (info.url, *info.allowed_origins, "", *map(" ".join, stylesheet_uses()))

    def html(site: SiteReads, text: str, page_url: str) -> str:
        from coursegen.render.absolute_html import absolute_html  # noqa: PLC0415 - few sites need it

        return absolute_html(markdown, site, text, page_url)

    translations = load_translations(info.language, diagnostics) | {"clock": info.clock}
    navigation = PageNavigation(plan, addresses, translations)
    answers = site_answers(plan, addresses, navigation, images, templates, policy)
    lap("navigation")
    site = SiteReads(Reads(answers), options.site_urls)
    context = OutputContext(site, plan.generated, options.image_store, html, diagnostics)
    generated = generated_files(context, options.store)
    icons = [generated[path] for path in plan.generated if path in generated]
    wait = _start_reading(icons, options.image_store) if options.output else None
    lap("stylesheet, icons, sitemap")
    pages = render_pages(plan, answers, markdown, stylesheet_uses, options)
    diagnostics.extend(pages.diagnostics)
    for link in pages.broken:
        report_broken_link(link, addresses, diagnostics)
    files = {**pages.files, **published_files(plan.assets, options.store, diagnostics), **generated}
    files |= _image_files(pages, images)
    diagnostics.extend(_image_problems(plan, pages, images))
    if wait:
        wait()
    lap("images")
    return files


def _stylesheet_uses(css: Output, store: Store) -> tuple[Use, ...]:
    """Return what the site's stylesheet loads, for the pages' security policies."""

    def compute(_diagnostics: Diagnostics) -> tuple[Use, ...]:
        from coursegen.html.csp import css_uses  # noqa: PLC0415 - only for a new stylesheet

        return tuple(sorted(set(css_uses(css.read().decode(errors="replace")))))

    memo = Memo(store, "stylesheet", Diagnostics())
    uses = memo.get(tuple[tuple[str, str], ...], css.version, compute)
    memo.save()
    return uses


def _image_files(pages: SitePages, images: Callable[[], ImageRegistry]) -> dict[str, Output]:
    """Return the image copies that pages show."""
    shown = (images().copies(request) for request in pages.images)
    return {path: file for files in shown for path, file in files.items()}


def _image_problems(
    plan: Plan, pages: SitePages, images: Callable[[], ImageRegistry]
) -> Iterator[Diagnostic]:
    """Yield the problems of the course's icon and of the images that pages show."""
    icon = (f"{STATIC}/{plan.course.info.icon}",) if plan.icon else ()
    for path in dict.fromkeys((*icon, *(request.path for request in pages.images))):
        problem = images().problem(path)
        if problem:
            yield problem


def _start_reading(files: Iterable[Output], store: Store) -> Callable[[], None] | None:
    """Start generating the slow files that are not in `store`, in parallel.

    Return a function that waits for them, or None if there are none.
    """
    missing = [file for file in files if file.is_slow and not store.has(file.version)]
    return run_in_child(lambda: [file.read() for file in missing]) if missing else None
