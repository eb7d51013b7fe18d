"""A course of size S and its site, as fixtures for all benchmarks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.course import SIZES, Course, make_course
from benchmarks.tools import coursegen
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, Site, build

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """The generated course, its folder and its site."""

    course: Course
    root: Path
    site: Site


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("course")
    course = make_course(SIZES["S"])
    coursegen.lay(course, root)
    noted = Diagnostics()
    site = build(Settings(root, NOW), noted)
    assert list(noted) == []
    return Made(course, root, site)
