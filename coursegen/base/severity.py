"""The author's settings for diagnostics: the severity of each code, and suppression comments.

`severity:` in `site.yaml` changes the severity of codes or ignores them.  A comment in the source,
such as `coursegen: ignore CG501`, suppresses codes on the same line and the next line.  Both apply
to warnings and to the problems that `check` reports.  They do not apply to the errors of a build.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.base.struct import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.base.diagnostics import Diagnostic

Severities = Mapping[Code, Severity | None]
"""The author's severity for each code; None means that the code is ignored."""

_IGNORED = r"coursegen: ignore (?P<codes>CG\d{3}(?:[ ,]+CG\d{3})*)"


def apply_severities(found: Iterable[Diagnostic], severities: Severities) -> Diagnostics:
    """Apply the author's severities and suppression comments to warnings; keep all errors.

    Problems that may only be consequences of another one are omitted.
    """
    problems = _without_related(list(found))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in problems):
        from coursegen.base.consequences import without_consequences  # noqa: PLC0415 - only for errors

        problems = without_consequences(problems)
    result = Diagnostics()
    for diagnostic in problems:
        if diagnostic.severity is Severity.ERROR:
            result.extend([diagnostic])
        elif not is_suppressed(diagnostic):
            severity = severities.get(diagnostic.code, diagnostic.severity)
            if diagnostic.code in severities and severity:
                result.extend([replace(diagnostic, severity=severity, missing=False)])
            elif severity:
                result.extend([diagnostic])
    return result


def _without_related(problems: list[Diagnostic]) -> list[Diagnostic]:
    """Omit that files are not used if another problem says how to use them."""
    related = tuple({one.related for one in problems if one.related})
    if not related:
        return problems
    unused = (Code.FILE_UNUSED, Code.FILE_IGNORED, Code.PAGE_UNREFERENCED)
    return [
        one
        for one in problems
        if one.code not in unused or not one.location.source.name.startswith(related)
    ]


def is_suppressed(diagnostic: Diagnostic) -> bool:
    """Return whether a comment on the diagnostic's line or the line above suppresses its code."""
    location = diagnostic.location
    return any(
        diagnostic.code.value in comment["codes"]
        for line in (location.line, location.line - 1)
        for comment in re.finditer(_IGNORED, location.source.line(line))
    )
