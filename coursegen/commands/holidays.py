"""`coursegen holidays COUNTRY`: write the public holidays of a country into site.yaml."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.file_change import FileChangeError
from coursegen.base.files import SITE_FILE
from coursegen.commands.add_holidays import add_holidays, group_days
from coursegen.commands.course_options import UsageError, add_source_option, validate_source
from coursegen.commands.load_course import print_problems
from coursegen.loader.course_folder import load_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from coursegen.commands.add_holidays import NewHoliday
    from coursegen.commands.console import Console
    from coursegen.commands.public_holidays import PublicHolidays
    from coursegen.content.site import CourseInfo

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
"""The range of valid years in an author's files."""

EXAMPLES = (
    "coursegen holidays US-NY",
    "coursegen holidays CN 2027 --print",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "place",
        metavar="COUNTRY",
        help="the ISO 3166 code of a country or one of its subdivisions, such as CN or US-NY",
    )
    parser.add_argument(
        "year",
        nargs="?",
        type=int,
        metavar="YEAR",
        help="only holidays in this year",
    )
    parser.add_argument(
        "--from",
        dest="first",
        metavar="DATE",
        help="the first day, such as 2027-02-20 (default: the start of the term)",
    )
    parser.add_argument(
        "--to", dest="last", metavar="DATE", help="the last day (default: the end of the term)"
    )
    parser.add_argument(
        "--print", action="store_true", help="print the holidays without changing site.yaml"
    )
    add_source_option(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Add the holidays that site.yaml lacks; return 1 if the file cannot be changed."""
    validate_source(args.source)
    diagnostics = Diagnostics()
    info = load_settings(args.source, diagnostics)
    if diagnostics.failed:
        print_problems(diagnostics, args.source, console)
        return 1
    first, last = _period(args, info)
    found = _public_holidays(args.place, first, last, info.language)
    written = tuple(holiday.dates for holiday in info.holidays)
    new = group_days(found.days, written)
    if new and not args.print:
        try:
            add_holidays(args.source, new, written).write()
        except FileChangeError as error:
            console.err(f"error: {SITE_FILE} was not changed: {error}")
            return 1
        console.out(f"Added to 'holidays:' in {SITE_FILE}:")
    for holiday in new:
        console.out(f"  - {holiday.as_yaml}")
    if not new:
        console.err(f"No new holidays from {first} to {last}.")
    _print_estimates(group_days(found.estimates, written), console)
    known = {swapped.day for swapped in info.meetings.swapped}
    _print_swapped({day: off for day, off in found.swapped.items() if day not in known}, console)
    return 0


def _public_holidays(place: str, first: date, last: date, language: str) -> PublicHolidays:
    try:
        from coursegen.commands.public_holidays import public_holidays  # noqa: PLC0415 - the library may be missing
    except ModuleNotFoundError as error:
        if error.name != "holidays":
            raise
        raise UsageError(
            "this command needs the library holidays; install it with: "
            "pip install 'coursegen[holidays]'"
        ) from error
    return public_holidays(place, first, last, language)


def _period(args: argparse.Namespace, info: CourseInfo) -> tuple[date, date]:
    """Return the first and the last day: of the term, unless the options specify other days."""
    first = _day(args.first, "--from") or info.term_dates.start
    last = _day(args.last, "--to") or info.term_dates.end
    if args.year is not None:
        if not _FIRST_YEAR <= args.year <= _LAST_YEAR:
            raise UsageError(f"{args.year} is not a year from {_FIRST_YEAR} to {_LAST_YEAR}")
        year_start, year_end = date(args.year, 1, 1), date(args.year, 12, 31)
        first = max(first or year_start, year_start)
        last = min(last or year_end, year_end)
    if not first or not last:
        raise UsageError(
            "specify a YEAR, or --from and --to, or the dates of the term in site.yaml"
        )
    if last < first:
        raise UsageError("the period contains no days; YEAR may be outside the term in site.yaml")
    return first, last


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: '{text}' is not a date such as 2027-02-20") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UsageError(f"{option}: the year is not from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _print_estimates(estimates: Sequence[NewHoliday], console: Console) -> None:
    if not estimates:
        return
    console.err("\nNot added, because these dates are estimates that have not been announced yet:")
    for holiday in estimates:
        console.err(f"  - {holiday.as_yaml}")
    console.err(
        "After the announcement, update the data with 'pip install --upgrade holidays', and run "
        "this command again."
    )


def _print_swapped(swapped: Mapping[date, date], console: Console) -> None:
    if not swapped:
        return
    console.err(
        "\nThese days are workdays in exchange for days off. If the course meets on them, add them "
        f"to 'meetings:' in {SITE_FILE}:"
    )
    for workday, day_off in swapped.items():
        console.err(f"  - {{date: {workday}, follows: {day_off:%a}}}")
