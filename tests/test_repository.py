"""What is kept in the repository is small, portable and safe to run."""

import fnmatch
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted(
    [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("coursegen/scaffold/**/workflows/*.yml")]
)
LOWEST, LOCK = ROOT / "requirements/lowest.txt", ROOT / "requirements/lock.txt"
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What begins many paths on many machines says nothing of this one.
ANYWHERE = {Path("/"), Path("/home"), Path("/tmp")}


@cache
def kept() -> tuple[Path, ...]:
    """The files that are kept: those that git tracks; without git, those that it would."""
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
    """Every kept text with its name."""
    for path in kept():
        data = path.read_bytes()
        if b"\0" not in data:
            yield name(path), data.decode("utf-8", "replace")


def test_no_file_is_larger_than_a_megabyte() -> None:
    assert kept()
    assert [name(path) for path in kept() if path.stat().st_size > 1_000_000] == []


def test_no_text_names_a_path_of_this_machine() -> None:
    folders = {ROOT, ROOT.parent, Path.home()} - ANYWHERE
    here = "|".join(re.escape(str(folder)) for folder in folders)
    path = re.compile(rf"(?<![\w.~-])({here})(?![\w-])")
    assert [(name, found[0]) for name, text in texts() if (found := path.search(text))] == []


def test_no_yaml_has_a_tab() -> None:
    wrong_on_purpose = "tests/broken/"
    assert [
        name
        for name, text in texts()
        if name.endswith((".yaml", ".yml"))
        if "\t" in text and not name.startswith(wrong_on_purpose)
    ] == []


# Workflows


def workflow(path: Path) -> dict[Any, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    jobs = workflow(path)["jobs"].values()
    return [step for job in jobs for step in job.get("steps", [])]  # or it calls a workflow of ours


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_actions_are_pinned_to_a_commit_whose_version_is_named(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if "uses:" in line]
    lines = [line for line in lines if "uses: ./.github/workflows/" not in line]
    pinned = re.compile(r"\s*(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert lines
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins = {
        line.partition("uses: ")[2]
        for path in WORKFLOWS
        for line in path.read_text().splitlines()
        if "uses: " in line and "uses: ./" not in line
    }
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


@pytest.mark.parametrize("path", [p for p in WORKFLOWS if p.name == "pages.yml"], ids=name)
def test_who_publishes_a_site_fetches_the_history_that_dates_its_pages(path: Path) -> None:
    checkout = next(step for step in steps(path) if "actions/checkout" in step.get("uses", ""))
    assert checkout["with"]["fetch-depth"] == 0


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_only_the_job_that_deploys_may_write(path: Path) -> None:
    whole = workflow(path)
    assert whole["permissions"] == {"contents": "read"}
    writers = {
        job: {right for right, level in facts.get("permissions", {}).items() if level != "read"}
        for job, facts in whole["jobs"].items()
    }
    assert writers.pop("deploy", set()) <= {"pages", "id-token", "attestations"}
    assert set().union(*writers.values()) == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_no_credentials_stay_in_a_checkout(path: Path) -> None:
    checkouts = [step for step in steps(path) if "actions/checkout@" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_no_expression_is_pasted_into_a_shell(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


def test_the_tests_run_on_every_python_that_the_package_says_it_supports() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    supported = re.findall(r"Programming Language :: Python :: (3\.\d+)", project)
    jobs = workflow(ROOT / ".github/workflows/test.yml")["jobs"]
    matrix = jobs["test"]["strategy"]["matrix"]
    assert matrix["python"] == supported
    assert f'requires-python = ">={supported[0]}"' in project
    lowest = {"python": supported[0], "versions": "lowest", "constraint": name(LOWEST)}
    assert matrix["include"] == [lowest]


# Dependencies


def required() -> dict[str, list[str]]:
    """What each group of pyproject.toml asks for; its own dependencies are the group ``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    own: dict[str, list[str]] = {
        "": project["project"]["dependencies"],
        "build": project["build-system"]["requires"],
    }
    return {**own, **project["project"]["optional-dependencies"]}


def bounds(requirement: str) -> tuple[str, str, str]:
    """`x>=1.2,<3; …` → its name and its two ends."""
    found = re.fullmatch(r"([A-Za-z0-9-]+)>=([\d.]+),<([\d.]+)(; .+)?", requirement)
    assert found, f"{requirement}: write a lower and an upper end, as in x>=1.2,<3"
    return found[1].lower(), found[2], found[3]


def pins(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line) for line in lines)
    return {pin[1].lower(): pin[2] for pin in found if pin}


def test_every_dependency_has_a_lower_and_an_upper_end() -> None:
    assert all(bounds(requirement) for group in required().values() for requirement in group)


def test_the_lowest_versions_are_those_that_the_package_allows() -> None:
    of_users = [of for group in ("", "links", "pdf") for of in required()[group]]
    lowest = {name: low for name, low, _ in map(bounds, of_users)}
    assert pins(LOWEST) == lowest


def test_the_lock_file_holds_what_is_asked_for_with_hashes() -> None:
    locked = pins(LOCK)
    for group in required().values():
        for dependency, low, high in map(bounds, group):
            if dependency not in ("tzdata", "atheris"):  # for Windows; for few systems
                version = numbers(locked[dependency])
                assert numbers(low) <= version < numbers(high), dependency
    assert all(
        re.search(
            rf"^{re.escape(name)}==\S+ \\\n    --hash=sha256:", LOCK.read_text(), re.MULTILINE
        )
        for name in locked
    )


def test_no_list_of_versions_says_where_packages_come_from() -> None:
    for path in (LOWEST, LOCK):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|^-|@ ", text, re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.partition("post")[0])))


# The README's two commands


def command(which: str) -> str:
    """The one line in the block below a comment such as `<!-- test command -->`."""
    found = re.findall(rf"^<!-- {which} command -->\n```sh\n(.*)\n```$", README, re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def test_the_readme_has_one_line_that_builds_and_one_that_tests() -> None:
    assert command("build").endswith("coursegen build")
    assert command("test").endswith("pytest -n auto")


def test_ci_runs_exactly_the_readme_s_test_command() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    told = subprocess.run([script, "--print"], capture_output=True, text=True, check=True)
    assert told.stdout == command("test") + "\n"
    assert "pytest" not in script.read_text(encoding="utf-8")
    runs = [step["run"] for step in steps(ROOT / ".github/workflows/test.yml") if "run" in step]
    assert runs == [".ci/run"]


def test_ci_installs_each_debian_package_that_the_manual_names() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    manual = (ROOT / "docs/content/testing.md").read_text(encoding="utf-8")
    sentence = re.search(r"They need Debian's packages (.*?), and once", manual, re.DOTALL)
    assert sentence
    installed = " ".join(re.findall(r"packages\+=\((.*?)\)", script)).split()
    assert sorted(installed) == sorted(re.findall(r"`(.*?)`", sentence[1]))
    assert "libatomic1" in installed  # the Node in Playwright's wheel is linked to it
