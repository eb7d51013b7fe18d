"""Can mail be sent to every address that is written?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.link_occurrences import in_data
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.link_occurrences import LinkOccurrence

_MAILTO = re.compile(r"mailto:(?://)?", re.IGNORECASE)
# What mail systems take of RFC 5321, with letters of every script (RFC 6531).
_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*"
_ADDRESS = re.compile(rf"{_LOCAL}@{_HOST}")
_AROUND = " \t.,;:<>()[]\"'，。；：、《》「」（）"
_AT = re.compile(r"\s*(?:[\[({<]\s*(?:at|AT)\s*[\])}>]|\s(?:at|AT)\s|[＠﹫])\s*")
_DOT = re.compile(r"\s*(?:[\[({<]\s*(?:dot|DOT)\s*[\])}>]|\s(?:dot|DOT)\s|[。．])\s*")


class _Part(NamedTuple):
    """One address in a link or a value: where it begins in it, and its letters."""

    start: int
    text: str


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about addresses of people, and links to `mailto:`, that no mail can reach."""
    for person in subject.course.staff.people():
        if person.email:
            email = in_data(person.email)
            begin = _MAILTO.match(email.text)
            yield from _vet(email, _Part(0, email.text), begin.end() if begin else 0)
    for link in subject.links:
        begin = _MAILTO.match(link.text)
        for part in _parts(link.text, begin.end()) if begin else ():
            yield from _vet(link, part)


def _vet(written: LinkOccurrence, part: _Part, skipped: int = 0) -> Iterator[Finding]:
    """What is wrong with one address, which may have `skipped` letters too many before it."""
    plain = unquote(part.text)
    if _ADDRESS.fullmatch(plain):
        return
    right, end = _mended(plain[skipped:]), part.start + len(part.text)
    yield Finding(
        f"no mail can be sent to '{plain}'",
        written.part(part.start, end),
        f"did you mean '{right}'?" if right else "write it as name@example.org",
        written.instead(part.start, end, right) if right else None,
    )


def _parts(text: str, start: int) -> Iterator[_Part]:
    """The addresses of `mailto:a@b.cd,e@f.gh?subject=…` (RFC 6068)."""
    addresses = text[start:].partition("?")[0]
    for part in addresses.split(","):
        if part.strip():
            yield _Part(start, part)
        start += len(part) + 1


def _mended(address: str) -> str:
    """The address that was most likely meant, or nothing."""
    plain = _DOT.sub(".", _AT.sub("@", address)).strip(_AROUND)
    return plain if _ADDRESS.fullmatch(plain) else ""


RULE = Rule(Code.INVALID_EMAIL, Severity.WARNING, ask)
