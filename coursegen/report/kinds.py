"""Count problems by kind, for the end of a long report."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Severity
from coursegen.report.code_pages import explanation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursegen.base.codes import Code
    from coursegen.base.diagnostics import Diagnostic

_MIN_PROBLEMS = 20
"""The number of problems that can be seen at a glance."""


def lines_by_kind(found: Sequence[Diagnostic]) -> list[str]:
    """Return a line for each kind of problem with its number and files, errors first.

    Return no lines if there are only a few problems.
    """
    if len(found) <= _MIN_PROBLEMS:
        return []
    by_kind: defaultdict[tuple[bool, Code], list[Diagnostic]] = defaultdict(list)
    for one in found:
        by_kind[one.severity is not Severity.ERROR, one.code].append(one)
    kinds = sorted(by_kind.items(), key=lambda kind: (kind[0][0], -len(kind[1])))
    width = max(len(f"{len(problems):,}") for _, problems in kinds)
    return ["All problems:", *(_line(code, problems, width) for (_, code), problems in kinds)]


def _line(code: Code, problems: Sequence[Diagnostic], width: int) -> str:
    page = explanation(code)
    files = {one.location.source.name for one in problems}
    where = f"{len(files):,} files" if len(files) > 1 else next(iter(files))
    severity = problems[0].severity.value
    title = f": {page.title}" if page else ""
    return f"  {len(problems):>{width},} × {severity} {code.value}{title}, in {where}"
