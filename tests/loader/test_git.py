"""Git is found safely, and reading a malicious repository takes little memory and time.

The differences on Windows are tested with the `platform` argument, not on Windows.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import MakeCourse

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.loader import git
from coursegen.loader.git import Git, GitError, find_git, kill_tree, own_group

SITE = "title: T\nrepository: https://github.com/ada/course\n"
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


@pytest.fixture
def course(make_course: MakeCourse) -> Path:
    """A course in a repository with one commit."""
    root = make_course({"site.yaml": SITE, "content/a.md": "# A\n"})
    for arguments in (("init",), ("add", "."), (*IDENTITY, "commit", "--message", "All")):
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)
    return root


def reported(root: Path, **environment: str) -> list[str]:
    noted = Diagnostics()
    build(Settings(root, datetime(2030, 1, 1, tzinfo=UTC), environment=environment), noted)
    return [diagnostic.message for diagnostic in noted]


def program(path: Path, script: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


# --- finding git ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("platform", "name"), [("linux", "git"), ("win32", "git.exe")])
def test_the_first_git_on_path_that_is_outside_the_course_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, name: str
) -> None:
    course = tmp_path / "course"
    program(course / name)
    program(course / "tools" / name)
    right = program(tmp_path / "bin" / name)
    program(tmp_path / "later" / name)
    (tmp_path / "link").symlink_to(course / "tools")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / name).symlink_to(course / "tools" / name)
    monkeypatch.chdir(course)
    entries: tuple[str, ...] = (
        *("", ".", "tools", "./tools", str(course), str(course / "tools")),
        *(str(tmp_path / "link"), str(tmp_path / "linked"), str(tmp_path / "none"), "\0"),
    )

    assert find_git(os.pathsep.join(entries), course, platform) is None
    entries = (*entries, str(tmp_path / "bin"), str(tmp_path / "later"))
    assert find_git(os.pathsep.join(entries), course, platform) == str(right)


def test_on_windows_git_is_an_exe_file_and_path_entries_may_be_quoted(
    tmp_path: Path,
) -> None:
    for name in ("git", "git.bat", "git.cmd", "git.com"):
        program(tmp_path / "scripts" / name)
    right = program(tmp_path / "with spaces" / "git.exe")
    search = os.pathsep.join((str(tmp_path / "scripts"), f'"{tmp_path / "with spaces"}"'))

    assert find_git(search, tmp_path / "course", "win32") == str(right)


def test_a_git_program_in_the_course_is_not_run(course: Path, tmp_path: Path) -> None:
    for name in ("git", "git.exe"):
        program(course / name, f"touch '{tmp_path}/ran'")
    search = os.pathsep.join(("", ".", str(course)))

    messages = reported(course, PATH=search)

    assert messages == ["pages do not show when they last changed: git is not installed"]
    assert not (tmp_path / "ran").exists()


def test_only_git_and_the_server_s_builds_are_started_as_programs_with_full_paths() -> None:
    package = Path(git.__file__).parents[1]
    starting = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "subprocess" in path.read_text(encoding="utf-8")
    }
    assert starting == {"loader/git.py", "serve/worker.py"}
    assert kill_tree(7, {"SYSTEMROOT": r"D:\Win"})[0] == r"D:\Win\System32\taskkill.exe"


# --- processes -----------------------------------------------------------------------------------


def test_a_process_runs_in_a_separate_group_on_each_platform() -> None:
    assert own_group("linux") == own_group("darwin") == {"start_new_session": True}
    assert own_group("win32") == {"creationflags": 0x200}


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Git]:
    """A shell script that replaces git."""
    course = tmp_path / "course"
    course.mkdir()

    def make(script: str) -> Git:
        program(tmp_path / "bin/git", script)
        monkeypatch.setattr(git, "TIMEOUT", 0.3)
        return Git(course, {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"})

    return make


def runs(pid: int) -> bool:
    """Return whether a process is running; an ended process may still be listed as a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        subprocess.run(["sleep", "0.01"], check=True)
    pytest.fail("the condition was not met in time")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("ends", ["wait", "exit 0"])
