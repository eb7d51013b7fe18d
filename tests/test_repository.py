"""What is kept in the repository is small, portable and safe to run."""

import fnmatch
import os
import re
import subprocess
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
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_actions_are_pinned_to_a_commit_whose_version_is_named(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if "uses:" in line]
    pinned = re.compile(r"\s*(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert lines
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins = {
        line.partition("uses: ")[2]
        for path in WORKFLOWS
        for line in path.read_text().splitlines()
        if "uses: " in line
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
    assert writers.pop("deploy", {"pages", "id-token"}) == {"pages", "id-token"}
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
    assert jobs["test"]["strategy"]["matrix"]["python"] == supported
    assert f'requires-python = ">={supported[0]}"' in project


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
