"""Tests of the benchmarks: reproducible courses, complete sites and correct results."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import goals, servers
from benchmarks.__main__ import parser
from benchmarks.bench import Bench, in_turn
from benchmarks.builds import COLD, PAGE, SAME, SCHEDULE, Place
from benchmarks.course import NOTES, Course, Size, make_course
from benchmarks.result import Result, Run, rankings
from benchmarks.servers import SAVED_PAGE, SAVED_SCHEDULE, measure_servers
from benchmarks.tables import as_markdown
from benchmarks.tools import coursegen
from benchmarks.tools.dated import dated
from benchmarks.tools.tool import Tool, put
from benchmarks.verify import differences, expected, found
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.publish.publisher import publish

ROOT = Path(__file__).parent.parent
TINY = Size("tiny", pages=6, lectures=9, weeks=3, rounds=1)
PYTHON = sys.executable
COURSE = make_course(TINY)
WANTED = expected(COURSE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that coursegen builds from the course."""
    root = tmp_path_factory.mktemp("course")
    coursegen.lay(COURSE, root)
    noted = Diagnostics()
    settings = Settings(root, datetime(2026, 2, 1, tzinfo=UTC))
    publish(build(settings, noted).files, root / "_site", root, settings.store, durable=False)
    assert list(noted) == []
    return root / "_site"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of the built site that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "site"))


def page_of(number: int, site: Path) -> Path:
    return site / NOTES / COURSE.notes[number].name / "index.html"


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# The course


def test_a_course_is_the_same_each_time() -> None:
    assert make_course(TINY) == COURSE
    assert len(COURSE.notes) == TINY.pages
    assert len(list(COURSE.lectures())) == TINY.lectures


def test_a_course_contains_all_elements() -> None:
    assert all(WANTED.parts.values())
    assert WANTED.links
    assert {type(target) for target in WANTED.schedule} == {int, str}


def test_a_course_without_highlighting_lacks_only_the_languages_of_code_blocks() -> None:
    plain = expected(make_course(TINY, highlight=False))
    parts = {**WANTED.parts, "highlighted": 0}
    assert plain == replace(WANTED, parts=Counter(parts))


# The verification


def test_the_site_of_coursegen_contains_the_whole_course(built: Path) -> None:
    assert differences(WANTED, found(built)) == []


def test_a_missing_page_is_reported(site: Path) -> None:
    page_of(2, site).unlink()
    assert "1 of 6 pages missing, such as 2" in differences(WANTED, found(site))


def test_a_duplicate_page_is_reported(site: Path) -> None:
    shutil.copy(page_of(2, site), site / "again.html")
    assert "pages in several files: 1, such as 2" in differences(WANTED, found(site))


def test_a_missing_link_in_the_schedule_is_reported(site: Path) -> None:
    url = next(target for target in WANTED.schedule if isinstance(target, str))
    spoil(site / "index.html", f'href="{url}"', 'href="#"')
    total = WANTED.schedule.total()
    problems = [f"1 of {total} links of the schedule missing, such as {url}"]
    assert differences(WANTED, found(site)) == problems


def test_a_broken_link_between_pages_is_reported(site: Path) -> None:
    (one, other), _ = WANTED.links.most_common()[-1]
    page = page_of(one, site)
    article = page.read_text(encoding="utf-8")
    page.write_text(article.replace(COURSE.notes[other].name, "elsewhere"), encoding="utf-8")
    total = WANTED.links.total()
    assert f"1 of {total} links between pages missing, such as {(one, other)}" in differences(
        WANTED, found(site)
    )


@pytest.mark.parametrize(
    ("part", "tag"),
    [
        ("tables", "<table"),
        ("code blocks", "<pre"),
        ("headings", "<h2 id="),
        ("footnotes", "<sup"),
    ],
)
def test_a_missing_part_of_a_page_is_reported(site: Path, part: str, tag: str) -> None:
    pages = [page_of(number, site) for number in range(TINY.pages)]
    spoil(next(page for page in pages if tag in page.read_text(encoding="utf-8")), tag, "<i")
    count = WANTED.parts[part]
    problems = differences(WANTED, found(site))
    assert f"{count - 1} {part} where the course has {count}" in problems


