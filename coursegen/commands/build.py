"""`coursegen build`: make the site."""

from __future__ import annotations

import time
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
from coursegen.values import replace

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


def run(args: argparse.Namespace, console: Console) -> int:
    """Build and publish; 1 when the course has errors or the site cannot be written."""
    began = time.perf_counter()
    diagnostics = Diagnostics()
    output, done = args.output or args.source / OUTPUT, None
    settings = replace(make_settings(args, console), output=output, afresh=args.clean)
    site = build(settings, diagnostics)
    diagnostics.extend(ask(QUICK, site))
    diagnostics = settle(diagnostics, site.plan.course.facts.levels)
    if not (diagnostics.failed or (args.strict and diagnostics.count(Level.WARNING))):
        try:
            done = publish(site, output, args.source, afresh=args.clean)
        except CannotPublish as error:
            diagnostics.error(error.code, str(error))
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
