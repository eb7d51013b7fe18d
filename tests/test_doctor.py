"""`coursegen doctor` examines the installation, the machine and the course's folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MakeCourse, Ran, RunTool

from coursegen import __version__


def findings(ran: Ran) -> dict[str, str]:
    """Return the findings that are notes or problems, each with its next step."""
    lines = ran.out.splitlines()
    return {
        line: following.removeprefix(" " * 9 + "= ")
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith(("note", "problem"))
    }


def test_a_complete_installation_has_no_problems(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    ran = run_tool("doctor", make_course({}))

    assert (ran.code, ran.err) == (0, "")
    assert f"ok       coursegen {__version__} with Python" in ran.out
    assert "ok       the course's folder is writable" in ran.out
    assert not any(line.startswith("problem") for line in ran.out.splitlines())


def test_outside_a_course_a_new_course_is_suggested(tmp_path: Path, run_tool: RunTool) -> None:
    found = findings(run_tool("doctor", tmp_path))

    assert found["note     there is no course in this folder"] == "coursegen new my-course"


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The metadata of an installation of coursegen, in a folder that Python searches first."""
    info = tmp_path / "site" / "coursegen-1.dist-info"
    info.mkdir(parents=True)
    monkeypatch.syspath_prepend(info.parent)
    return info / "METADATA"


METADATA = "Metadata-Version: 2.1\nName: coursegen\nVersion: 1\n"


@pytest.mark.parametrize(
    ("requirement", "code", "finding", "step"),
    [
        (
            "pillow<99,>=98",
            1,
            "problem  the library pillow is ",
            "pip install 'pillow<99,>=98'",
        ),
        (
            "no-such-library>=1",
            1,
            "problem  the library no-such-library is not installed",
            "pip install 'no-such-library>=1'",
        ),
        (
            "no-such-library>=1; extra == 'pdf'",
            0,
            "note     without no-such-library, 'coursegen check' checks no PDFs",
            "pip install 'coursegen[pdf]'",
        ),
        ("pypdf>=98; extra == 'pdf'", 1, "problem  pypdf is ", "pip install 'pypdf>=98'"),
    ],
)
def test_a_missing_or_unsupported_library_is_reported(  # noqa: PLR0917 - parametrized
    declared: Path,
    tmp_path: Path,
    run_tool: RunTool,
    requirement: str,
    code: int,
    finding: str,
    step: str,
) -> None:
    declared.write_text(f"{METADATA}Requires-Dist: {requirement}\n")

    ran = run_tool("doctor", tmp_path)

    assert ran.code == code
    assert [each for line, each in findings(ran).items() if line.startswith(finding)] == [step]


def test_the_libraries_are_counted_only_if_all_are_supported(
    declared: Path, tmp_path: Path, run_tool: RunTool
) -> None:
    counted = []
    for bound in ("1", "98"):
        requirements = f"Requires-Dist: jinja2>=1\nRequires-Dist: pillow>={bound}\n"
        declared.write_text(METADATA + requirements)
        counted.append("ok       2 libraries" in run_tool("doctor", tmp_path).out)

    assert counted == [True, False]


@pytest.mark.parametrize(
    "requirement",
    [
        "pillow<99,>=1",
        "no-such-library>=1; sys_platform == 'no-such-system'",
        "no-such-library>=1; extra == 'test'",
        "pillow",
    ],
)
def test_libraries_that_are_not_needed_here_are_ignored(
    declared: Path, make_course: MakeCourse, run_tool: RunTool, requirement: str
) -> None:
    declared.write_text(f"{METADATA}Requires-Dist: {requirement}\n")

    assert "library" not in "".join(findings(run_tool("doctor", make_course({}))))


def test_a_missing_git_is_noted(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    found = findings(run_tool("doctor", make_course({})))

    assert "note     without Git, pages cannot show when they last changed" in found


@pytest.mark.parametrize(
    ("variable", "value", "code", "finding"),
    [
        ("PYTHONIOENCODING", "latin-1", 0, "the encoding of the output is "),
        ("PYTHONTZPATH", "/nowhere", 1, "problem  there is no time zone data"),
    ],
)
def test_the_environment_of_the_process_is_examined(
    make_course: MakeCourse, variable: str, value: str, code: int, finding: str
) -> None:
    # A time zone database that was installed as a package would also be found.
    program = (
        "import sys; sys.modules['tzdata'] = None\n"
        "from coursegen.cli import main; sys.exit(main(['doctor']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={variable: value, "PATH": "/usr/bin:/bin"},
        cwd=make_course({}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (code, "")
    assert finding in done.stdout


def test_a_folder_that_cannot_be_written_is_a_problem(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({".coursegen": "a file"})

    ran = run_tool("doctor", root)

    assert ran.code == 1
    assert findings(ran)["problem  .coursegen is not a folder"] == "remove .coursegen"


def test_an_old_workflow_and_missing_requirements_are_noted(
    tmp_path: Path, run_tool: RunTool
) -> None:
    root = tmp_path / "course"
    run_tool("new", root)
    workflow = root / ".github/workflows/pages.yml"
    workflow.write_text(workflow.read_text().replace("# v7.0.1", "# v4.2.0", 1))

    found = " ".join(findings(run_tool("doctor", root)))
    (root / "requirements.txt").write_text("coursegen==1\n")
    again = " ".join(findings(run_tool("doctor", root)))

    assert "requirements.txt names no source of coursegen" in found
    assert "pages.yml: actions/checkout is 4.2.0, new courses use 7.0.1" in again
    assert "requirements.txt" not in again
