"""What the author makes of a fault: how bad each code is, and lines where it is meant.

`check:` in `site.yaml` gives codes another level or ignores them; a remark in the source,
`coursegen: ignore CG501`, silences codes on its own line and on the next.  Both reach warnings and
what `check` asks; a mistake that stops the course from being read stays an error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Diagnostics, Severity
from coursegen.base.struct import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coursegen.base.codes import Code
    from coursegen.base.diagnostics import Diagnostic

    Severities = Mapping[Code, Severity | None]
    """The author's own level for each code; None is to ignore it."""

_IGNORED = r"coursegen: ignore (?P<codes>CG\d{3}(?:[ ,]+CG\d{3})*)"


def apply_severities(found: Iterable[Diagnostic], severities: Severities) -> Diagnostics:
    """What remains of warnings once the author was heard; errors are as they were."""
    settled = Diagnostics()
    for diagnostic in found:
        if diagnostic.severity is Severity.ERROR:
            settled.extend([diagnostic])
        elif not is_suppressed(diagnostic):
            severity = severities.get(diagnostic.code, diagnostic.severity)
            if diagnostic.code in severities and severity:
                settled.extend([replace(diagnostic, severity=severity, missing=False)])
            elif severity:
                settled.extend([diagnostic])
    return settled


def is_suppressed(diagnostic: Diagnostic) -> bool:
    """Whether a remark on a fault's line, or on the line above, says that it is meant."""
    location = diagnostic.location
    return any(
        diagnostic.code.value in remark["codes"]
        for line in (location.line, location.line - 1)
        for remark in re.finditer(_IGNORED, location.source.line(line))
    )
