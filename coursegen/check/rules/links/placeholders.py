"""Report links that are still placeholders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.rule import Finding, Rule
from coursegen.content.target import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.link_occurrences import LinkOccurrence

_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])(?P<word>TODO|TBD|TBA|FIXME|XXX+|xxx+|placeholder)(?![A-Za-z])"
    r"|(?P<your>(?<![A-Za-z])(?:your|my)[-_](?:\w*-)?(?:name|user\w*|repo\w*|course|org|id|link|url|"
    r"account|file|video|domain|site|project)(?![A-Za-z]))"
    r"|(?P<angled><[^<>]+>|\{\w+\}|%3C\w+%3E)"
)
_DOCUMENT = re.compile(r"(?:.*[^A-Za-z])?X+\.(?:pdf|pptx?|docx?|key)", re.DOTALL)
"""Matches `Lecture-XX.pdf` and `16-1_X.pdf`, but not `X.csv`, which may be real data."""
_HOST = re.compile(r"//(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)")
_LOCAL_HOST = re.compile(
    r"localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1\]?", re.IGNORECASE
)
# RFC 2606.
_EXAMPLE = re.compile(
    r"(?:.*\.)?example\.(?:com|net|org)|.*\.(?:example|invalid|test)", re.IGNORECASE
)


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once about each category of placeholder in a file.

    URLs at `example.org` are allowed if the course's own URL is missing or also an example.
    """
    own = urlsplit(context.course.info.url).hostname or "localhost.example"
    places: dict[tuple[str, str], list[LinkOccurrence]] = {}
    for link in context.links:
        category = _category(link, context)
        if category and not (category == "example" and _EXAMPLE.fullmatch(own)):
            places.setdefault((link.location.source.name, category), []).append(link)
    for (_, category), (first, *others) in places.items():
        if category == "local":
            yield Finding(
                f"'{first.text}' points to the visitor's own computer",
                first.location,
                "use the public URL",
            )
        else:
            yield Finding(
                f"'{first.text}' and {len(others)} more look like placeholders"
                if others
                else f"'{first.text}' looks like a placeholder",
                first.location,
                "write the real link; in the schedule, leave it empty until you have it",
            )


def _category(link: LinkOccurrence, context: CheckContext) -> str:
    """Return the category of a placeholder; empty for other links."""
    text, target = link.text.strip(), link.target
    if text == "#":
        return text
    if text.lower().startswith(("https://", "http://", "//")):
        found, named = _PLACEHOLDER.search(text), _HOST.search(text)
        host = named["host"] if named else ""
        if found:
            return str(found.lastgroup)
        if _LOCAL_HOST.fullmatch(host):
            return "local"
        return "example" if _EXAMPLE.fullmatch(host) else ""
    if target is None or target.kind is not TargetKind.FILE:
        return ""
    # An existing file is not a placeholder.  The build reports missing files.
    elsewhere = context.course.info.files_base_url
    if not elsewhere or f"{FILES}/{target.value}" in context.assets:
        return ""
    return "file" if _PLACEHOLDER.search(text) or _DOCUMENT.fullmatch(text) else ""


RULE = Rule(Code.PLACEHOLDER_LINK, Severity.WARNING, run)
