"""`coursegen build`: build the site."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.base.severity import apply_severities
from coursegen.base.struct import replace
from coursegen.base.timer import NO_TIMER, Timer
from coursegen.build import build
from coursegen.check import build_rules, run_rules
from coursegen.commands.course_options import add_course_options, make_settings, uses_the_clock
from coursegen.commands.print_report import add_format_option, is_for_people, print_report
from coursegen.incremental.up_to_date import is_recorded, save_record
from coursegen.publish.publish_error import PublishError
from coursegen.publish.publisher import publish

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console

OUTPUT = "_site"

EXAMPLES = (
    "coursegen build",
    "coursegen build my-course --output ../public",
    "coursegen build --base-url https://example.org/course/",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_course_options(parser)
    add_format_option(parser)
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help=f"the output folder (default: {OUTPUT} in the course's folder)",
    )
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser.add_argument("--clean", action="store_true", help="ignore caches and rebuild everything")
    parser.add_argument(
        "--timings",
        action="store_true",
        help="build in one process, and show how long each step takes",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Build and publish the site; return 1 if the course has errors or writing fails."""
    began = time.perf_counter()
    unfiltered = Diagnostics()
    output, done = args.output or args.source / OUTPUT, None
    watch = Timer(time.process_time()) if args.timings else NO_TIMER
    settings = replace(make_settings(args, console), output=output, clean=args.clean, timer=watch)
    site = build(settings, unfiltered)
    unfiltered.extend(run_rules(build_rules(site), site, settings.progress))
    watch.lap("checks")
    diagnostics = apply_severities(unfiltered, site.plan.course.info.severities)
    if not (diagnostics.failed or (args.strict and diagnostics.count(Severity.WARNING))):
        try:
            done = publish(
                site.files,
                output,
                args.source,
                settings.store,
                clean=args.clean,
                with_state=is_recorded(console.request),
                do_not_publish=f"built with --now {args.now}" if args.now else "",
                progress=settings.progress,
            )
        except PublishError as error:
            diagnostics.error(error.code, str(error))
    watch.lap("publish: the folder")
    printed: list[str] = []

    def print_text(text: str) -> None:
        printed.append(text)
        console.err(text)

    print_report(diagnostics, args, console, print_text)
    errors, warnings = diagnostics.count(Severity.ERROR), diagnostics.count(Severity.WARNING)
    if done is None:
        if is_for_people(args):
            console.err(
                f"Not built: {format_count(errors, 'error')}, {format_count(warnings, 'warning')}."
            )
        return 1
    if not is_for_people(args):
        return 0
    if args.verbose:
        for path in done.written:
            console.out(f"wrote {path}")
        for path in done.removed:
            console.out(f"removed {path}")
    if args.timings:
        console.out(watch.table())
    pages = len(site.plan.pages)
    what = f"{format_count(pages, 'page')} and {format_count(done.files - pages, 'other file')}"
    found = format_count(warnings, "warning")
    if not args.quiet:
        seconds = time.perf_counter() - began
        console.out(f"Built {what} into {output} in {seconds:.2f} s, {found}.")
    if done.state and not any(d.code is Code.NO_HISTORY for d in unfiltered):
        save_record(
            console.request,
            inputs=site.inputs,
            uses_history=site.plan.course.info.repository is not None,
            releases=site.releases if uses_the_clock(args, console) else (),
            outputs=done.paths,
            output_state=done.state,
            stderr="\n".join(printed),
            stdout="" if args.quiet else f"Nothing changed: {what} in {output}, {found}.",
        )
    return 0


def format_count(count: int, word: str) -> str:
    """Format a count, such as `1 page`, `2 pages` or `no pages`."""
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"
