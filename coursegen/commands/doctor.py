"""`coursegen doctor`: examine the installation, this machine and the course's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.commands.checkups import CHECKUPS, PROBLEM, Examined
from coursegen.commands.course_options import add_course_folder, validate_source

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console

EXAMPLES = ("coursegen doctor", "coursegen doctor my-course")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_course_folder(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Print what was found, each problem with the next step; return 1 if there is a problem."""
    validate_source(args.source)
    examined = Examined(args.source, console.environment.get("PATH", ""), console.encoding)
    found = [result for checkup in CHECKUPS for result in checkup(examined)]
    for state, text, next_step in found:
        console.out(f"{state:7}  {text}")
        if next_step:
            console.out(f"{'':7}  = {next_step}")
    return 1 if any(result.state == PROBLEM for result in found) else 0
