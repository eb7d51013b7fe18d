"""The workflows of this repository and of `coursegen new`."""

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RunTool

ROOT = Path(__file__).parent.parent
OURS = ROOT / ".github/workflows"
SCAFFOLD = ROOT / "coursegen/scaffold/dot.github/workflows"
WORKFLOWS = sorted([*OURS.glob("*.yml"), *SCAFFOLD.glob("*.yml")])
PUBLISHING = [OURS / "pages.yml", SCAFFOLD / "pages.yml"]
SCHEDULED = [
    path for path in WORKFLOWS if re.search(r"^  schedule:", path.read_text(), re.MULTILINE)
]

SINCE_NODE_24 = {
    "actions/attest-build-provenance": 4,  # composite; uses actions/attest v4.1.0
    "actions/checkout": 5,
    "actions/configure-pages": 6,
    "actions/deploy-pages": 5,
    "actions/download-artifact": 7,
    "actions/setup-python": 6,
    "actions/upload-artifact": 6,
    "actions/upload-pages-artifact": 5,  # composite; uses actions/upload-artifact v7.0.0
}
"""The first major version of each action that runs on Node 24, according to `action.yml`."""
WITHOUT_NODE = {"pypa/gh-action-pypi-publish"}
"""Actions that run in a container."""
WITHOUT_COMMIT: set[str] = set()
"""Actions such as `owner/name@v6` whose commit is unknown, so the tag may be moved."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def workflow(path: Path) -> dict[Any, Any]:
    """Parse a workflow; its key `on` is True in YAML 1.1."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return {"on" if key is True else key: value for key, value in loaded.items()}


def triggers(path: Path) -> set[str]:
    return set(workflow(path)["on"])


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found = workflow(path)["jobs"]
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    """Return the steps of every job; a job that calls a workflow has no steps."""
    return [step for job in jobs(path).values() for step in job.get("steps", [])]


def action(path: Path, wanted: str) -> dict[str, Any]:
    """Return the inputs of the only step that uses an action."""
    (step,) = (step for step in steps(path) if step.get("uses", "").startswith(wanted + "@"))
    given = step.get("with", {})
    assert isinstance(given, dict)
    return given


def called(path: Path) -> dict[str, Path]:
    """Return the workflows that the jobs of a workflow call."""
    return {
        job: path.parent / Path(info["uses"]).name
        for job, info in jobs(path).items()
        if info.get("uses", "").startswith("./.github/workflows/")
    }


for_every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=name)
for_every_publishing = pytest.mark.parametrize("path", PUBLISHING, ids=name)
for_every_schedule = pytest.mark.parametrize("path", SCHEDULED, ids=name)


# Actions


def uses(path: Path) -> list[tuple[str, str]]:
    """Return the actions of a workflow as `name@commit`, with the comments that follow."""
    lines = re.findall(r"^\s*(?:- )?uses: (?!\./)(\S+)(.*)$", path.read_text(), re.MULTILINE)
    return [(used, comment) for used, comment in lines]


def test_actions_are_pinned_to_a_commit_with_the_version_in_a_comment() -> None:
    unpinned = {
        used
        for path in WORKFLOWS
        for used, comment in uses(path)
        if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used)
        or not re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    }
    assert unpinned == WITHOUT_COMMIT


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins = {used for path in WORKFLOWS for used, _ in uses(path)}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


@for_every_workflow
def test_every_action_runs_on_node_24(path: Path) -> None:
    for used, comment in uses(path):
        of = used.partition("@")[0]
        if of not in WITHOUT_NODE:
            major = re.search(r"v(\d+)", comment or used)
            assert major, used
            assert int(major[1]) >= SINCE_NODE_24[of], used


# Permissions


@for_every_workflow
def test_only_the_job_that_deploys_has_write_permissions(path: Path) -> None:
    assert workflow(path)["permissions"] == {"contents": "read"}
    writers = {
        job: {right for right, level in info.get("permissions", {}).items() if level != "read"}
        for job, info in jobs(path).items()
    }
    for caller, target in called(path).items():
        needed = {right for info in jobs(target).values() for right in info.get("permissions", {})}
        assert writers.pop(caller) <= needed  # exactly the permissions that the called jobs need
    assert writers.pop("deploy", set()) <= {"pages", "id-token", "attestations"}
    assert set().union(*writers.values()) == set()


