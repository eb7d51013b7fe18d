"""Apply and show the fixes of `coursegen check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.file_change import FileChangeError
from coursegen.commands.build import format_count
from coursegen.report.text_report import printable

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostic
    from coursegen.check.fix import Fixes
    from coursegen.commands.console import Console


def write_fixes(fixes: Fixes) -> tuple[list[str], list[str]]:
    """Write all changes; return the lines that report the fixed and the skipped problems."""
    fixed: list[Diagnostic] = []
    skipped = list(fixes.skipped)
    files = 0
    for file in fixes.files:
        try:
            file.change.write()
        except FileChangeError as reason:
            skipped += [(problem, str(reason)) for problem in file.fixed]
        else:
            files += 1
            fixed += file.fixed
    done = [
        f"Fixed {format_count(len(fixed), 'problem')} in {format_count(files, 'file')}:"
    ] * bool(fixed)
    done += [_line(problem) for problem in fixed]
    return done, [f"Not fixed: {_line(problem)}: {reason}" for problem, reason in skipped]


def show_fixes(fixes: Fixes, console: Console) -> None:
    """Print a diff of all changes to stdout, and a summary to stderr."""
    for file in fixes.files:
        console.out(file.change.diff().removesuffix("\n"))
    fixed = sum(len(file.fixed) for file in fixes.files)
    console.err(
        f"Would fix {format_count(fixed, 'problem')} in "
        f"{format_count(len(fixes.files), 'file')}; "
        "to do so, use --fix."
        if fixed
        else "Nothing to fix."
    )
    for problem, reason in fixes.skipped:
        console.err(f"Would not fix: {_line(problem)}: {reason}")


def _line(problem: Diagnostic) -> str:
    return printable(f"{problem.location}: {problem.message} [{problem.code.value}]")
