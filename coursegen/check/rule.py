"""What a rule is: one question asked of a course and its site."""

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
    """One answer: a sentence without a full stop, its place and the next step.

    `edit` is there where the fault has one right answer.
    """

    message: str
    location: Location
    hint: str = ""
    edit: TextEdit | None = None


class Rule(Struct):
    """A question, the code of whatever it finds, and how bad that is unless the author says."""

    code: Code
    severity: Severity
    run: Callable[[CheckContext], Iterator[Finding]]