@for_every_workflow
def test_no_credentials_are_stored_in_a_checkout(path: Path) -> None:
    checkouts = [step for step in steps(path) if "actions/checkout@" in step.get("uses", "")]
    assert bool(checkouts) == bool(steps(path))
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@for_every_workflow
def test_no_expression_is_inserted_into_a_shell_command(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


# Schedules


def test_publishing_and_the_audit_are_scheduled() -> None:
    targets = {name(target) for path in SCHEDULED for target in called(path).values()}
    assert targets == {name(path) for path in [*PUBLISHING, OURS / "audit.yml"]}


@for_every_schedule
def test_a_schedule_is_in_a_separate_file_that_only_calls_a_workflow(path: Path) -> None:
    # GitHub disables the whole file after 60 days without a commit.
    assert triggers(path) == {"schedule"}
    assert set(called(path)) == set(jobs(path))
    for target in called(path).values():
        assert {"workflow_call", "push"} <= triggers(target)
        assert "schedule" not in triggers(target)


@for_every_workflow
def test_a_caller_and_the_workflow_it_calls_have_different_concurrency_groups(path: Path) -> None:
    # GitHub cancels a run that waits for its own concurrency group.
    for caller, target in called(path).items():
        scopes = (workflow(path), jobs(path)[caller])
        groups = [scope["concurrency"]["group"] for scope in scopes if "concurrency" in scope]
        assert workflow(target)["concurrency"]["group"] not in groups


@for_every_workflow
def test_a_caller_grants_all_permissions_that_the_called_jobs_need(path: Path) -> None:
    rank = {"none": 0, "read": 1, "write": 2}
    for caller, target in called(path).items():
        granted = jobs(path)[caller].get("permissions", workflow(path)["permissions"])
        for info in jobs(target).values():
            for right, level in info.get("permissions", workflow(target)["permissions"]).items():
                assert rank[granted.get(right, "none")] >= rank[level], (caller, right)


def test_a_release_is_not_canceled_by_the_tests_of_its_own_tag() -> None:
    # Both would be in the concurrency group of the tests, which cancels the earlier run.
    assert "tags" in workflow(OURS / "release.yml")["on"]["push"]
    assert workflow(OURS / "test.yml")["on"]["push"] == {"branches": ["**"]}


# Repeated runs


@for_every_workflow
def test_the_name_of_an_artifact_contains_the_run_attempt(path: Path) -> None:
    attempt = "-${{ github.run_attempt }}"
    for info in jobs(path).values():
        for step in info.get("steps", []):
            used, given = step.get("uses", ""), step.get("with", {})
            if re.match("actions/upload-(pages-)?artifact@", used):
                assert given["name"].endswith(attempt)
                assert info["outputs"]["artifact"] == given["name"]
            if re.match("actions/(download-artifact|deploy-pages)@", used):
                # This works even if only this job reruns, with the artifact of an earlier build.
                requested = given.get("artifact_name", given.get("name"))
                assert requested == f"${{{{ needs.{info['needs']}.outputs.artifact }}}}"


def test_an_upload_to_pypi_can_be_repeated() -> None:
    assert action(OURS / "release.yml", "pypa/gh-action-pypi-publish")["skip-existing"] is True


@for_every_workflow
def test_every_job_has_a_timeout(path: Path) -> None:
    assert all(job["timeout-minutes"] <= 15 for job in jobs(path).values() if "steps" in job)


# Publishing


@for_every_publishing
def test_a_workflow_that_publishes_a_site_fetches_the_whole_history(path: Path) -> None:
    assert action(path, "actions/checkout")["fetch-depth"] == 0


@for_every_publishing
def test_no_failed_job_or_step_is_ignored(path: Path) -> None:
    every = [*jobs(path).values(), *steps(path)]
    assert [one for one in every if "continue-on-error" in one or "if" in one] == []
    assert jobs(path)["deploy"]["needs"] == "build"


def commands(path: Path) -> dict[str, bool]:
    """Return the commands of the job `build` after the installation, and whether each may fail."""
    return {
        step["run"]: step.get("continue-on-error", False)
        for step in jobs(path)["build"]["steps"]
        if "run" in step and "pip install" not in step["run"]
    }


def test_the_site_of_this_repository_is_published_like_a_new_course() -> None:
    ours, new = PUBLISHING
    assert commands(ours) == commands(new)
    uploads = [action(path, "actions/upload-pages-artifact") for path in PUBLISHING]
    assert uploads[0] == uploads[1]


@for_every_publishing
def test_the_check_and_the_build_get_the_same_base_url(path: Path) -> None:
    runs = {
        command.split()[1]: (step.get("env"), re.search(r"--base-url (\S+)", command))
        for step in steps(path)
        if (command := step.get("run", "")).startswith("coursegen ")
    }
    (check_env, check_url), (build_env, build_url) = runs["check"], runs["build"]

    assert check_url
    assert build_url
    assert check_url[1] == build_url[1]
    assert check_env == build_env == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}


