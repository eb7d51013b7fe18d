"""What a rule is: one question asked of a course and its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.struct import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coursegen.base.codes import Code
    from coursegen.base.diagnostics import Edit, Level
    from coursegen.base.text import Place
    from coursegen.check.context import Subject


class Finding(NamedTuple):
    """One answer: a sentence without a full stop, its place and the next step.

    `edit` is there where the fault has one right answer.
    """

    message: str
    place: Place
    hint: str = ""
    edit: Edit | None = None


class Rule(Value):
    """A question, the code of whatever it finds, and how bad that is unless the author says."""

    code: Code
    level: Level
    ask: Callable[[Subject], Iterator[Finding]]
