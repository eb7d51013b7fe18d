"""A text's HTML in the page where it stands: ids of its own, headings that fit in."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_NAME = re.compile(r'(?P<before>\s(?:id="|href="#))(?P<name>[^"]*)(?=")')
_ID = re.compile(r'<[A-Za-z][^<>]*?\sid="([^"]*)"')
_TITLE = re.compile(r"<h1[^<>]*>(?P<inside>.*?)</h1>\s*", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-5])(?=[\s>])")


def with_own_ids(html: str, taken: set[str]) -> str:
    """`html` with another name for each id in `taken`, in its own links too; `taken` grows."""
    names: dict[str, str] = {}
    for name in dict.fromkeys(_ID.findall(html)):
        count, free = 1, name
        while free in taken:
            count += 1
            free = f"{name}-{count}"
        taken.add(free)
        names[name] = free

    def rename(found: re.Match[str]) -> str:
        name = found["name"]
        return found["before"] + names.get(unquote(name), name)

    return _TAG.sub(lambda tag: _NAME.sub(rename, tag[0]), html)


def fit_in(html: str, title: str) -> str:
    """`html` of a page that stands in another, below a second-level heading that says `title`."""
    opening = _TITLE.match(html)
    if opening and unescape(re.sub("<[^<>]*>", "", opening["inside"])) == title:
        html = html[opening.end() :]
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 1}", html)
