"""Report malformed URLs to other sites."""

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

_REPEATED_SCHEME = re.compile(r"(?:https?:/*)+(?=https?://[^/])", re.IGNORECASE)
_TRAILING_PUNCTUATION = re.compile(r"[.,;:!'\"，。；：！、？）】》」”’]+$")
_NO_SCHEME = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_BROKEN_SCHEME = re.compile(
    r"(?P<scheme>https?)(?:[:;：]?/{1,2}|[;：]/*)(?=[\w-]+\.)", re.IGNORECASE
)
_PUNCTUATED_SITES = re.compile(
    r"https?://(?:[\w-]+\.)*(?:wikipedia|wiktionary|wikimedia)\.org/", re.IGNORECASE
)
"""Sites whose URLs may end in punctuation, such as `Apple_Inc.`"""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about URLs with a typo, and suggest the correct URL."""
    for link in context.links:
        if link.text.lower().startswith(("http://", "https://")):
            yield from _check_url(link)
        elif _is_external_file(link, context):
            yield from _check_file(link)


def _check_url(link: LinkOccurrence) -> Iterator[Finding]:
    text = link.text
    twice = _REPEATED_SCHEME.match(text)
    if twice:
        yield Finding(
            f"duplicate scheme '{twice[0]}' before the URL",
            link.part(0, twice.end()),
            f"write '{text[twice.end() :]}'",
            link.edit(0, twice.end(), ""),
        )
    end = _url_end(text)
    if end < len(text):
        yield Finding(
            f"'{text[end:]}' at the end is probably not part of this URL",
            link.part(end, len(text)),
            "remove it from the link",
            link.edit(end, len(text), ""),
        )


def _url_end(text: str) -> int:
    """Return the offset where a URL ends, excluding the punctuation after it."""
    found = _TRAILING_PUNCTUATION.search(text)
    end = found.start() if found else len(text)
    if end == len(text) and text.endswith(")") and text.count(")") > text.count("("):
        end -= 1
    may_be_in_url = text[end:] in (".", "!", "'") and _PUNCTUATED_SITES.match(text)
    return len(text) if may_be_in_url else end


def _is_external_file(link: LinkOccurrence, context: CheckContext) -> bool:
    """Return whether a link is treated as a file on another server (`files: base_url:`)."""
    target, elsewhere = link.target, context.course.info.files_base_url
    if target is None or target.kind is not TargetKind.FILE:
        return False
    return bool(elsewhere) and f"{FILES}/{target.value}" not in context.assets


def _check_file(link: LinkOccurrence) -> Iterator[Finding]:
    text = link.text
    broken = _BROKEN_SCHEME.match(text)
    if broken:
        right = f"{broken['scheme'].lower()}://"
        yield Finding(
            f"'{text}' is treated as a file name",
            link.location,
            f"did you mean '{right}{text[broken.end() :]}'?",
            link.edit(0, broken.end(), right),
        )
    elif _NO_SCHEME.fullmatch(text):
        yield Finding(
            f"'{text}' is treated as a file name",
            link.location,
            f"did you mean 'https://{text}'?",
            link.edit(0, 0, "https://"),
        )


RULE = Rule(Code.MALFORMED_URL, Severity.WARNING, run)
