"""The workflows that publish a course, and edits of their schedules."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from coursegen.base.diagnostics import Diagnostics
from coursegen.status.workflows import Workflow, find_workflows

PAGES = "name: pages\non: push\njobs:\n  b:\n    steps:\n      - run: coursegen build\n"
HOURLY = """\
on:
  schedule: # a comment
    - cron: "17 * * * *" # every hour
    - cron: '0 5 * * *'
  workflow_dispatch:
jobs:
  publish:
    uses: ./.github/workflows/pages.yml
"""


def _find(root: Path, files: dict[str, str]) -> tuple[Workflow, ...]:
    folder = root / ".github/workflows"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return tuple(each for each in find_workflows(root, Diagnostics()) if each.lines)


def test_a_workflow_with_a_schedule_that_calls_a_building_workflow_is_found(tmp_path: Path) -> None:
    found = _find(tmp_path, {"pages.yml": PAGES, "hourly.yml": HOURLY})
    assert [each.source.name for each in found] == [".github/workflows/hourly.yml"]
    assert [*found[0].lines] == ["17 * * * *", "0 5 * * *"]
    assert [str(line.location) for line in found[0].lines] == [
        ".github/workflows/hourly.yml:3:14",
        ".github/workflows/hourly.yml:4:14",
    ]


def test_a_workflow_that_builds_no_site_is_not_found(tmp_path: Path) -> None:
    files = {"pages.yml": PAGES, "audit.yml": HOURLY.replace("pages.yml", "other.yml")}
    assert _find(tmp_path, files) == ()
    found = find_workflows(tmp_path, Diagnostics())
    assert [each.source.name for each in found] == [".github/workflows/pages.yml"]


def test_a_course_without_workflows_has_no_schedule(tmp_path: Path) -> None:
    assert find_workflows(tmp_path, Diagnostics()) == ()


def test_only_the_lines_of_the_schedule_change(tmp_path: Path) -> None:
    (workflow,) = _find(tmp_path, {"pages.yml": PAGES, "hourly.yml": HOURLY})
    beijing = ZoneInfo("Asia/Shanghai")
    times = [datetime(2027, 3, 5, 18, tzinfo=beijing), datetime(2027, 3, 1, 6, tzinfo=beijing)]
    assert workflow.with_times(times) == HOURLY.replace(
        """\
    - cron: "17 * * * *" # every hour
    - cron: '0 5 * * *'
""",
        """\
    - cron: "3 22 28 2 *" # 2027-03-01 06:00 CST
    - cron: "3 10 5 3 *" # 2027-03-05 18:00 CST
""",
    )


def test_without_times_one_weekly_line_remains(tmp_path: Path) -> None:
    (workflow,) = _find(tmp_path, {"pages.yml": PAGES, "hourly.yml": HOURLY})
    assert workflow.with_times([]).count("cron") == 1


def test_a_new_schedule_is_found_again(tmp_path: Path) -> None:
    (workflow,) = _find(tmp_path, {"pages.yml": PAGES, "hourly.yml": HOURLY})
    text = workflow.with_times([datetime(2027, 3, 5, 18, tzinfo=UTC)])
    (tmp_path / workflow.source.name).write_text(text)
    _, again = sorted(find_workflows(tmp_path, Diagnostics()), key=lambda each: len(each.lines))
    assert [*again.lines] == ["3 18 5 3 *"]
    assert again.schedule()
