"""Making one page, step by step."""

import re
from dataclasses import replace

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.course import NOTES
from benchmarks.micro.conftest import Made
from coursegen.diagnostics import Diagnostics
from coursegen.images.cache import Cache
from coursegen.images.gallery import Gallery
from coursegen.loader.words import load_words
from coursegen.model.page import Page
from coursegen.paths import CACHE
from coursegen.render.finish import Finisher
from coursegen.render.links import LinkWriter, Root
from coursegen.render.markdown import MarkdownRenderer
from coursegen.render.pages import PageRenderer
from coursegen.site.addresses import Addresses
from coursegen.site.timetable import make_timetable
from coursegen.urls import to_root


@pytest.fixture
def page(made: Made) -> Page:
    name = f"{NOTES}/{made.course.edited.name}.md"
    return next(page for page in made.site.plan.pages.values() if page.name == name)


def renderer_of(page: Page, made: Made) -> PageRenderer:
    """What renders this page alone."""
    plan = replace(made.site.plan, pages={page.path: page})
    noted = Diagnostics()
    gallery = Gallery(plan, Cache(made.root / CACHE), noted)
    words, timetable = load_words("en", noted), make_timetable(plan.course)
    return PageRenderer(made.root, gallery, Addresses(made.site.plan), timetable, words, noted)


def html_of(renderer: PageRenderer) -> str:
    [(_, html)] = renderer.render(lambda html: html, lambda: None)
    return html.decode()


def test_the_markdown_of_a_page(benchmark: BenchmarkFixture, page: Page) -> None:
    renderer = MarkdownRenderer(Diagnostics())
    assert "<h2" in benchmark(renderer.page, page.body, page.place).html


def test_the_highlighting_of_a_page(benchmark: BenchmarkFixture, page: Page) -> None:
    code = "\n\n".join(re.findall(r"^```.*?^```$", page.body, re.MULTILINE | re.DOTALL))
    renderer = MarkdownRenderer(Diagnostics())
    assert "<span class=" in benchmark(renderer.page, code, page.place).html


def test_the_links_of_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    noted, root = Diagnostics(), Root(to_root(page.path), is_home=False)
    writer = LinkWriter(page.place, NOTES, root, Addresses(made.site.plan), noted)
    html = MarkdownRenderer(noted).page(page.body, page.place).html
    assert "../" in benchmark(writer.rewrite, html)
    assert list(noted) == []


def test_the_template_of_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    renderer = renderer_of(replace(page, body=""), made)
    assert page.title in benchmark(html_of, renderer)


def test_the_template_of_the_home_page(benchmark: BenchmarkFixture, made: Made) -> None:
    renderer = renderer_of(made.site.plan.course.home, made)
    assert "<table" in benchmark(html_of, renderer)


def test_the_last_step_of_a_page(benchmark: BenchmarkFixture, made: Made, page: Page) -> None:
    finisher = Finisher("", (), "")
    html = html_of(renderer_of(page, made))
    assert "Content-Security-Policy" in benchmark(finisher.finish, html)
