"""`coursegen build`: make the site."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.build import build
from coursegen.check import QUICK, ask
from coursegen.commands.course import add_course_options, make_settings
from coursegen.commands.tell import add_format_option, for_people, tell
from coursegen.diagnostics import Diagnostics, Level
from coursegen.levels import settle
from coursegen.publish.fault import CannotPublish
from coursegen.publish.publisher import publish
from coursegen.stopwatch import STOPPED, Stopwatch

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console

OUTPUT = "_site"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_course_options(parser)
    add_format_option(parser)
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help=f"where the site goes (default: {OUTPUT} in the course's folder)",
    )
    parser.add_argument("--strict", action="store_true", help="let a warning stop the build")
    parser.add_argument("--clean", action="store_true", help="write every file anew")
    parser.add_argument(
        "--timings", action="store_true", help="say where the time went, in one process"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Build and publish; 1 when the course has errors or the site cannot be written."""
    began = time.perf_counter()
    diagnostics = Diagnostics()
    output, done = args.output or args.source / OUTPUT, None
    watch = Stopwatch(time.process_time()) if args.timings else STOPPED
    settings = replace(
        make_settings(args, console), output=output, afresh=args.clean, stopwatch=watch
    )
    site = build(settings, diagnostics)
    diagnostics.extend(ask(QUICK, site))
    watch.lap("checks")
    diagnostics = settle(diagnostics, site.plan.course.facts.levels)
    if not (diagnostics.failed or (args.strict and diagnostics.count(Level.WARNING))):
        try:
            done = publish(site, output, args.source, afresh=args.clean)
        except CannotPublish as error:
            diagnostics.error(error.code, str(error))
    watch.lap("publish: the folder")
    tell(diagnostics, args, console, console.err)
    errors, warnings = diagnostics.count(Level.ERROR), diagnostics.count(Level.WARNING)
    if done is None:
        if for_people(args):
            console.err(f"Not built: {counted(errors, 'error')}, {counted(warnings, 'warning')}.")
        return 1
    if not for_people(args):
        return 0
    if args.verbose:
        for path in done.written:
            console.out(f"wrote {path}")
        for path in done.removed:
            console.out(f"removed {path}")
    if args.timings:
        console.out(watch.table())
    if not args.quiet:
        pages = len(site.plan.pages)
        seconds = time.perf_counter() - began
        console.out(
            f"Built {counted(pages, 'page')} and {counted(done.files - pages, 'other file')} "
            f"into {output} in {seconds:.2f} s, {counted(warnings, 'warning')}."
        )
    return 0


def counted(count: int, word: str) -> str:
    """`1 page`, `2 pages`, `no pages`."""
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"
