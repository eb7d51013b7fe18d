"""`coursegen dates`: print the dates of a course with the reason for each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coursegen.commands.course_options import add_course_folder
from coursegen.commands.load_course import load_course
from coursegen.commands.table import align_columns
from coursegen.content.timeline.listing import listed_dates

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from coursegen.commands.console import Console
    from coursegen.content.timeline.listing import ListedDate

_MAX_NAME = 40
"""The maximum length of a name in the table, in characters."""

EXAMPLES = (
    "coursegen dates",
    "coursegen dates my-course --json",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_course_folder(parser)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print all dates of the course; return 1 if the course has errors."""
    loaded = load_course(args.source, console)
    dates = sorted(listed_dates(loaded.written, loaded.resolved), key=_order)
    if args.json:
        console.out(json.dumps([_object(each) for each in dates], indent=2, ensure_ascii=False))
    else:
        console.out("\n".join(align_columns([*map(_row, dates)])) or "The course has no dates.")
    return 1 if loaded.has_errors else 0


def _order(listed: ListedDate) -> tuple[date, str]:
    return listed.first, f"{listed.starts:%H:%M}" if listed.starts else ""


def _object(listed: ListedDate) -> dict[str, Any]:
    return {
        "name": listed.name,
        "first": listed.first.isoformat(),
        "last": listed.last.isoformat(),
        "starts": listed.starts and listed.starts.isoformat(),
        "ends": listed.ends and listed.ends.isoformat(),
        "reason": listed.reason,
        "file": listed.location.source.name,
        "line": listed.location.line,
    }


def _row(listed: ListedDate) -> tuple[str, ...]:
    return _day(listed), _time(listed), _short(listed.name), listed.reason


def _short(name: str) -> str:
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}…"


def _day(listed: ListedDate) -> str:
    days = dict.fromkeys((listed.first, listed.last))
    return " to ".join(f"{day:%a} {day.isoformat()}" for day in days)


def _time(listed: ListedDate) -> str:
    times = filter(None, (listed.starts, listed.ends))
    return "-".join(f"{time:%H:%M}" for time in times)
