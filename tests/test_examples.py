"""Every course in `examples/` can be used unchanged."""

import json
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
NOW = {"databases": "2027-03-10", "robotics": "2026-10-14", "seminar": "2026-10-14"}
"""A day in the term of each example."""
ROBOTICS = next(example for example in EXAMPLES if example.name == "robotics")

for_every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


@for_every_example
def test_an_example_builds_without_warnings(
    example: Path, run_tool: RunTool, tmp_path: Path
) -> None:
    options = ("--source", example, "--now", NOW[example.name], "--output", tmp_path / "site")
    ran = run_tool("build", "--strict", *options)
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "site/index.html").is_file()


@for_every_example
def test_an_example_has_no_problems(example: Path, run_tool: RunTool) -> None:
    ran = run_tool("check", "--source", example, "--now", NOW[example.name])
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
    now = datetime.fromisoformat(f"{NOW['robotics']}T12:00")
    return build(Settings(ROBOTICS, now), Diagnostics())


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


def test_clocks_change_within_the_term_of_an_example_with_deadlines_that_are_phrases(
    run_tool: RunTool,
) -> None:
    ran = run_tool("dates", "--json", "--source", ROBOTICS.parent / "databases")
    dates = json.loads(ran.out)
    starts = {each["name"]: each["starts"] for each in dates}
    reasons = {each["reason"] for each in dates}

    assert starts["lecture 14"] == "2027-03-11T10:10:00-05:00"
    assert starts["lecture 15"] == "2027-03-23T10:10:00-04:00"
    assert starts["lab 8"] == "2027-03-31T14:00:00-04:00"  # a Wednesday, as on a Friday
    assert {"1 week after lecture 4", "1 day after last accepted", "as on a Friday"} <= reasons
