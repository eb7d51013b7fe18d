"""The command `coursegen check`."""

import pytest
from conftest import MakeCourse, RunTool

from check.conftest import weeks
from coursegen.check import QUICK_RULES
from coursegen.check.registry import RULES


def test_a_build_runs_quick_rules_and_a_check_runs_all_rules() -> None:
    assert set(QUICK_RULES) < set(RULES)


@pytest.mark.parametrize(
    ("link", "files"),
    [
        ("gone.pdf", {}),
        ("Gone.PDF", {"files/gone.pdf": "pdf"}),
        ("gone.md", {}),
        ("/gone/", {}),
    ],
)
def test_missing_files_cause_a_warning_in_a_build_and_an_error_in_a_check(
    make_course: MakeCourse, run_tool: RunTool, link: str, files: dict[str, str]
) -> None:
    root = make_course({**weeks(f"{{title: A, slides: {link}}}"), **files})

    built = run_tool("build", "--source", root)
    assert (built.code, "4:28: warning: " in built.err) == (0, True)
    checked = run_tool("check", "--source", root)
    assert (checked.code, "4:28: error: " in checked.out) == (1, True)


def test_a_check_of_a_good_course_succeeds_and_writes_nothing(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**weeks("{title: A, slides: a.pdf}"), "files/a.pdf": "pdf"})
    before = sorted(root.rglob("*"))
    checked = run_tool("check", "--source", root)

    assert (checked.code, checked.err) == (0, "")
    assert checked.out == "Checked 2 pages: no errors, no warnings.\n"
    assert sorted(root.rglob("*")) == before
