"""Adapt the IDs and heading levels of a section's HTML to the page that contains it."""

from __future__ import annotations

import re
from html import unescape
from string import ascii_letters
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_REFERENCE = re.compile(r'(?P<before>\s(?:id="|href="#))(?P<name>[^"]*)(?=")')
_ID = 'id="'
_PERCENT_ENCODED = tuple(re.compile(rf'{before}[^"%<>]*%') for before in ('href="#', 'id="'))
"""Percent-encoded names, which may decode to other names. Each pattern has a literal prefix."""
_TITLE = re.compile(r"<h1[^<>]*>(?P<inside>.*?)</h1>\s*", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-5])(?=[\s>])")


def with_unique_ids(html: str, taken: set[str]) -> str:
    """Rename the IDs of `html` that are in `taken`, and links to them; add all IDs to `taken`."""
    new_names = {name: name for name in _ids(html)}
    renamed = not taken.isdisjoint(new_names)
    for name in new_names if renamed else ():
        count, free = 1, name
        while free in taken:
            count += 1
            free = f"{name}-{count}"
        taken.add(free)
        new_names[name] = free
    taken.update(new_names.values())
    if not renamed and not (
        "%" in html and any(escaped.search(html) for escaped in _PERCENT_ENCODED)
    ):
        return html
    return _with_names(html, new_names)


def with_prefix(html: str, prefix: str) -> str:
    """Begin all IDs of `html`, and the links to them, with `prefix` and two hyphens.

    No result is the ID of a file (`coursegen.content.ids.file_id`), which has no two hyphens.
    """
    return _with_names(html, {name: f"{prefix}--{name}" for name in _ids(html)})


def _with_names(html: str, new_names: Mapping[str, str]) -> str:
    def rename(match: re.Match[str]) -> str:
        name = match["name"]
        return match["before"] + new_names.get(unquote(name), name)

    return _TAG.sub(lambda tag: _REFERENCE.sub(rename, tag[0]), html)


def _ids(html: str) -> Iterator[str]:
    """Yield the ID of each tag; search for the attribute, since most tags have none."""
    last_open = last_close = -1
    searched = end_of_last = 0
    position = html.find(_ID)
    while position >= 0:
        last_open = max(last_open, html.rfind("<", searched, position))
        last_close = max(last_close, html.rfind(">", searched, position))
        searched = position
        in_tag = (
            last_open > last_close
            and last_open >= end_of_last
            and html[last_open + 1] in ascii_letters
        )
        end = html.find('"', position + len(_ID)) if in_tag and html[position - 1].isspace() else -1
        if end >= 0:
            yield html[position + len(_ID) : end]
            end_of_last = end + 1
        position = html.find(_ID, max(end_of_last, position + 1))


def nest_headings(html: str, title: str) -> str:
    """Adapt the headings of a page that another page includes under the heading `title`."""
    opening = _TITLE.match(html)
    if opening and unescape(re.sub("<[^<>]*>", "", opening["inside"])) == title:
        html = html[opening.end() :]
    return with_lower_headings(html, 1)


def with_lower_headings(html: str, levels: int) -> str:
    """Lower the level of each heading; the lowest level is 6."""
    return _HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + levels, 6)}", html)
