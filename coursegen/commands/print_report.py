"""What build and check share: telling what is wrong, in the format that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.report import NAMES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.commands.console import Console

_MACHINE_FORMATS = ("json", "sarif")


def add_format_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says for whom."""
    parser.add_argument(
        "--format",
        choices=NAMES,
        help="for people (text), GitHub's annotations (github), tools (json) or code scanning "
        "(sarif); default: text, and in GitHub Actions its annotations too",
    )


def is_for_people(args: argparse.Namespace) -> bool:
    """Whether words beside the report, such as a summary, have a reader."""
    return args.format in {None, "text"}


def print_report(
    found: Diagnostics,
    args: argparse.Namespace,
    console: Console,
    print_text: Callable[[str], None],
) -> None:
    """Tell what was found: to people by `print_text`, to others by `console.out` and nothing else.

    Programs get a document though nothing is wrong.  In GitHub Actions the text makes a log that
    can be read, and annotations follow in a group of their own, unless a format was asked for.
    """
    if not found.total and args.format not in _MACHINE_FORMATS:
        return
    from coursegen.report.formats import FORMATS  # noqa: PLC0415 - most builds have nothing to tell
    from coursegen.report.report_options import ReportOptions, folder_in_repository  # noqa: PLC0415 - as above

    folder = folder_in_repository(args.source, console.environment)
    options = ReportOptions(console.color, args.all, folder)
    if not is_for_people(args):
        console.out(FORMATS[args.format](found, options))
    else:
        print_text(FORMATS["text"](found, options))
        if not args.format and console.environment.get("GITHUB_ACTIONS") == "true":
            print_text(f"::group::Annotations\n{FORMATS['github'](found, options)}\n::endgroup::")
