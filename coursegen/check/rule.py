"""The types `Rule` (a check of a course and its site) and `Finding` (its result)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coursegen.base.codes import Code
    from coursegen.base.diagnostics import Severity, TextEdit
    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext


class Finding(NamedTuple):
    """A problem with a message, its location and a hint about the next step.

    `edit` is set if there is exactly one correct fix.  `related` is the path of a file whose own
    problem is a consequence of this one.
    """

    message: str
    location: Location
    hint: str = ""
    edit: TextEdit | None = None
    related: str = ""


class Rule(Struct):
    """A check, the code of its findings and their default severity."""

    code: Code
    severity: Severity
    run: Callable[[CheckContext], Iterator[Finding]]
