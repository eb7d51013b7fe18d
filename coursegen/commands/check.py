"""`coursegen check`: report all problems, and optionally fix them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.base.files import LINKS_CACHE
from coursegen.base.severity import apply_severities
from coursegen.base.struct import replace
from coursegen.build import build
from coursegen.check import run_rules
from coursegen.check.fix import plan_fixes
from coursegen.check.reading.pdf_facts import count_unchecked, has_pypdf, is_requested
from coursegen.check.registry import RULES
from coursegen.commands.apply_fixes import show_fixes, write_fixes
from coursegen.commands.build import format_count
from coursegen.commands.course_options import UsageError, add_course_options, make_settings
from coursegen.commands.print_report import add_format_option, is_for_people, print_report
from coursegen.leaks.outputs import not_searched
from coursegen.status.release_builds import release_builds_rule
from coursegen.status.workflows import find_workflows

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from coursegen.base.timer import Progress
    from coursegen.build import Site
    from coursegen.commands.console import Console
    from coursegen.link_checker import LinkCheckResult

EXAMPLES = (
    "coursegen check",
    "coursegen check my-course --external",
    "coursegen check --fix",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_course_options(parser)
    add_format_option(parser)
    parser.add_argument("--external", action="store_true", help="also check links to other sites")
    fix_options = parser.add_mutually_exclusive_group()
    fix_options.add_argument(
        "--fix", action="store_true", help="apply safe fixes, then check again"
    )
    fix_options.add_argument(
        "--diff", action="store_true", help="show the changes that --fix would make"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Build the site in memory and apply all rules; return 1 if errors remain."""
    if args.diff and not is_for_people(args):
        raise UsageError("--diff cannot be combined with --format")
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
                more_problems = format_count(more, "more problem")
                done.append(f"{more_problems} can be fixed now. Run --fix again.")
        _print_lines(done, args, console)
        for line in left:
            console.err(line)
    print_report(checked.found, args, console, console.out)
    _print_lines(_summary(checked), args, console)
    return 1 if checked.found.failed else 0


class _Checked(NamedTuple):
    site: Site
    found: Diagnostics
    links: LinkCheckResult | None


def _check(args: argparse.Namespace, console: Console) -> _Checked:
    diagnostics = Diagnostics()
    settings = replace(make_settings(args, console), write_cache=False)
    site = build(settings, diagnostics)
    links = _check_links(site, args, console, settings.progress) if args.external else None
    builds = release_builds_rule(find_workflows(args.source, diagnostics))
    rules = (*RULES, builds, *(links.rules if links else ()))
    diagnostics.extend(run_rules(rules, site, settings.progress))
    found = Diagnostics()
    final = apply_severities(diagnostics, site.plan.course.info.severities)
    found.extend(d.as_error() if d.missing else d for d in final)
    return _Checked(site, found, links)


def _check_links(
    site: Site, args: argparse.Namespace, console: Console, progress: Progress
) -> LinkCheckResult:
    try:
        from coursegen.link_checker import check_links  # noqa: PLC0415 - httpx may be missing
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise UsageError(
            "--external needs httpx; install it with: pip install 'coursegen[links]'"
        ) from error
    return check_links(site, args.source / LINKS_CACHE, console.now, progress)


def _summary(checked: _Checked) -> list[str]:
    lines = []
    if checked.links:
        links = checked.links
        notes = [f"{links.cached} from the cache"] if links.cached else []
        notes += [f"{links.inconclusive} could not be verified"] if links.inconclusive else []
        counts = ", ".join([f"Checked {format_count(links.links, 'external link')}", *notes])
        lines.append(f"{counts}.")
    unchecked = count_unchecked(checked.site.plan)
    without = f" (without {format_count(unchecked, 'PDF')})" if unchecked else ""
    errors, warnings = checked.found.count(Severity.ERROR), checked.found.count(Severity.WARNING)
    lines.append(
        f"Checked {format_count(len(checked.site.plan.pages), 'page')}{without}: "
        f"{format_count(errors, 'error')}, {format_count(warnings, 'warning')}."
    )
    fixable = sum(one.edit is not None for one in checked.found)
    if fixable:
        lines.append(f"To fix {fixable} automatically: coursegen check --fix")
    if checked.site.plan.unreleased.parts:
        closed = not_searched(checked.site.plan.assets, reads_pdf=has_pypdf())
        if closed:
            names = ", ".join(closed)
            lines.append(f"Not searched for unreleased content: {names}.")
    if unchecked and is_requested(checked.site.plan):
        lines.append("To check PDFs: pip install pypdf")
    return lines


def _print_lines(lines: Iterable[str], args: argparse.Namespace, console: Console) -> None:
    """Print lines that are not part of the report; omit them for machine-readable formats."""
    if is_for_people(args) and not args.quiet:
        for line in lines:
            console.out(line)
