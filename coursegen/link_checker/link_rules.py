"""Group the results of a link check by rule, as findings."""

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
    """Each URL with its answer and its locations in the source."""
    Find = Callable[[CheckedLinks], Iterator[Finding]]

_PLAIN_URL = re.compile(r"[A-Za-z0-9._~:/?=&%+@;-]+[A-Za-z0-9/_-]")
"""Matches URLs that need no quotes or escapes in YAML, Markdown and HTML."""


def make_rules(
    answers: Mapping[str, Answer], written: Mapping[str, Sequence[LinkPlace]]
) -> tuple[Rule, ...]:
    """Create a rule for each status that is a problem."""

    def rule(code: Code, severity: Severity, status: LinkStatus, find: Find) -> Rule:
        links = [(a, answers[a], written[a]) for a in written if answers[a].status is status]
        return Rule(code, severity, lambda _context: find(links))

    return tuple(rule(*rule_type) for rule_type in RULE_TYPES)


def _gone(links: CheckedLinks) -> Iterator[Finding]:
    for url, answer, places in links:
        for place in places:
            yield Finding(
                f"'{url}' does not exist: the server returns {answer.detail}",
                place.location,
                "update the link, or remove it",
            )


def _moved(links: CheckedLinks) -> Iterator[Finding]:
    for url, answer, places in links:
        for place in places:
            new = answer.new_url
            is_certain = answer.is_certain and _PLAIN_URL.fullmatch(new)
            yield Finding(
                f"'{url}' redirects permanently to another URL",
                place.location,
                f"write '{new}'{'' if answer.is_certain else ' if it is the right page'}",
                place.edit(url, new) if is_certain else None,
            )


def _no_response(links: CheckedLinks) -> Iterator[Finding]:
    for url, answer, places in links:
        for place in places:
            yield Finding(
                f"'{url}' cannot be reached: {answer.detail}",
                place.location,
                "open it in a browser, and correct or remove the link",
            )


def _server_error(links: CheckedLinks) -> Iterator[Finding]:
    for url, answer, places in links:
        for place in places:
            yield Finding(
                f"'{url}' causes a server error: the server returns {answer.detail}",
                place.location,
                "check again later; if the error remains, link to another page",
            )


def _bad_redirect(links: CheckedLinks) -> Iterator[Finding]:
    for url, answer, places in links:
        for place in places:
            yield Finding(
                f"'{url}' redirects {answer.detail}",
                place.location,
                "open it in a browser, and use the final URL",
            )


RULE_TYPES: tuple[tuple[Code, Severity, LinkStatus, Find], ...] = (
    (Code.LINK_GONE, Severity.ERROR, LinkStatus.GONE, _gone),
    (Code.LINK_MOVED, Severity.WARNING, LinkStatus.MOVED, _moved),
    (Code.LINK_NO_RESPONSE, Severity.WARNING, LinkStatus.NO_RESPONSE, _no_response),
    (Code.LINK_SERVER_ERROR, Severity.WARNING, LinkStatus.SERVER_ERROR, _server_error),
    (Code.LINK_BAD_REDIRECT, Severity.WARNING, LinkStatus.BAD_REDIRECT, _bad_redirect),
)
"""The codes, default severities and findings of the statuses that are problems."""
