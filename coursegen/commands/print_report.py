"""Print the report of a command in the requested format."""

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
    """Add the option `--format`."""
    parser.add_argument(
        "--format",
        choices=NAMES,
        help="the output format: text, GitHub annotations (github), json, or sarif for code "
        "scanning; default: text, with annotations in GitHub Actions",
    )


def is_for_people(args: argparse.Namespace) -> bool:
    """Return whether the output is for people, so that a summary may follow the report."""
    return args.format in {None, "text"}


def print_report(
    found: Diagnostics,
    args: argparse.Namespace,
    console: Console,
    print_text: Callable[[str], None],
) -> None:
    """Print the report as text with `print_text`, or in another format with `console.out`.

    JSON and SARIF are printed even if there are no problems.  In GitHub Actions, a group of
    annotations follows the text, unless a format was requested.
    """
    if not found.total and args.format not in _MACHINE_FORMATS:
        return
    from coursegen.report.formats import FORMATS  # noqa: PLC0415 - most builds have nothing to report
    from coursegen.report.report_options import ReportOptions, folder_in_repository  # noqa: PLC0415 - most builds have nothing to report

    folder = folder_in_repository(args.source, console.environment)
    options = ReportOptions(console.color, args.all, folder)
    if not is_for_people(args):
        console.out(FORMATS[args.format](found, options))
    else:
        from coursegen.report.kinds import lines_by_kind  # noqa: PLC0415 - only for reports as text

        print_text("\n".join([FORMATS["text"](found, options), *lines_by_kind([*found])]))
        if not args.format and console.environment.get("GITHUB_ACTIONS") == "true":
            print_text(f"::group::Annotations\n{FORMATS['github'](found, options)}\n::endgroup::")
