"""The headings of a page, which link to themselves, and its table of contents."""

from __future__ import annotations

import re
from html import escape, unescape

from coursegen.base.struct import Struct, replace
from coursegen.base.urls import encode_url

_HEADING = re.compile(
    r'<h(?P<level>[2-4])(?=(?P<start>[^<>]*?\sid="(?P<id>[^"]++)"))(?P<rest>(?P=start)[^<>]*+)>'
    r"(?P<inside>.*?)(?:(?P<end></h(?P=level)>)|\Z)",
    re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
MIN_TOC_HEADINGS = 3
"""The minimum number of headings for which a page gets a table of contents by default."""


class TocEntry(Struct):
    """A heading in the table of contents, with its plain text, encoded link and subheadings."""

    title: str
    href: str
    children: tuple[TocEntry, ...] = ()


def with_anchors(html: str) -> tuple[str, tuple[TocEntry, ...]]:
    """Link headings of levels 2 to 4 to themselves; also return the entries for levels 2 and 3.

    A heading that contains a link is not changed, since links cannot be nested.
    """
    entries: list[TocEntry] = []

    def link(found: re.Match[str]) -> str:
        if not found["end"]:
            return found[0]
        href = encode_url("#" + unescape(found["id"]))
        level, rest, inside = found["level"], found["rest"], found["inside"]
        if level != "4":
            title = _TAG.sub("", inside) if "<" in inside else inside
            entry = TocEntry(unescape(title).strip(), href)
            if level == "3" and entries:
                entries[-1] = replace(entries[-1], children=(*entries[-1].children, entry))
            else:
                entries.append(entry)
        if "<a " in inside:
            return found[0]
        return (
            f'<h{level}{rest}><a class="heading-link" href="{escape(href)}">{inside}</a></h{level}>'
        )

    return _HEADING.sub(link, html), tuple(entries)


def page_toc(
    entries: tuple[TocEntry, ...], html: str, *, choice: bool | None
) -> tuple[TocEntry, ...]:
    """Return the entries if the page gets a table of contents; `choice` is the author's setting.

    By default, a page with `[TOC]` in its text gets no second table of contents.
    """
    if choice is None:
        count = sum(1 + len(entry.children) for entry in entries)
        choice = count >= MIN_TOC_HEADINGS and '<div class="toc">' not in html
    return entries if choice else ()
