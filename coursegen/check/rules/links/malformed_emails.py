"""Report malformed email addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.link_occurrences import link_in_yaml
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.link_occurrences import LinkOccurrence

_MAILTO = re.compile(r"mailto:(?://)?", re.IGNORECASE)
# The subset of RFC 5321 that mail systems support, with the letters of all scripts (RFC 6531).
_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*"
_ADDRESS = re.compile(rf"{_LOCAL}@{_HOST}")
_STRIPPED = " \t.,;:<>()[]\"'，。；：、《》「」（）"
_AT = re.compile(r"\s*(?:[\[({<]\s*(?:at|AT)\s*[\])}>]|\s(?:at|AT)\s|[＠﹫])\s*")
_DOT = re.compile(r"\s*(?:[\[({<]\s*(?:dot|DOT)\s*[\])}>]|\s(?:dot|DOT)\s|[。．])\s*")


class _Part(NamedTuple):
    """One email address in a link or a value, and the offset where it starts."""

    start: int
    text: str


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about malformed addresses in the staff list and in `mailto:` links."""
    for person in context.course.staff.people():
        if person.email:
            email = link_in_yaml(person.email)
            begin = _MAILTO.match(email.text)
            yield from _check_email(email, _Part(0, email.text), begin.end() if begin else 0)
    for link in context.links:
        begin = _MAILTO.match(link.text)
        for part in _parts(link.text, begin.end()) if begin else ():
            yield from _check_email(link, part)


def _check_email(link: LinkOccurrence, part: _Part, skipped: int = 0) -> Iterator[Finding]:
    """Check one address; the suggestion omits the first `skipped` characters, such as `mailto:`."""
    plain = unquote(part.text)
    if _ADDRESS.fullmatch(plain):
        return
    right, end = _corrected(plain[skipped:]), part.start + len(part.text)
    yield Finding(
        f"'{plain}' is not a valid email address",
        link.part(part.start, end),
        f"did you mean '{right}'?" if right else "write it as name@example.org",
        link.edit(part.start, end, right) if right else None,
    )


def _parts(text: str, start: int) -> Iterator[_Part]:
    """Yield the addresses of `mailto:a@b.cd,e@f.gh?subject=…` (RFC 6068)."""
    addresses = text[start:].partition("?")[0]
    for part in addresses.split(","):
        if part.strip():
            yield _Part(start, part)
        start += len(part) + 1


def _corrected(address: str) -> str:
    """Return the address that the author most likely meant; empty if there is none."""
    plain = _DOT.sub(".", _AT.sub("@", address)).strip(_STRIPPED)
    return plain if _ADDRESS.fullmatch(plain) else ""


RULE = Rule(Code.MALFORMED_EMAIL, Severity.WARNING, run)
