"""A text's HTML in the page where it stands: ids of its own, headings that fit in."""

from __future__ import annotations

import re
from html import unescape
from string import ascii_letters
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_REFERENCE = re.compile(r'(?P<before>\s(?:id="|href="#))(?P<name>[^"]*)(?=")')
_ID = 'id="'
_PERCENT_ENCODED = tuple(re.compile(rf'{before}[^"%<>]*%') for before in ('href="#', 'id="'))
"""A name with an escape, which may be another's name; each begins with letters to look for."""
_TITLE = re.compile(r"<h1[^<>]*>(?P<inside>.*?)</h1>\s*", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-5])(?=[\s>])")


def with_unique_ids(html: str, taken: set[str]) -> str:
    """`html` with another name for each id in `taken`, in its own links too; `taken` grows."""
    names = {name: name for name in _ids(html)}
    renamed = not taken.isdisjoint(names)
    for name in names if renamed else ():
        count, free = 1, name
        while free in taken:
            count += 1
            free = f"{name}-{count}"
        taken.add(free)
        names[name] = free
    taken.update(names.values())
    if not renamed and not (
        "%" in html and any(escaped.search(html) for escaped in _PERCENT_ENCODED)
    ):
        return html

    def rename(found: re.Match[str]) -> str:
        name = found["name"]
        return found["before"] + names.get(unquote(name), name)

    return _TAG.sub(lambda tag: _REFERENCE.sub(rename, tag[0]), html)


def _ids(html: str) -> Iterator[str]:
    """The identifier of each tag; sought by its letters, for most tags have none."""
    opened = closed = -1
    looked = done = 0
    place = html.find(_ID)
    while place >= 0:
        opened = max(opened, html.rfind("<", looked, place))
        closed = max(closed, html.rfind(">", looked, place))
        looked = place
        in_tag = opened > closed and opened >= done and html[opened + 1] in ascii_letters
        end = html.find('"', place + len(_ID)) if in_tag and html[place - 1].isspace() else -1
        if end >= 0:
            yield html[place + len(_ID) : end]
            done = end + 1
        place = html.find(_ID, max(done, place + 1))


def nest_headings(html: str, title: str) -> str:
    """`html` of a page that stands in another, below a second-level heading that says `title`."""
    opening = _TITLE.match(html)
    if opening and unescape(re.sub("<[^<>]*>", "", opening["inside"])) == title:
        html = html[opening.end() :]
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