def run_build_job(course: Path, options: str = "") -> int:
    """Run the commands of the job `build` in a course as GitHub does.

    Return the exit code of the first command that fails, or 0.  `options` are added to the build.
    """
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "BASE_URL": "https://course.example.org",
    }
    for command, may_fail in commands(SCAFFOLD / "pages.yml").items():
        line = command.replace("coursegen build ", f"coursegen build {options} ")
        shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", line]
        ended = subprocess.run(shell, cwd=course, env=environment, capture_output=True, check=False)
        if ended.returncode and not may_fail:
            return ended.returncode
    return 0


@pytest.fixture
def course(tmp_path: Path, run_tool: RunTool) -> Path:
    """The course that `coursegen new` creates."""
    assert run_tool("new", tmp_path / "course").code == 0
    return tmp_path / "course"


def test_a_missing_file_stops_the_workflow_before_anything_is_published(course: Path) -> None:
    (course / "files/slides/lecture-1.pdf").unlink()

    assert run_build_job(course) == 1
    assert not (course / "_site").exists()


def test_a_broken_link_to_the_site_s_own_url_can_fail_the_workflow(course: Path) -> None:
    page = "# About\n\n[Lab](https://course.example.org/nowhere/)\n"
    (course / "content/about.md").write_text(page, encoding="utf-8")

    assert run_build_job(course) == 0  # CG605 is a warning
    severity = "severity:\n  CG605: error\n"
    with (course / "site.yaml").open("a", encoding="utf-8") as site:
        site.write(severity)
    assert run_build_job(course) == 1


def test_a_site_for_another_time_stops_the_workflow(course: Path) -> None:
    (course / "content/do_not_publish.md").write_text("# A\n", encoding="utf-8")

    assert run_build_job(course) == 0
    assert run_build_job(course, "--now 2099-01-01") == 1


def test_the_uploaded_site_contains_hidden_folders_but_not_the_file_list(
    course: Path,
) -> None:
    assert run_build_job(course) == 0
    given = action(SCAFFOLD / "pages.yml", "actions/upload-pages-artifact")
    site = course / given["path"]
    (site / ".well-known").mkdir(exist_ok=True)
    (site / ".well-known/security.txt").write_text("Contact: mailto:a@example.org\n")
    with tarfile.open(course / "artifact.tar", "w") as archive:  # like upload-pages-artifact
        for file in sorted(site.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(site).parts)
            if file.is_file() and (given.get("include-hidden-files") or not hidden):
                archive.add(file, file.relative_to(site))
        names = archive.getnames()

    assert {"index.html", ".well-known/security.txt"} <= set(names)
    assert ".coursegen.json" not in names


# The tests


TESTS = OURS / "test.yml"
UNIT_TESTS = "--ignore=tests/browser --ignore=tests/test_quality.py"


def test_unit_tests_run_on_every_supported_python_version() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    supported = re.findall(r"Programming Language :: Python :: (3\.\d+)", project)
    assert jobs(TESTS)["unit"]["strategy"]["matrix"] == {"python": supported}
    assert f'requires-python = ">={supported[0]}"' in project


def test_the_lowest_dependency_versions_are_tested_once_on_the_lowest_python_version() -> None:
    (lowest,) = (job for job in jobs(TESTS).values() if "PIP_CONSTRAINT" in str(job))
    (step,) = (step for step in lowest["steps"] if "PIP_CONSTRAINT" in step.get("env", {}))
    constraint = "requirements/lowest.txt"
    assert step["env"]["PIP_CONSTRAINT"] == f"${{{{ github.workspace }}}}/{constraint}"
    assert (ROOT / constraint).is_file()
    (python,) = (s["with"]["python-version"] for s in lowest["steps"] if "setup-python" in str(s))
    assert python == jobs(TESTS)["unit"]["strategy"]["matrix"]["python"][0]


def test_each_job_runs_its_part_of_the_tests_with_the_documented_script() -> None:
    runs = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in jobs(TESTS).items()
    }
    assert runs == {
        "quality": [".ci/run --ignore=tests/browser tests/test_quality.py"],
        "unit": [f".ci/run {UNIT_TESTS}"],
        "lowest": [f".ci/run {UNIT_TESTS}"],
        "browser": [".ci/run tests/browser"],
        "other-systems": [
            'python -m pip install --editable ".[test]"',
            f"python -m pytest -n auto {UNIT_TESTS}",
        ],
    }


def test_the_jobs_run_in_parallel() -> None:
    assert [name for name, job in jobs(TESTS).items() if "needs" in job] == []


def test_only_jobs_on_untested_systems_may_fail() -> None:
    lenient = {name for name, job in jobs(TESTS).items() if job.get("continue-on-error")}
    assert lenient == {"other-systems"}
    assert jobs(TESTS)["other-systems"]["strategy"]["matrix"] == {
        "system": ["macos-latest", "windows-latest"]
    }
