"""Searching the outputs of a site: what is searched again, what is not searched, and the report."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BuildCourse, MakeCourse, RunTool

from coursegen.check.reading import pdf_facts
from coursegen.incremental.store import Store
from coursegen.leaks.find import find_leaks
from coursegen.outputs.output import Output

NOW = ("--now", "2020-02-20T12:00")
SECRET = "The answer is that every even number is the sum of two primes."
COURSE = {
    "content/schedule.yaml": "weeks: [{lectures: [{title: One, solution: {url: s.md, "
    "released: 2099-01-01}}]}]\n",
    "content/s.md": f"# Answer\n\n{SECRET}\n",
}


def test_only_changed_outputs_are_searched_again(build_course: BuildCourse, tmp_path: Path) -> None:
    site = build_course(COURSE).site
    store = Store(tmp_path / "store")
    read: list[str] = []

    def output(name: str, version: str, text: str = "x") -> Output:
        def content() -> bytes:
            read.append(name)
            return text.encode()

        return Output(version, content)

    files = {"a.txt": output("a", "1"), "b.txt": output("b", "1")}
    assert find_leaks(site.plan, site.course, files, store, None) == ()
    assert read == ["a", "b"]
    files = {"a.txt": output("a", "1"), "b.txt": output("b", "2", SECRET)}
    for _ in range(2):
        (leak,) = find_leaks(site.plan, site.course, files, store, None)
        assert leak.outputs == ("b.txt",)
    assert read == ["a", "b", "b"]


def test_outputs_are_searched_again_after_a_change_of_unreleased_content(
    build_course: BuildCourse, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    files = {**COURSE, "files/a.txt": SECRET}
    for text, number in ((SECRET, 1), ("Nothing.", 0), (SECRET, 1)):
        site = build_course({**files, "content/s.md": f"# Answer\n\n{text}\n"}).site
        assert len(find_leaks(site.plan, site.course, site.files, store, None)) == number


def test_a_site_with_a_leak_is_not_published(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({**COURSE, "files/a.txt": SECRET})
    for _ in range(2):
        ran = run_tool("build", "--source", root, *NOW)
        assert ran.code == 1
        assert "content/s.md:3:1: error: 'files/a.txt' contains this unreleased text" in ran.err
        assert not (root / "_site").exists()
    (root / "files/a.txt").write_text("x")
    assert run_tool("build", "--source", root, *NOW).code == 0
    assert run_tool("build", "--source", root, "--now", "2100-01-01").code == 0


def test_the_severity_of_a_leak_can_be_changed(make_course: MakeCourse, run_tool: RunTool) -> None:
    severity = "title: T\nseverity: {CG906: warning}\n"
    root = make_course({**COURSE, "files/a.txt": SECRET, "site.yaml": severity})
    ran = run_tool("build", "--source", root, *NOW)

    assert ran.code == 0
    assert "warning: 'files/a.txt' contains this unreleased text" in ran.err


def test_check_lists_files_that_are_not_searched(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"files/a.zip": "a", "files/b.pdf": "b", "files/c.txt": "c"}
    root = make_course({**COURSE, **files})
    listed = "Not searched for unreleased content: files/a.zip"

    assert f"{listed}.\n" in run_tool("check", "--source", root, *NOW).out
    monkeypatch.setattr(pdf_facts, "find_spec", lambda _name: None)
    assert f"{listed}, files/b.pdf.\n" in run_tool("check", "--source", root, *NOW).out
    assert "Not searched" not in run_tool("check", "--source", root, "--now", "2100-01-01").out


IMPORTED = """
import sys
from coursegen.cli import main
main(["build", "--quiet", "--source", sys.argv[1]])
print("coursegen.leaks.find" in sys.modules)
"""


@pytest.mark.parametrize("files", [{}, COURSE])
def test_only_a_course_with_unreleased_content_loads_the_search(
    make_course: MakeCourse, files: dict[str, str]
) -> None:
    root = make_course({"content/a.md": "# A\n", **files})
    command = [sys.executable, "-c", IMPORTED, str(root)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)

    assert ran.stdout == f"{bool(files)}\n"
