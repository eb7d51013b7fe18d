"""Load a course for a command that does not build its site, and print its problems."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.commands.course_options import validate_source
from coursegen.commands.print_report import print_report
from coursegen.content.timeline.resolve import resolve
from coursegen.loader.course_folder import load

if TYPE_CHECKING:
    from pathlib import Path

    from coursegen.commands.console import Console
    from coursegen.content.course import Course


class LoadedCourse(NamedTuple):
    """A course as its author wrote it and with all its dates, and whether it has errors."""

    written: Course
    resolved: Course
    has_errors: bool


def load_course(source: Path, console: Console) -> LoadedCourse:
    """Load the course in the folder `source`, and print its problems to stderr."""
    validate_source(source)
    diagnostics = Diagnostics()
    written, _ = load(source, diagnostics)
    resolved = resolve(written, diagnostics)
    print_problems(diagnostics, source, console)
    return LoadedCourse(written, resolved, diagnostics.failed)


def print_problems(found: Diagnostics, source: Path, console: Console) -> None:
    """Print all problems to stderr, for a command without options for its report."""
    print_report(found, Namespace(source=source, format="text", all=True), console, console.err)
