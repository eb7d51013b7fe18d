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

    CheckedLinks = list[tuple[str, Answer, Sequence[LinkPlace]]]
    """Each address with its answer and the places where it is written."""
    Find = Callable[[CheckedLinks], Iterator[Finding]]

_PLAIN_URL = re.compile(r"[A-Za-z0-9._~:/?=&%+@;-]+[A-Za-z0-9/_-]")
"""An address that may stand in YAML, Markdown and HTML alike without a quote or an escape."""


def make_rules(
    answers: Mapping[str, Answer], written: Mapping[str, Sequence[LinkPlace]]
) -> tuple[Rule, ...]:
    """A rule for each sort of bad news."""

    def rule(code: Code, severity: Severity, status: LinkStatus, find: Find) -> Rule:
        links = [(a, answers[a], written[a]) for a in written if answers[a].status is status]
        return Rule(code, severity, lambda _subject: find(links))

    return tuple(rule(*sort) for sort in RULE_TYPES)


def _gone(links: CheckedLinks) -> Iterator[Finding]:
    for address, answer, places in links:
        for place in places:
            yield Finding(
                f"there is nothing at '{address}': its server answers {answer.detail}",
                place.location,
                "write where it is now, or take the link out",
            )


def _moved(links: CheckedLinks) -> Iterator[Finding]:
    for address, answer, places in links:
        for place in places:
            new = answer.address
            is_certain = answer.is_certain and _PLAIN_URL.fullmatch(new)
            yield Finding(
                f"'{address}' has moved for good",
                place.location,
                f"write '{new}'{'' if answer.is_certain else ' if that still is what you mean'}",
                place.edit(address, new) if is_certain else None,
            )


def _no_response(links: CheckedLinks) -> Iterator[Finding]:
    for address, answer, places in links:
        for place in places:
            yield Finding(
                f"'{address}' cannot be reached: {answer.detail}",
                place.location,
                "open it in a browser; correct the address, or take the link out",
            )


def _server_error(links: CheckedLinks) -> Iterator[Finding]:
    for address, answer, places in links:
        for place in places:
            yield Finding(
                f"the server of '{address}' fails: it answers {answer.detail}",
                place.location,
                "wait and check again; if it stays so, link to something else",
            )


def _bad_redirect(links: CheckedLinks) -> Iterator[Finding]:
    for address, answer, places in links:
        for place in places:
            yield Finding(
                f"'{address}' is redirected {answer.detail}",
                place.location,
                "open it in a browser, and write the address where you arrive",
            )


RULE_TYPES: tuple[tuple[Code, Severity, LinkStatus, Find], ...] = (
    (Code.LINK_GONE, Severity.ERROR, LinkStatus.GONE, _gone),
    (Code.LINK_MOVED, Severity.WARNING, LinkStatus.MOVED, _moved),
    (Code.LINK_NO_RESPONSE, Severity.WARNING, LinkStatus.NO_RESPONSE, _no_response),
    (Code.LINK_SERVER_ERROR, Severity.WARNING, LinkStatus.SERVER_ERROR, _server_error),
    (Code.LINK_BAD_REDIRECT, Severity.WARNING, LinkStatus.BAD_REDIRECT, _bad_redirect),
)
"""What bad news there is: its code, how bad it is unless the author says, and what is told."""
