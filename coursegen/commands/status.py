"""`coursegen status`: print what is public, what changes next, and what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.file_change import FileChange, FileChangeError, file_in, read_bytes
from coursegen.commands.course_options import UsageError, add_course_folder, read_now
from coursegen.commands.load_course import load_course
from coursegen.commands.table import align_columns
from coursegen.status.course_status import status_of
from coursegen.status.workflows import FOLDER, find_workflows

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from coursegen.base.text import Location
    from coursegen.commands.console import Console
    from coursegen.status.course_status import CourseStatus

_MAX_CHANGES = 15
"""The maximum number of changes in the text."""

EXAMPLES = (
    "coursegen status",
    "coursegen status my-course --now 2027-03-01",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_course_folder(parser)
    parser.add_argument(
        "--now",
        metavar="TIME",
        help="print the status at this time, such as 2020-02-20 or 2020-02-20T18:00",
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print JSON instead of text")
    output.add_argument(
        "--cron",
        action="store_true",
        help="rewrite the schedule of the workflow in .github/workflows so that it builds the site "
        "after each release",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the status, or rewrite the schedule; return 1 if the course has errors."""
    loaded = load_course(args.source, console)
    if loaded.has_errors:
        return 1
    status = status_of(loaded.resolved, read_now(args.now, console))
    if args.cron:
        return _rewrite_schedule(args.source, [change.time for change in status.changes], console)
    if args.json:
        console.out(json.dumps(_as_json(status), indent=2, ensure_ascii=False))
    else:
        console.out("\n".join(_lines(status, loaded.resolved.info.timezone_name)))
    return 0


def _rewrite_schedule(root: Path, times: Sequence[datetime], console: Console) -> int:
    workflows = [each for each in find_workflows(root, Diagnostics()) if each.lines]
    if len(workflows) != 1:
        names = ", ".join(each.source.name for each in workflows) or "none"
        raise UsageError(
            f"--cron needs exactly one workflow in {FOLDER} that builds the site at set times, "
            f"found: {names}"
        )
    name = workflows[0].source.name
    text = workflows[0].with_times(times)
    if text == workflows[0].source.text:
        console.out(f"The schedule of {name} is already up to date.")
        return 0
    try:
        disk = file_in(root, name)
        before = read_bytes(disk)
        line_end = "\r\n" if b"\r\n" in before else "\n"
        change = FileChange(name, disk, before, text.replace("\n", line_end).encode())
        change.write()
    except FileChangeError as error:
        console.err(f"error: {name}: {error}")
        return 1
    console.out(f"Changed {name}:\n{change.diff()}".rstrip())
    return 0


def _lines(status: CourseStatus, timezone: str) -> Iterator[str]:
    yield f"{_time(status.now)} ({timezone})"
    yield from _table(
        "Public", [(each.type, f"{each.public} of {each.total}") for each in status.counts]
    )
    yield from _table(
        "Next changes",
        [
            (_time(each.time), each.state, each.name, str(each.location))
            for each in status.changes[:_MAX_CHANGES]
        ],
    )
    if len(status.changes) > _MAX_CHANGES:
        yield f"  and {len(status.changes) - _MAX_CHANGES} more; to list all, use --json"
    yield from _table(
        "Missing materials of past sessions",
        [
            (f"{each.ended:%a %Y-%m-%d}", each.name, ", ".join(each.kinds), str(each.location))
            for each in status.missing
        ],
    )
    yield from _table(
        "Next deadlines",
        [
            (_time(each.time), each.name, "" if each.is_public else "not public yet")
            for each in status.deadlines
        ],
    )


def _table(title: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield a title and aligned rows."""
    yield ""
    yield f"{title}:" if rows else f"{title}: none"
    yield from (f"  {line}" for line in align_columns(rows))


def _time(time: datetime) -> str:
    return f"{time:%a %Y-%m-%d %H:%M}"


def _as_json(status: CourseStatus) -> dict[str, Any]:
    return {
        "now": status.now.isoformat(),
        "public": {
            each.type: {"public": each.public, "total": each.total} for each in status.counts
        },
        "changes": [
            {"time": each.time.isoformat(), "state": each.state, "name": each.name}
            | _place(each.location)
            for each in status.changes
        ],
        "missing": [
            {"name": each.name, "ended": each.ended.isoformat(), "kinds": list(each.kinds)}
            | _place(each.location)
            for each in status.missing
        ],
        "deadlines": [
            {"time": each.time.isoformat(), "name": each.name, "public": each.is_public}
            | _place(each.location)
            for each in status.deadlines
        ],
    }


def _place(location: Location) -> dict[str, Any]:
    return {"file": location.source.name, "line": location.line}
