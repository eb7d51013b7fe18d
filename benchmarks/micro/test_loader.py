"""Microbenchmarks of reading the author's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import CONTENT, walk
from coursegen.base.text import Location, Source
from coursegen.loader.course_folder import load
from coursegen.loader.page_file import read_page
from coursegen.schema.reader import Reader
from coursegen.schema.shapes import ScheduleShape
from coursegen.yaml.parser import parse
from coursegen.yaml.trees import Trees

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made


def test_parsing_a_schedule(benchmark: BenchmarkFixture, made: Made) -> None:
    text = (made.root / "content/schedule.yaml").read_text(encoding="utf-8")
    noted = Diagnostics()

    def read() -> ScheduleShape | None:
        source = Source("schedule.yaml", text)
        node = parse(source, noted)
        return Reader(noted, {"material kinds": kinds}).read(node, ScheduleShape, Location(source))

    kinds = ("homework", "notes", "reading", "slides", "video")
    assert benchmark(read)


def test_parsing_the_front_matter_of_a_page(benchmark: BenchmarkFixture, made: Made) -> None:
    page = next(page for page in made.site.plan.pages.values() if page.body)
    source, noted = page.location.source, Diagnostics()
    assert benchmark(read_page, source, page.name, Reader(noted), Trees(), noted)


def test_loading_a_course(benchmark: BenchmarkFixture, made: Made) -> None:
    course, _ = benchmark(load, made.root, Diagnostics())
    assert len(course.pages) == len(made.course.notes)


def test_listing_a_folder(benchmark: BenchmarkFixture, made: Made) -> None:
    found = benchmark(lambda: list(walk(made.root / CONTENT, CONTENT, Diagnostics())))
    assert len(found) > len(made.course.notes)
