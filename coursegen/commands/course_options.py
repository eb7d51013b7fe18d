"""The options that several commands share."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursegen.base.diagnostics import closest_match
from coursegen.base.struct import replace
from coursegen.build import Settings

if TYPE_CHECKING:
    from coursegen.commands.console import Console


class UsageError(Exception):
    """An error in the command line; the message is a sentence."""


_HERE = Path()
_SOURCE_HELP = "the course's folder (default: the current folder)"


def add_source_option(parser: argparse.ArgumentParser, help_: str = _SOURCE_HELP) -> None:
    """Add the option `--source`."""
    parser.add_argument("--source", type=Path, default=_HERE, metavar="DIR", help=help_)


def add_course_folder(parser: argparse.ArgumentParser) -> None:
    """Add the course's folder, which can be written as an argument or with `--source`."""
    parser.set_defaults(course_argument=_add_course_folder(parser))


def _add_course_folder(parser: argparse._ActionsContainer) -> argparse.Action:
    argument = parser.add_argument(
        "source",
        nargs="?",
        action=_CourseFolder,
        default=argparse.SUPPRESS,
        metavar="COURSE",
        help=_SOURCE_HELP,
    )
    parser.add_argument(
        "--source",
        action=_CourseFolder,
        default=_HERE,
        metavar="DIR",
        help="another way to write COURSE",
    )
    return argument


class _CourseFolder(argparse.Action):
    """Stores the course's folder; two different folders are incorrect usage."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - part of the interface
    ) -> None:
        """Store the folder in `values`."""
        before, folder = namespace.source, Path(values)
        if before is not _HERE and os.path.realpath(before) != os.path.realpath(folder):
            parser.error(f"'{before}' and '{folder}' are two folders; specify only one course")
        namespace.source = folder


def validate_source(source: Path) -> None:
    """Raise `UsageError` if the course's folder does not exist."""
    if source.is_dir():
        return
    if source.exists():
        raise UsageError(f"'{source}' is not a folder; specify the folder that contains it")
    others = (
        [p.name for p in source.parent.iterdir() if p.is_dir()] if source.parent.is_dir() else []
    )
    close = closest_match(source.name, others)
    hint = f"; did you mean '{source.with_name(close)}'?" if close else ""
    raise UsageError(f"there is no folder '{source}'{hint}")


def add_course_options(parser: argparse.ArgumentParser, *, base_url: bool = True) -> None:
    """Add the options of build, serve and check for the course, the time and the amount of output.

    If `base_url` is False, the option `--base-url` is not added.
    """
    course = parser.add_argument_group("the course")
    parser.set_defaults(base_url="", course_argument=_add_course_folder(course))
    if base_url:
        course.add_argument(
            "--base-url",
            metavar="URL",
            help="the site's URL, instead of 'url:' in site.yaml",
        )
    course.add_argument(
        "--now",
        metavar="TIME",
        help="build the site as of this time, such as 2020-02-20 or 2020-02-20T18:00",
    )
    report = parser.add_argument_group("the report")
    report.add_argument(
        "--all", action="store_true", help="show every problem in full, even if there are many"
    )
    volume = report.add_mutually_exclusive_group()
    volume.add_argument("-v", "--verbose", action="store_true", help="print more details")
    volume.add_argument("-q", "--quiet", action="store_true", help="print only problems")


def make_settings(args: argparse.Namespace, console: Console) -> Settings:
    """Return the settings that the options specify; raise `UsageError` for invalid options."""
    validate_source(args.source)
    settings = Settings(
        args.source, read_now(args.now, console), args.base_url, environment=console.environment
    )
    if not console.is_terminal or args.quiet:
        return settings
    from coursegen.commands.progress import progress_bar  # noqa: PLC0415 - only needed in a terminal

    return replace(settings, progress=progress_bar)


def uses_the_clock(args: argparse.Namespace, console: Console) -> bool:
    """Return whether the build time is the current time instead of a fixed time."""
    return not (args.now or console.environment.get("SOURCE_DATE_EPOCH"))


def read_now(option: str | None, console: Console) -> datetime:
    """Return the time from `--now` or SOURCE_DATE_EPOCH (reproducible-builds.org), or now.

    A time without a time zone is in the time zone of the course.
    """
    if option:
        try:
            return datetime.fromisoformat(option)
        except ValueError:
            raise UsageError(f"--now: '{option}' is not a time such as 2020-02-20T18:00") from None
    epoch = console.environment.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return console.now
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH: '{epoch}' is not a number of seconds") from None
