"""Every course in `examples/` can be used unchanged."""

from datetime import datetime
from pathlib import Path

import pytest
from conftest import RunTool

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, Site, build
from coursegen.content.kinds import MATERIAL_KINDS, SESSION_KINDS

EXAMPLES = sorted(
    path.parent for path in (Path(__file__).parent.parent / "examples").glob("*/site.yaml")
)
NOW = "2026-10-14"
ROBOTICS = next(example for example in EXAMPLES if example.name == "robotics")

for_every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


@for_every_example
def test_an_example_builds_without_warnings(
    example: Path, run_tool: RunTool, tmp_path: Path
) -> None:
    ran = run_tool(
        "build", "--strict", "--source", example, "--now", NOW, "--output", tmp_path / "site"
    )
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "site/index.html").is_file()


@for_every_example
def test_an_example_has_no_problems(example: Path, run_tool: RunTool) -> None:
    ran = run_tool("check", "--source", example, "--now", NOW)
    assert ran.code == 0
    assert "no errors, no warnings." in ran.out


@for_every_example
def test_the_readme_of_an_example_has_one_paragraph(example: Path) -> None:
    heading, *paragraphs = (example / "README.md").read_text(encoding="utf-8").split("\n\n")
    assert heading.startswith("# ")
    assert len(paragraphs) == 1
    assert f"coursegen serve --source examples/{example.name}" in paragraphs[0]


@for_every_example
def test_an_example_contains_only_source_files(example: Path) -> None:
    names = {path.name for path in example.iterdir()}
    made = {"_site", ".coursegen"}  # may be created by builds, and are ignored by Git
    assert names - made <= {"README.md", "site.yaml", "content", "static", "files"}


@pytest.fixture(scope="module")
def robotics() -> Site:
    return build(Settings(ROBOTICS, datetime.fromisoformat(f"{NOW}T12:00")), Diagnostics())


def test_the_full_example_has_sessions_and_materials_of_most_kinds(robotics: Site) -> None:
    schedule = robotics.plan.course.schedule
    sessions = {lecture.kind.key for lecture in schedule.lectures()}
    materials = {material.kind.key for material in schedule.materials()}

    assert {kind.key for kind in SESSION_KINDS} - sessions == {
        *("cancelled", "seminar", "tutorial", "event")
    }
    assert sessions - {kind.key for kind in SESSION_KINDS} == {"field-day"}
    assert {kind.key for kind in MATERIAL_KINDS} - materials == set()
    assert materials - {kind.key for kind in MATERIAL_KINDS} == {"checklist"}


def test_the_site_of_the_full_example_contains_only_released_solutions(robotics: Site) -> None:
    assert "files/homework/1 Frames, solution.pdf" in robotics.files
    assert "files/homework/2 Filters, solution.pdf" not in robotics.files
    assert "files/slides/Lecture 11 Particle filters.pdf" not in robotics.files
