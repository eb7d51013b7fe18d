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
from coursegen.images.image_registry import ImageRegistry
from coursegen.incremental.cache import Cache
from coursegen.loader.translations import load_translations
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.links import LinkWriter, Root
from coursegen.markdown.texts import Texts
from coursegen.render.pages import PageRenderer
from coursegen.site.addresses import Addresses
from coursegen.templates.reach import reach_in
from coursegen.views.page_navigation import PageNavigation

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made
    from coursegen.content.page import Page


@pytest.fixture
def page(made: Made) -> Page:
    name = f"{NOTES}/{made.course.edited.name}.md"
    return next(page for page in made.site.plan.pages.values() if page.name == name)


class Unfinished(HtmlPostprocessor):
    """A renderer without the last step, which has a separate benchmark."""

    def finish(self, html: str) -> str:
        return html


def renderer_of(page: Page, made: Made) -> PageRenderer:
    """Return a renderer for one page."""
    plan = replace(made.site.plan, pages={page.path: page})
    noted = Diagnostics()
    gallery = ImageRegistry(plan, Cache(made.root / IMAGE_CACHE), noted)
    addresses, words = Addresses(made.site.plan), load_translations("en", noted)
    return PageRenderer(
        made.root,
        gallery,
        addresses,
        reach_in(made.root),
        words,
        Unfinished("", (), ""),
        Texts(Cache(made.root / PAGES_CACHE), noted),
        PageNavigation(made.site.plan, addresses, words),
        NO_TIMER,
        noted,
    )


def test_converting_the_markdown_of_a_page(benchmark: BenchmarkFixture, page: Page) -> None:
    assert "<h2" in benchmark(MarkdownRenderer().page, page.body).html


def test_highlighting_the_code_of_a_page(benchmark: BenchmarkFixture, page: Page) -> None:
    code = "\n\n".join(re.findall(r"^```.*?^```$", page.body, re.MULTILINE | re.DOTALL))
    assert "<span class=" in benchmark(MarkdownRenderer().page, code).html


def test_resolving_the_links_of_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    noted, root = Diagnostics(), Root(to_root(page.path), is_home=False)
    writer = LinkWriter(page.location, NOTES, root, Addresses(made.site.plan), noted)
    html = MarkdownRenderer().page(page.body).html
    assert "../" in benchmark(writer.rewrite, html)
    assert list(noted) == []


def test_rendering_the_template_of_a_page(
    benchmark: BenchmarkFixture, made: Made, page: Page
) -> None:
    renderer = renderer_of(replace(page, body_length=0), made)
    assert page.title.encode() in benchmark(renderer.page, page.path)


def test_rendering_the_template_of_the_home_page(benchmark: BenchmarkFixture, made: Made) -> None:
    home = made.site.plan.course.home
    assert b"<table" in benchmark(renderer_of(home, made).page, home.path)


def test_postprocessing_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    finisher = HtmlPostprocessor("", (), "")
    html = (renderer_of(page, made).page(page.path) or b"").decode()
    assert "Content-Security-Policy" in benchmark(finisher.finish, html)
