"""Is each address of another site written as a browser needs it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.rule import Finding, Rule
from coursegen.content.target import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.link_occurrences import LinkOccurrence

_TWICE = re.compile(r"(?:https?:/*)+(?=https?://[^/])", re.IGNORECASE)
_ENDS = re.compile(r"[.,;:!'\"，。；：！、？）】》」”’]+$")
_NO_SCHEME = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_BROKEN_SCHEME = re.compile(
    r"(?P<scheme>https?)(?:[:;：]?/{1,2}|[;：]/*)(?=[\w-]+\.)", re.IGNORECASE
)
_WITH_DOTS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:wikipedia|wiktionary|wikimedia)\.org/", re.IGNORECASE
)
"""Sites whose pages may be called `Apple_Inc.`"""


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about addresses that lead nowhere for a slip of the keyboard, with the right one."""
    for link in subject.links:
        if link.text.lower().startswith(("http://", "https://")):
            yield from _vet_address(link)
        elif _is_elsewhere(link, subject):
            yield from _vet_file(link)


def _vet_address(link: LinkOccurrence) -> Iterator[Finding]:
    text = link.text
    twice = _TWICE.match(text)
    if twice:
        yield Finding(
            f"'{twice[0]}' stands before an address that has its own",
            link.part(0, twice.end()),
            f"write '{text[twice.end() :]}'",
            link.instead(0, twice.end(), ""),
        )
    end = _end(text)
    if end < len(text):
        yield Finding(
            f"'{text[end:]}' at the end is hardly a part of this address",
            link.part(end, len(text)),
            "take it out of the link",
            link.instead(end, len(text), ""),
        )


def _end(text: str) -> int:
    """Where an address ends, without the signs of the sentence around it."""
    found = _ENDS.search(text)
    end = found.start() if found else len(text)
    if end == len(text) and text.endswith(")") and text.count(")") > text.count("("):
        end -= 1
    may_end_so = text[end:] in (".", "!", "'") and _WITH_DOTS.match(text)
    return len(text) if may_end_so else end


def _is_elsewhere(link: LinkOccurrence, subject: CheckContext) -> bool:
    """Whether this is taken as a file that is not in the course; a missing one is told anyway."""
    target, elsewhere = link.target, subject.course.info.files_base_url
    if target is None or target.kind is not TargetKind.FILE:
        return False
    return bool(elsewhere) and f"{FILES}/{target.value}" not in subject.assets


def _vet_file(link: LinkOccurrence) -> Iterator[Finding]:
    text = link.text
    broken = _BROKEN_SCHEME.match(text)
    if broken:
        right = f"{broken['scheme'].lower()}://"
        yield Finding(
            f"'{text}' is taken as the name of a file",
            link.location,
            f"did you mean '{right}{text[broken.end() :]}'?",
            link.instead(0, broken.end(), right),
        )
    elif _NO_SCHEME.fullmatch(text):
        yield Finding(
            f"'{text}' is taken as the name of a file",
            link.location,
            f"did you mean 'https://{text}'?",
            link.instead(0, 0, "https://"),
        )


RULE = Rule(Code.MALFORMED_URL, Severity.WARNING, ask)
