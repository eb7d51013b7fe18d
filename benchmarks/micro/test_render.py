"""Microbenchmarks of the steps of rendering a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from benchmarks.course import NOTES
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import IMAGE_CACHE, PAGES_CACHE
from coursegen.base.struct import replace
from coursegen.base.timer import NO_TIMER
from coursegen.base.urls import to_root
from coursegen.html.postprocess import HtmlPostprocessor
from coursegen.images.image_reads import ImageReads
from coursegen.images.image_registry import ImageRegistry
from coursegen.incremental.memo import Memo
from coursegen.incremental.reads import Reads
from coursegen.incremental.store import Store
from coursegen.loader.course_files import list_files
from coursegen.loader.translations import load_translations
from coursegen.markdown.cache import MarkdownCache
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.links import LinkWriter, Root
from coursegen.render.pages import PageRenderer
from coursegen.render.queries import site_answers
from coursegen.site.addresses import Addresses
from coursegen.site.page_navigation import PageNavigation
from coursegen.site.site_reads import SiteReads
from coursegen.templates.sources import read_templates

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made
    from coursegen.content.page import Page
    from coursegen.site.plan import Plan


@pytest.fixture
def page(made: Made) -> Page:
    name = f"{NOTES}/{made.course.edited.name}.md"
    return next(page for page in made.site.plan.pages.values() if page.name == name)


class Unfinished(HtmlPostprocessor):
    """A renderer without the last step, which has a separate benchmark."""

    def finish(self, html: str) -> str:
        return html


def reads_of(root: Path, plan: Plan) -> Reads:
    """Return an object that answers the queries of pages about the site."""
    noted = Diagnostics()
    addresses = Addresses(plan)
    navigation = PageNavigation(plan, addresses, load_translations("en", noted))
    images = ImageRegistry(plan.assets, Store(root / IMAGE_CACHE))
    templates = read_templates(
        list_files(root, noted).templates, Memo(Store(root / PAGES_CACHE), "templates", noted)
    )
    return Reads(site_answers(plan, addresses, navigation, lambda: images, templates, tuple))


def renderer_of(page: Page, made: Made) -> PageRenderer:
    """Return a renderer for one page."""
    plan = replace(made.site.plan, pages={**made.site.plan.pages, page.path: page})
    reads = reads_of(made.root, plan)
    markdown = MarkdownCache(Store(made.root / PAGES_CACHE))
    return PageRenderer(
        made.root,
        SiteReads(reads, ()),
        ImageReads(reads),
        markdown,
        Unfinished("", (), ()),
        NO_TIMER,
    )


def test_converting_the_markdown_of_a_page(benchmark: BenchmarkFixture, page: Page) -> None:
    assert "<h2" in benchmark(MarkdownRenderer().page, page.body).html


def test_highlighting_the_code_of_a_page(benchmark: BenchmarkFixture, page: Page) -> None:
    code = "\n\n".join(re.findall(r"^```.*?^```$", page.body, re.MULTILINE | re.DOTALL))
    assert "<span class=" in benchmark(MarkdownRenderer().page, code).html


def test_resolving_the_links_of_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    root = Root(to_root(page.path), is_home=False)
    writer = LinkWriter(
        page.location, NOTES, root, SiteReads(reads_of(made.root, made.site.plan), ())
    )
    html = MarkdownRenderer().page(page.body).html
    assert "../" in benchmark(writer.rewrite, html)
    assert (list(writer.diagnostics), writer.broken) == ([], [])


def test_rendering_the_template_of_a_page(
    benchmark: BenchmarkFixture, made: Made, page: Page
) -> None:
    renderer = renderer_of(replace(page, body_length=0), made)
    rendered = benchmark(renderer.render, page.path)
    assert page.title.encode() in (rendered.html or b"")


def test_rendering_the_template_of_the_home_page(benchmark: BenchmarkFixture, made: Made) -> None:
    home = made.site.plan.course.home
    rendered = benchmark(renderer_of(home, made).render, home.path)
    assert b"<table" in (rendered.html or b"")


def test_postprocessing_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    finisher = HtmlPostprocessor("", (), ())
    html = (renderer_of(page, made).render(page.path).html or b"").decode()
    assert "Content-Security-Policy" in benchmark(finisher.finish, html)
