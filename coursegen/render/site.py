"""Render a planned site: its pages, images and generated files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.files import STATIC
from coursegen.html.postprocess import HtmlPostprocessor
from coursegen.images.image_registry import ImageRegistry
from coursegen.images.originals import published_files
from coursegen.incremental.parallel import run_in_child
from coursegen.loader.translations import load_translations
from coursegen.outputs.registry import OutputContext, generated_files
from coursegen.render.queries import site_answers
from coursegen.render.site_pages import RenderOptions, SitePages, render_pages
from coursegen.site.broken_links import report_broken_link
from coursegen.site.generated_paths import STYLESHEET
from coursegen.site.page_navigation import PageNavigation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coursegen.base.diagnostics import Diagnostic, Diagnostics
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
    images = ImageRegistry(plan, options.image_store, cards=options.cards)

    def html(text: str, page_url: str) -> str:
        from coursegen.render.absolute_html import absolute_html  # noqa: PLC0415 - few sites need it

        return absolute_html(info.url, addresses, markdown, text, page_url)

    generated = generated_files(OutputContext(plan, images, options.image_store, html))
    wait = _start_reading(generated, options.image_store) if options.output else None
    css = generated[STYLESHEET].read().decode(errors="replace")
    lap("stylesheet")
    translations = load_translations(info.language, diagnostics)
    navigation = PageNavigation(plan, addresses, translations)
    postprocessor = HtmlPostprocessor(info.url, info.allowed_origins, css)
    answers = site_answers(plan, addresses, navigation, images, templates, postprocessor)
    lap("navigation")
    pages = render_pages(plan, answers, markdown, postprocessor, options)
    diagnostics.extend(pages.diagnostics)
    for link in pages.broken:
        report_broken_link(link, addresses, diagnostics)
    files = {**pages.files, **published_files(plan.assets, options.store, diagnostics), **generated}
    files |= _image_files(plan, pages, images)
    diagnostics.extend(_image_problems(plan, pages, images))
    if wait:
        wait()
    lap("images, icons, sitemap")
    return files


def _image_files(plan: Plan, pages: SitePages, images: ImageRegistry) -> dict[str, Output]:
    """Return the image copies that pages show, and the social cards of all pages."""
    shown = (images.copies(request) for request in pages.images)
    cards = (images.card(path) for path in plan.pages)
    return {path: file for files in (*shown, *cards) for path, file in files.items()}


def _image_problems(plan: Plan, pages: SitePages, images: ImageRegistry) -> Iterator[Diagnostic]:
    """Yield the problems of the course's icon and of the images that pages show."""
    icon = f"{STATIC}/{plan.course.info.icon}"
    for path in dict.fromkeys((icon, *(request.path for request in pages.images))):
        problem = images.problem(path)
        if problem:
            yield problem


def _start_reading(files: Mapping[str, Output], store: Store) -> Callable[[], None] | None:
    """Start generating the slow files that are not in `store`, in parallel.

    Return a function that waits for them, or None if there are none.
    """
    missing = [file for file in files.values() if file.is_slow and not store.has(file.version)]
    return run_in_child(lambda: [file.read() for file in missing]) if missing else None
