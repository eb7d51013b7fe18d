"""What `coursegen check` says and does about faults that have one right answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.check.fix import FixError
from coursegen.commands.build import counted
from coursegen.report.text_report import printable

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostic
    from coursegen.check.fix import Fixes
    from coursegen.commands.console import Console


def write_fixes(fixes: Fixes) -> tuple[list[str], list[str]]:
    """Write every file that changes; what was done, and what was not, a line each."""
    mended: list[Diagnostic] = []
    left = list(fixes.left)
    files = 0
    for change in fixes.changes:
        try:
            change.write()
        except FixError as reason:
            left += [(problem, str(reason)) for problem in change.mended]
        else:
            files += 1
            mended += change.mended
    done = [f"Fixed {counted(len(mended), 'fault')} in {counted(files, 'file')}:"] * bool(mended)
    done += [_line(problem) for problem in mended]
    return done, [f"Not fixed: {_line(problem)}: {reason}" for problem, reason in left]


def show_fixes(fixes: Fixes, console: Console) -> None:
    """Print what would change as a diff, and beside it how much that would mend."""
    for change in fixes.changes:
        console.out(change.diff().removesuffix("\n"))
    mended = sum(len(change.mended) for change in fixes.changes)
    console.err(
        f"Would fix {counted(mended, 'fault')} in {counted(len(fixes.changes), 'file')}; "
        "--fix does it."
        if mended
        else "Nothing to fix."
    )
    for problem, reason in fixes.left:
        console.err(f"Would not fix: {_line(problem)}: {reason}")


def _line(problem: Diagnostic) -> str:
    return printable(f"{problem.location}: {problem.message} [{problem.code.value}]")
