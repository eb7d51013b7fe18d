"""What other sites answered → rules of `check`, each with its findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.link_checker.answer import LinkStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from coursegen.link_checker.answer import Answer
    from coursegen.link_checker.external_links import LinkPlace

    Told = list[tuple[str, Answer, Sequence[LinkPlace]]]
    """Each address with its answer and the places where it is written."""
    Find = Callable[[Told], Iterator[Finding]]

_PLAIN = re.compile(r"[A-Za-z0-9._~:/?=&%+@;-]+[A-Za-z0-9/_-]")
"""An address that may stand in YAML, Markdown and HTML alike without a quote or an escape."""


def rules_of(
    answers: Mapping[str, Answer], written: Mapping[str, Sequence[LinkPlace]]
) -> tuple[Rule, ...]:
    """A rule for each sort of bad news."""

    def rule(code: Code, severity: Severity, outcome: LinkStatus, find: Find) -> Rule:
        told = [(a, answers[a], written[a]) for a in written if answers[a].outcome is outcome]
        return Rule(code, severity, lambda _subject: find(told))

    return tuple(rule(*sort) for sort in SORTS)


def _gone(told: Told) -> Iterator[Finding]:
    for address, answer, places in told:
        for where in places:
            yield Finding(
                f"there is nothing at '{address}': its server answers {answer.said}",
                where.location,
                "write where it is now, or take the link out",
            )


def _moved(told: Told) -> Iterator[Finding]:
    for address, answer, places in told:
        for where in places:
            new = answer.address
            sure = answer.sure and _PLAIN.fullmatch(new)
            yield Finding(
                f"'{address}' has moved for good",
                where.location,
                f"write '{new}'{'' if answer.sure else ' if that still is what you mean'}",
                where.edit(address, new) if sure else None,
            )


def _silent(told: Told) -> Iterator[Finding]:
    for address, answer, places in told:
        for where in places:
            yield Finding(
                f"'{address}' cannot be reached: {answer.said}",
                where.location,
                "open it in a browser; correct the address, or take the link out",
            )


def _failing(told: Told) -> Iterator[Finding]:
    for address, answer, places in told:
        for where in places:
            yield Finding(
                f"the server of '{address}' fails: it answers {answer.said}",
                where.location,
                "wait and check again; if it stays so, link to something else",
            )


def _astray(told: Told) -> Iterator[Finding]:
    for address, answer, places in told:
        for where in places:
            yield Finding(
                f"'{address}' is redirected {answer.said}",
                where.location,
                "open it in a browser, and write the address where you arrive",
            )


SORTS: tuple[tuple[Code, Severity, LinkStatus, Find], ...] = (
    (Code.LINK_GONE, Severity.ERROR, LinkStatus.GONE, _gone),
    (Code.LINK_MOVED, Severity.WARNING, LinkStatus.MOVED, _moved),
    (Code.LINK_NO_RESPONSE, Severity.WARNING, LinkStatus.SILENT, _silent),
    (Code.LINK_SERVER_ERROR, Severity.WARNING, LinkStatus.FAILING, _failing),
    (Code.LINK_REDIRECT, Severity.WARNING, LinkStatus.ASTRAY, _astray),
)
"""What bad news there is: its code, how bad it is unless the author says, and what is told."""