def test_the_child_processes_of_git_end_after_a_timeout(
    fake: Callable[[str], Git], tmp_path: Path, ends: str
) -> None:
    run = fake(f"sleep 1000 & echo $! >'{tmp_path}/child'; {ends}")

    with pytest.raises(GitError, match="takes too long"):
        list(run.records("log"))

    child = int((tmp_path / "child").read_text())
    wait_for(lambda: not runs(child))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_processes_of_git_end_when_reading_stops(
    fake: Callable[[str], Git], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fake(rf"sleep 1000 & echo $! >'{tmp_path}/child'; yes 'a' | tr '\n' '\000'")
    monkeypatch.setattr(git, "TIMEOUT", 60)

    records = run.records("log")
    assert next(records) == "a"
    records.close()

    child = int((tmp_path / "child").read_text())
    wait_for(lambda: not runs(child))


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("yes 'no NUL' | head -c 3000000; sleep 100", "git prints invalid output"),
        ("yes fault | head -c 3000000 >&2; exit 3", "git reports 'fault'"),
        ("exit 3", "git reports 'status 3'"),
    ],
)
def test_endless_output_from_git_is_not_stored(
    fake: Callable[[str], Git], monkeypatch: pytest.MonkeyPatch, script: str, problem: str
) -> None:
    run = fake(script)
    monkeypatch.setattr(git, "TIMEOUT", 60)

    with pytest.raises(GitError) as error:
        list(run.records("log"))

    assert str(error.value).startswith(problem)
    assert len(str(error.value)) < 100


# --- malicious repositories ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["HEAD", "config", "packed-refs", "index", "objects/info/alternates", "commondir"]
)
@pytest.mark.parametrize("target", ["/dev/zero", "pipe"])
def test_endless_metadata_is_reported_before_git_runs(
    course: Path, tmp_path: Path, name: str, target: str
) -> None:
    path = course / ".git" / name
    path.unlink(missing_ok=True)
    if target == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(target)

    messages = reported(
        course, PATH=str(tmp_path)
    )  # git is missing; trying to run it would be reported

    assert messages == [
        f"pages do not show when they last changed: '.git/{name}' is not a regular file"
    ]


def test_metadata_that_is_too_large_is_reported_before_git_runs(course: Path) -> None:
    with (course / ".git/objects/info/alternates").open("wb") as file:
        file.truncate(1 << 40)

    assert reported(course) == [
        "pages do not show when they last changed: '.git/objects/info/alternates' is too large"
    ]


def test_a_git_file_is_followed_to_the_metadata_folder(course: Path) -> None:
    subprocess.run(
        ["git", "worktree", "add", "-q", "../other"], cwd=course, check=True, capture_output=True
    )
    other = course.parent / "other"
    assert reported(other) == []

    (course / ".git/objects/info/alternates").symlink_to("/dev/zero")

    assert len(reported(other)) == 1
    assert reported(other)[0].endswith(".git/objects/info/alternates' is not a regular file")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_git_file_that_is_not_a_regular_file_is_reported(
    make_course: MakeCourse, make: Callable[[Path], None]
) -> None:
    root = make_course({"site.yaml": SITE})
    make(root / ".git")

    assert reported(root) == [
        "pages do not show when they last changed: '.git' is not a regular file"
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit exists only on Linux")
def test_git_allocates_no_more_memory_than_its_limit(course: Path) -> None:
    (course / ".git/objects/info/alternates").symlink_to("/dev/zero")
    script = """
import os, resource, sys
from pathlib import Path
from coursegen.loader import git
git.MEMORY_LIMIT = 100 << 20
try:
    list(git.Git(Path(sys.argv[1]), os.environ).records("log", "--format=%H"))
except git.GitError as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
"""
    run = subprocess.run(
        [sys.executable, "-c", script, str(course)], capture_output=True, text=True, check=True
    )
    problem, peak = run.stdout.splitlines()

    assert "emory" in problem
    assert int(peak) < 150
