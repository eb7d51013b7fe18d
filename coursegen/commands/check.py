"""`coursegen check`: everything that is wrong, and on request mended where that is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.base.files import LINKS_CACHE
from coursegen.base.severity import apply_severities
from coursegen.base.struct import replace
from coursegen.build import build
from coursegen.check import run_rules
from coursegen.check.fix import plan_fixes
from coursegen.check.reading.pdf_facts import not_read
from coursegen.check.registry import RULES
from coursegen.commands.apply_fixes import show_fixes, write_fixes
from coursegen.commands.build import counted
from coursegen.commands.course_options import UsageError, add_course_options, make_settings
from coursegen.commands.print_report import add_format_option, for_people, print_report
from coursegen.commands.progress import bar_for_links, no_bar

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from coursegen.build import Site
    from coursegen.commands.console import Console
    from coursegen.link_checker import LinkCheckResult


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_course_options(parser)
    add_format_option(parser)
    parser.add_argument(
        "--external", action="store_true", help="try the links that lead to other sites, too"
    )
    mending = parser.add_mutually_exclusive_group()
    mending.add_argument(
        "--fix", action="store_true", help="mend what has one right answer, then check again"
    )
    mending.add_argument(
        "--diff", action="store_true", help="show what --fix would change, and change nothing"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Make the site in memory, ask every question; 1 when there is an error (left)."""
    if args.diff and not for_people(args):
        raise UsageError("--diff shows a diff, in no other format; leave --format out")
    checked = _check(args, console)
    if args.diff:
        show_fixes(plan_fixes(checked.found, args.source), console)
        return 1 if checked.found.failed else 0
    if args.fix:
        fixes = plan_fixes(checked.found, args.source)
        done, left = write_fixes(fixes)
        if done:
            checked = _check(args, console)
            more = sum(bool(diagnostic.edit) for diagnostic in checked.found) - len(left)
            if more > 0:
                done.append(f"{more} more can be fixed now: run it again.")
        _say(done, args, console)
        for line in left:
            console.err(line)
    print_report(checked.found, args, console, console.out)
    _say(_summary(checked), args, console)
    return 1 if checked.found.failed else 0


class _Checked(NamedTuple):
    site: Site
    found: Diagnostics
    tried: LinkCheckResult | None


def _check(args: argparse.Namespace, console: Console) -> _Checked:
    noted = Diagnostics()
    site = build(replace(make_settings(args, console), write_cache=False), noted)
    tried = _try_links(site, args, console) if args.external else None
    noted.extend(run_rules((*RULES, *(tried.rules if tried else ())), site))
    found = Diagnostics()
    settled = apply_severities(noted, site.plan.course.info.severities)
    found.extend(d.as_error() if d.missing else d for d in settled)
    return _Checked(site, found, tried)


def _try_links(site: Site, args: argparse.Namespace, console: Console) -> LinkCheckResult:
    try:
        from coursegen.link_checker import check_links  # noqa: PLC0415 - httpx may be missing
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise UsageError(
            "--external needs httpx; install it with: pip install 'coursegen[links]'"
        ) from error
    progress = bar_for_links if console.is_terminal and not args.quiet else no_bar
    return check_links(site, args.source / LINKS_CACHE, console.now, progress)


def _summary(checked: _Checked) -> list[str]:
    lines = []
    if checked.tried:
        tried = checked.tried
        notes = [f"{tried.known} known from an earlier run"] if tried.known else []
        notes += [f"{tried.untold} without an answer to a program"] if tried.untold else []
        among = f", {' and '.join(notes)}" if notes else ""
        lines.append(f"Tried {counted(tried.addresses, 'link')} to other sites{among}.")
    errors, warnings = checked.found.count(Severity.ERROR), checked.found.count(Severity.WARNING)
    lines.append(
        f"Checked {counted(len(checked.site.plan.pages), 'page')}: "
        f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."
    )
    closed = not_read(checked.site.plan)
    if closed:
        lines.append(
            f"Not looked into: {counted(closed, 'PDF')}. To change that: pip install pypdf"
        )
    return lines


def _say(lines: Iterable[str], args: argparse.Namespace, console: Console) -> None:
    """What is told besides the faults; programs do not read it."""
    if for_people(args) and not args.quiet:
        for line in lines:
            console.out(line)