def test_code_without_highlighting_is_reported(site: Path) -> None:
    for number in range(TINY.pages):
        page = page_of(number, site)
        text = re.sub(r"<span class=\"\w{1,3}\">", "<span>", page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
    count = WANTED.parts["highlighted"]
    assert differences(WANTED, found(site)) == [f"0 highlighted where the course has {count}"]


# The runs


def place_of(tool: Tool, work: Path) -> Place:
    bench = Bench(work)
    return Place(tool, bench.lay(COURSE, tool, TINY.name), bench, COURSE)


def test_a_build_of_coursegen_after_an_edit_is_not_stale(tmp_path: Path) -> None:
    place = place_of(coursegen.tool("coursegen", (PYTHON, "-m", "coursegen")), tmp_path)
    assert place.verify(WANTED), place.result.failed
    place.prepare(PAGE)
    place.time(PAGE)
    assert place.result.differences == []
    assert place.result.is_good(PAGE)
    assert place.result.runs[PAGE][0].cpu > 0


def test_the_site_of_a_course_with_dates_contains_the_whole_course(tmp_path: Path) -> None:
    tool = dated(coursegen.tool("coursegen", (PYTHON, "-m", "coursegen")))
    place = place_of(tool, tmp_path)
    assert place.verify(WANTED), place.result.failed
    assert place.result.differences == []
    home = (place.root / "_site/index.html").read_text(encoding="utf-8")
    assert "https://example.com/handouts/0" in home
    assert "https://example.com/handouts/4" not in home
    assignments = (place.root / "_site/assignments/index.html").read_text(encoding="utf-8")
    assert "2026-01-23T23:59+01:00" in assignments


def test_the_time_to_load_the_libraries_of_coursegen_is_measured(tmp_path: Path) -> None:
    place = place_of(coursegen.tool("coursegen", (coursegen.INSTALLED,)), tmp_path)
    place.time_libraries()
    assert place.libraries.is_good(COLD)


def test_a_build_that_retains_old_text_is_stale(built: Path, tmp_path: Path) -> None:
    def lay(course: Course, root: Path) -> None:
        coursegen.lay(course, root)
        shutil.copytree(built, root / "ready")

    copying = "import shutil; shutil.copytree('ready', '_site', dirs_exist_ok=True)"
    always_the_same = (PYTHON, "-S", "-c", copying)
    tool = replace(coursegen.tool("copy", ()), lay=lay, build=always_the_same)
    place = place_of(tool, tmp_path)
    assert place.verify(WANTED), place.result.failed
    place.measure_memory()
    assert place.result.memory is not None
    assert (place.result.memory.one > 0) is Path("/proc/self/status").exists()
    for scenario in (COLD, SAME, PAGE, SCHEDULE):
        place.prepare(scenario)
        place.time(scenario)
    assert [s for s, runs in place.result.runs.items() if runs[0].stale] == [PAGE, SCHEDULE]


def test_a_failed_tool_is_reported_with_its_output(tmp_path: Path) -> None:
    failing = (PYTHON, "-S", "-c", "raise SystemExit('no course today')")
    place = place_of(replace(coursegen.tool("failing", ()), build=failing), tmp_path)
    assert not place.verify(WANTED)
    assert place.result.failed == "no course today"


def test_each_round_starts_with_a_different_tool() -> None:
    assert [in_turn("ABC", number) for number in range(3)] == [
        list("ABC"),
        list("BCA"),
        list("CAB"),
    ]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_SETTLE", 0)


@pytest.mark.parametrize(("folder", "stale"), [("site", False), ("copy", True)])
def test_a_server_is_polled_until_it_shows_the_new_text(
    at_once: None, tmp_path: Path, folder: str, stale: bool
) -> None:
    def lay(course: Course, root: Path) -> None:
        link = f'<a href="{NOTES}/{course.edited.name}.md">rev-schedule-0000</a>'
        put(root / "site/index.html", link)
        put(root / "site" / NOTES / f"{course.edited.name}.md", course.edited.body)
        shutil.copytree(root / "site", root / "copy")

    tool = Tool(
        name="files",
        version=(),
        lay=lay,
        build=(),
        serve=(PYTHON, "-m", "http.server", "{port}", "--bind", "127.0.0.1", "-d", folder),
        notes=f"site/{NOTES}",
        schedule="site/index.html",
        output="site",
    )
    patience = 1.5 if stale else 10  # the start of the server is measured, too
    [result] = measure_servers(TINY, [tool], Bench(tmp_path, rounds=1, limit=patience), edits=1)
    assert result.failed == ""
    assert result.is_stale(SAVED_PAGE) is result.is_stale(SAVED_SCHEDULE) is stale


# The results


def results(**seconds: float) -> list[Result]:
    return [Result(name, {COLD: [Run(value)]}) for name, value in seconds.items()]


def test_ratios_are_relative_to_hugo_and_the_fastest_other_tool_without_stale_pages() -> None:
    measured = results(coursegen=3, hugo=2, eleventy=4, jekyll=1)
    measured[-1].runs[COLD] = [Run(1, stale=True)]
    own = rankings(measured, COLD, ["hugo", "eleventy", "jekyll"])["coursegen"]
    assert own == (3, 1.5, 0.75, "eleventy")


@pytest.mark.parametrize(("seconds", "met"), [(1.9, "yes"), (2.1, "no"), (1.4, "yes")])
def test_a_goal_is_met_if_the_ratio_is_low_enough(seconds: float, met: str) -> None:
    measured = results(coursegen=seconds, hugo=1, eleventy=3)
    table = goals.as_markdown({"S": measured}, ["hugo", "eleventy"])
    assert table.splitlines()[-1].endswith(f"| {met} |")


def test_the_tables_contain_every_tool_and_scenario() -> None:
    measured = [*results(coursegen=3, hugo=2), Result("jekyll", failed="no gem")]
    text = as_markdown(TINY, measured, ["hugo", "jekyll"])
    assert "### tiny, cold" in text
    assert "| coursegen | 3.000 | 3.000 | 3.000 | 1.50 | – |" in text
    assert "- jekyll: no gem" in text


def test_the_manual_describes_every_option() -> None:
    page = (ROOT / "docs/content/benchmarks.md").read_text(encoding="utf-8")
    options = re.findall(r"--[a-z-]+", parser().format_usage())
    assert [option for option in options if f"| `{option}" not in page] == []


# --- the microbenchmarks --------------------------------------------------------------------------

ONCE = """
import pytest

from benchmarks import course

course.SIZES["S"] = course.Size("S", pages=6, lectures=9, weeks=3, rounds=1)

@pytest.fixture
def benchmark():
    return lambda measured, *given: measured(*given)
"""
"""A replacement for pytest-benchmark that runs each benchmark once, on a small course."""


def test_the_micro_benchmarks_run(tmp_path: Path) -> None:
    (tmp_path / "once.py").write_text(ONCE)
    without = [word for name in ("benchmark", "cacheprovider") for word in ("-p", f"no:{name}")]
    ran = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", *without, "-p", "once", "benchmarks/micro"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout
