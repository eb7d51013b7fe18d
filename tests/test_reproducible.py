"""Builds are reproducible: every machine builds the same site, byte for byte."""

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_repository import tracked

ROOT = Path(__file__).parent.parent
NOON = 1_582_200_000  # 2020-02-20 12:00 UTC, which is already the next day on one of these machines
COURSES = {
    "everything": ROOT / "tests/golden/everything",
    "the course of this repository": ROOT,
}
PARTS = ("site.yaml", "content", "static", "templates", "files")


@dataclass(frozen=True)
class Machine:
    """The properties of a machine; `python` contains the options of the interpreter."""

    folder: str
    environment: dict[str, str]
    umask: int = 0o022
    python: tuple[str, ...] = ()
    other_user: bool = False
    processors: int | None = None
    backwards: bool = False


PLAIN = Machine("plain", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})
OTHERS = {
    "another user in another time zone": Machine(
        "one/two/three/höher, tiefer & 更远",
        {
            "TZ": "Pacific/Kiritimati",
            "LANG": "tr_TR.UTF-8",
            "LC_ALL": "tr_TR.UTF-8",
            "LANGUAGE": "tr:zh",
            "PYTHONHASHSEED": "20200220",
            "COLUMNS": "20",
        },
        umask=0o077,
        other_user=True,
        backwards=True,
    ),
    "a small machine without UTF-8": Machine(
        "x",
        {
            "TZ": "America/St_Johns",
            "LC_ALL": "POSIX",
            "PYTHONHASHSEED": "1",
            "PYTHONCOERCECLOCALE": "0",
        },
        python=("-X", "utf8=0", "-O"),
        processors=1,
    ),
}


def lay(course: Path, root: Path, machine: Machine, own: set[Path]) -> None:
    """Write the files of a course in forward or reverse order, and commit them."""
    files = [
        path
        for part in PARTS
        for path in ([course / part] if (course / part).is_file() else (course / part).rglob("*"))
        if path.is_file() and (path in own or not own)
    ]
    for number, path in enumerate(sorted(files, reverse=machine.backwards)):
        target = root / path.relative_to(course)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (number, number * 3600 + machine.umask))
    with (root / "site.yaml").open("a") as site_file:
        if "repository:" not in (root / "site.yaml").read_text(encoding="utf-8"):
            site_file.write("\nrepository: https://example.org/a/course\n")
    when = f"{NOON - 86400 * 30} +0000"
    environment = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "A course")):
        subprocess.run(["git", *names, *command], cwd=root, env=environment, check=True)


def as_other_user() -> list[str]:
    """Return a prefix that runs a command as the user `nobody`, if the system allows it."""
    tool = ["unshare", "--user"]
    can = shutil.which("unshare") and not subprocess.run([*tool, "true"], check=False).returncode
    return tool if can else []


def build(root: Path, output: Path, machine: Machine, *more: str) -> None:
    """Build in the environment of a machine; only paths come from the test environment."""
    paths = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}

    def prepare() -> None:
        os.umask(machine.umask)
        if machine.processors:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: machine.processors])

    user = as_other_user() if machine.other_user else []
    tool = [sys.executable, *machine.python, "-m", "coursegen", "build", "--quiet"]
    subprocess.run(
        [*user, *tool, "--source", root, "--output", output, *more],
        env={**paths, **machine.environment, "HOME": str(root), "SOURCE_DATE_EPOCH": str(NOON)},
        stderr=subprocess.PIPE,
        preexec_fn=prepare,
        check=True,
        cwd=root,
    )


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        os.fsencode(path.relative_to(folder)).decode(): path.read_bytes()
        if path.is_file()
        else None
        for path in folder.rglob("*")
    }


def modes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode)
        for path in folder.rglob("*")
    }


def differences(one: Path, two: Path) -> list[str]:
    left, right = tree(one), tree(two)
    return [
        path for path in sorted(left.keys() | right.keys()) if left.get(path) != right.get(path)
    ]


@pytest.fixture(scope="module", params=COURSES)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the course (`plain`) and its site from a standard machine (`site`)."""
    location = tmp_path_factory.mktemp("reproducible")
    folder = COURSES[request.param]
    own = set(tracked()) if folder == ROOT else set()
    for machine in (PLAIN, *OTHERS.values()):
        lay(folder, location / machine.folder, machine, own)
    build(location / PLAIN.folder, location / "site", PLAIN)
    return location


@pytest.mark.parametrize("machine", OTHERS.values(), ids=OTHERS)
def test_another_machine_builds_the_same_site(course: Path, machine: Machine) -> None:
    output = course / machine.folder / "_site"
    build(course / machine.folder, output, machine)
    assert differences(course / "site", output) == []


def test_a_site_is_the_same_with_and_without_caches_of_earlier_builds(course: Path) -> None:
    root = course / PLAIN.folder
    assert (root / ".coursegen/cache").exists() or not list((course / "site").rglob("*.avif"))
    build(root, course / "warm", PLAIN)
    build(root, course / "warm", PLAIN)
    assert differences(course / "site", course / "warm") == []
    assert modes(course / "site") == modes(course / "warm")


def test_a_rebuilt_site_is_the_same_as_one_from_a_clean_build(course: Path) -> None:
    root, output = course / PLAIN.folder, course / "grown"
    passing = root / "content/passing.md"
    passing.write_text("# For a while\n")
    build(root, output, PLAIN, "--base-url", "https://example.org/elsewhere/")
    passing.unlink()
    build(root, output, PLAIN)
    assert differences(course / "site", output) == []
    assert modes(course / "site") == modes(output)
