"""Microbenchmarks of reading the author's files."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import CONTENT, walk
from coursegen.base.text import Location, Source
from coursegen.content.author import Author
from coursegen.content.dates import DateReader
from coursegen.content.schedule import Schedule
from coursegen.content.site import CourseInfo
from coursegen.loader.course_folder import load
from coursegen.loader.page_file import read_page
from coursegen.schema.reader import Reader
from coursegen.yaml.parser import parse

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made


def test_parsing_a_schedule(benchmark: BenchmarkFixture, made: Made) -> None:
    text = (made.root / "content/schedule.yaml").read_text(encoding="utf-8")
    noted = Diagnostics()

    def read() -> Schedule | None:
        source = Source("schedule.yaml", text)
        node = parse(source, noted)
        return Reader(noted, author, {"material kinds": site.kinds_of_materials}).read(
            node, Schedule, Location(source)
        )

    site, dates = CourseInfo("T"), DateReader(noted, UTC, None)
    author = Author(noted, dates, site.kinds_of_sessions, site.kinds_of_materials)
    assert benchmark(read)


def test_parsing_the_front_matter_of_a_page(benchmark: BenchmarkFixture, made: Made) -> None:
    page = next(page for page in made.site.plan.pages.values() if page.body)
    source, noted = page.location.source, Diagnostics()
    reader = Reader(noted, Author.without_site(noted))
    assert benchmark(read_page, source, page.name, reader)


def test_loading_a_course(benchmark: BenchmarkFixture, made: Made) -> None:
    course, _ = benchmark(load, made.root, Diagnostics())
    assert len(course.pages) == len(made.course.notes)


def test_listing_a_folder(benchmark: BenchmarkFixture, made: Made) -> None:
    found = benchmark(lambda: list(walk(made.root / CONTENT, CONTENT, Diagnostics())))
    assert len(found) > len(made.course.notes)
