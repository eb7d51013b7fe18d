"""Does a link still lead to what was only to be filled in later?"""

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

_MARK = re.compile(
    r"(?<![A-Za-z])(?P<word>TODO|TBD|TBA|FIXME|XXX+|xxx+|placeholder)(?![A-Za-z])"
    r"|(?P<your>(?<![A-Za-z])(?:your|my)[-_](?:\w*-)?(?:name|user\w*|repo\w*|course|org|id|link|url|"
    r"account|file|video|domain|site|project)(?![A-Za-z]))"
    r"|(?P<angled><[^<>]+>|\{\w+\}|%3C\w+%3E)"
)
_DOCUMENT = re.compile(r"(?:.*[^A-Za-z])?X+\.(?:pdf|pptx?|docx?|key)", re.DOTALL)
"""`Lecture-XX.pdf`, `16-1_X.pdf`; a file `X.csv` may well be data."""
_HOST = re.compile(r"//(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)")
_AT_HOME = re.compile(
    r"localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1\]?", re.IGNORECASE
)
# RFC 2606.
_EXAMPLE = re.compile(
    r"(?:.*\.)?example\.(?:com|net|org)|.*\.(?:example|invalid|test)", re.IGNORECASE
)


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn once in each file for each sort of placeholder.

    Addresses at `example.org` may stand there as long as the course has no address but such a one.
    """
    own = urlsplit(subject.course.info.url).hostname or "localhost.example"
    places: dict[tuple[str, str], list[LinkOccurrence]] = {}
    for link in subject.links:
        sort = _sort(link, subject)
        if sort and not (sort == "example" and _EXAMPLE.fullmatch(own)):
            places.setdefault((link.location.source.name, sort), []).append(link)
    for (_, sort), (first, *others) in places.items():
        if sort == "home":
            yield Finding(
                f"'{first.text}' leads to the computer of whoever clicks",
                first.location,
                "write the address that others reach it by",
            )
        else:
            yield Finding(
                f"'{first.text}' and {len(others)} more look like placeholders"
                if others
                else f"'{first.text}' looks like a placeholder",
                first.location,
                "write the true link; in the schedule, leave it empty until then",
            )


def _sort(link: LinkOccurrence, subject: CheckContext) -> str:
    """What sort of placeholder a link is; empty for a true one, or one that is told elsewhere."""
    text, target = link.text.strip(), link.target
    if text == "#":
        return text
    if text.lower().startswith(("https://", "http://", "//")):
        found, named = _MARK.search(text), _HOST.search(text)
        host = named["host"] if named else ""
        if found:
            return str(found.lastgroup)
        if _AT_HOME.fullmatch(host):
            return "home"
        return "example" if _EXAMPLE.fullmatch(host) else ""
    if target is None or target.kind is not TargetKind.FILE:
        return ""
    # A file that is there has its name; one that is missing is told where links are resolved.
    elsewhere = subject.course.info.files_base_url
    if not elsewhere or f"{FILES}/{target.value}" in subject.assets:
        return ""
    return "file" if _MARK.search(text) or _DOCUMENT.fullmatch(text) else ""


RULE = Rule(Code.PLACEHOLDER_LINK, Severity.WARNING, ask)
