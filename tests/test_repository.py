"""The files in the repository are small, portable and safe to run."""

import fnmatch
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOWEST, LOCK = ROOT / "requirements/lowest.txt", ROOT / "requirements/lock.txt"
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Many machines have these folders, so they do not identify this machine.
ANYWHERE = {Path("/"), Path("/home"), Path("/tmp")}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that Git tracks; without Git, return all files that are not ignored."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(not_ignored(ROOT))
    paths = [ROOT / os.fsdecode(path) for path in listed.split(b"\0") if path]
    return tuple(path for path in paths if path.is_file())


def not_ignored(folder: Path) -> Iterator[Path]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [".git", *(line.strip("/") for line in lines if line and line[0] != "#")]
    for path in folder.iterdir():
        names = (path.name, path.relative_to(ROOT).as_posix())
        if any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from not_ignored(path)
        elif path.is_file():
            yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of every text file."""
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            yield name(path), data.decode("utf-8", "replace")


def test_no_file_is_larger_than_a_megabyte() -> None:
    assert tracked()
    assert [name(path) for path in tracked() if path.stat().st_size > 1_000_000] == []


def test_no_text_file_contains_a_path_on_this_machine() -> None:
    folders = {ROOT, ROOT.parent, Path.home()} - ANYWHERE
    here = "|".join(re.escape(str(folder)) for folder in folders)
    path = re.compile(rf"(?<![\w.~-])({here})(?![\w-])")
    assert [(name, found[0]) for name, text in texts() if (found := path.search(text))] == []


def test_no_yaml_file_contains_a_tab() -> None:
    wrong_on_purpose = "tests/broken/"
    assert [
        name
        for name, text in texts()
        if name.endswith((".yaml", ".yml"))
        if "\t" in text and not name.startswith(wrong_on_purpose)
    ] == []


# Dependencies


def required() -> dict[str, list[str]]:
    """Return the requirements by group; the group of the package's own dependencies is `""`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    own: dict[str, list[str]] = {
        "": project["project"]["dependencies"],
        "build": project["build-system"]["requires"],
    }
    return {**own, **project["project"]["optional-dependencies"]}


def bounds(requirement: str) -> tuple[str, str, str]:
    """Return the name and the two version bounds of a requirement such as `x>=1.2,<3; …`."""
    found = re.fullmatch(r"([A-Za-z0-9-]+)>=([\d.]+),<([\d.]+)(; .+)?", requirement)
    assert found, f"{requirement}: write a lower and an upper bound, as in x>=1.2,<3"
    return found[1].lower(), found[2], found[3]


def pins(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line) for line in lines)
    return {pin[1].lower(): pin[2] for pin in found if pin}


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    assert all(bounds(requirement) for group in required().values() for requirement in group)


def test_the_lowest_tested_versions_are_the_lower_bounds_of_the_package() -> None:
    of_users = [of for group in ("", "holidays", "links", "pdf") for of in required()[group]]
    lowest = {name: low for name, low, _ in map(bounds, of_users)}
    assert pins(LOWEST) == lowest


def test_the_lock_file_contains_all_requirements_with_hashes() -> None:
    locked = pins(LOCK)
    for group in required().values():
        for dependency, low, high in map(bounds, group):
            if dependency not in ("tzdata", "atheris"):  # only for some systems
                version = numbers(locked[dependency])
                assert numbers(low) <= version < numbers(high), dependency
    assert all(
        re.search(
            rf"^{re.escape(name)}==\S+ \\\n    --hash=sha256:", LOCK.read_text(), re.MULTILINE
        )
        for name in locked
    )


def test_no_list_of_versions_refers_to_a_package_index() -> None:
    for path in (LOWEST, LOCK):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|^-|@ ", text, re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.partition("post")[0])))


# The two commands in the README


def command(which: str) -> str:
    """Return the line in the block below a comment such as `<!-- test command -->`."""
    found = re.findall(rf"^<!-- {which} command -->\n```sh\n(.*)\n```$", README, re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def test_the_readme_has_a_build_command_and_a_test_command() -> None:
    assert command("build").endswith("coursegen build")
    assert command("test").endswith("pytest -n auto --dist worksteal")


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    printed = subprocess.run([script, "--print"], capture_output=True, text=True, check=True)
    assert printed.stdout == command("test") + "\n"
    assert "pytest" not in script.read_text(encoding="utf-8")


def test_ci_installs_each_debian_package_that_the_manual_lists() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    manual = (ROOT / "docs/content/testing.md").read_text(encoding="utf-8")
    sentence = re.search(r"need the Debian packages (.*?)\. Chromium", manual, re.DOTALL)
    assert sentence
    installed = " ".join(re.findall(r"packages\+=\((.*?)\)", script)).split()
    assert sorted(installed) == sorted(re.findall(r"`(.*?)`", sentence[1]))
    assert "libatomic1" in installed  # the Node.js in Playwright's wheel needs it
