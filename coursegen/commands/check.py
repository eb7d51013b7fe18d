"""`coursegen check`: everything that is wrong, without writing a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.build import build
from coursegen.check import ask
from coursegen.check.pdf_facts import not_read
from coursegen.check.rules import RULES
from coursegen.commands.build import counted
from coursegen.commands.course import add_course_options, make_settings
from coursegen.commands.tell import add_format_option, for_people, tell
from coursegen.diagnostics import Diagnostics, Level
from coursegen.levels import settle

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_course_options(parser)
    add_format_option(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Make the site in memory, ask every question; 1 when there is an error."""
    noted = Diagnostics()
    site = build(make_settings(args, console), noted)
    noted.extend(ask(RULES, site))
    found = Diagnostics()
    settled = settle(noted, site.plan.course.facts.levels)
    found.extend(d.as_error() if d.missing else d for d in settled)
    tell(found, args, console, console.out)
    if for_people(args) and not args.quiet:
        errors, warnings = found.count(Level.ERROR), found.count(Level.WARNING)
        console.out(
            f"Checked {counted(len(site.plan.pages), 'page')}: "
            f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."
        )
        closed = not_read(site.plan)
        if closed:
            console.out(
                f"Not looked into: {counted(closed, 'PDF')}. To change that: pip install pypdf"
            )
    return 1 if found.failed else 0
