"""Microbenchmarks of the site plan and the links of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.loader.course_files import CourseFiles
from coursegen.loader.translations import load_translations
from coursegen.outputs.registry import planned_paths
from coursegen.site.addresses import Addresses
from coursegen.site.broken_links import validate_links
from coursegen.site.navigation import make_navigation
from coursegen.site.page_order import neighbors, pages_in_schedule
from coursegen.site.plan import Plan, make_plan
from coursegen.site.unreleased import ReleasedCourse

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks.micro.conftest import Made


@pytest.fixture
def plan(made: Made) -> Plan:
    return made.site.plan


def test_planning_a_site(benchmark: BenchmarkFixture, plan: Plan) -> None:
    public = ReleasedCourse(plan.course, CourseFiles())
    new = benchmark(make_plan, public, planned_paths, Diagnostics())
    assert list(new.pages) == list(plan.pages)


def test_finding_navigation_and_neighbors(benchmark: BenchmarkFixture, plan: Plan) -> None:
    addresses, words = Addresses(plan), load_translations("en", Diagnostics())

    def find() -> int:
        in_schedule = pages_in_schedule(plan, addresses)
        make_navigation(plan, in_schedule, words)
        return len(neighbors(plan, in_schedule))

    assert benchmark(find)


def test_validating_the_links_of_the_schedule(benchmark: BenchmarkFixture, plan: Plan) -> None:
    noted = Diagnostics()
    benchmark(lambda: validate_links(plan.course, Addresses(plan), noted))
    assert list(noted) == []
