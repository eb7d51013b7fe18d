"""Extracts links from HTML, stylesheets, scripts and templates."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)
    |<style\b[^>]*>(?P<css>.*?)(?:</style\s*>|\Z)
    |<script\b(?P<given>(?:[^<>"']++|"[^"]*+"|'[^']*+')*)>(?P<script>.*?)(?:</script\s*>|\Z)
    |<[a-z][^\s/>]*(?P<rest>(?:[^<>"']++|"[^"]*+"|'[^']*+')*)>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+))"""
)
_LINKS = frozenset(
    {"href", "src", "poster", "data", "xlink:href", "action", "formaction", "background"}
)
"""The attributes whose value is a single URL, in any element."""
_CANDIDATE = re.compile(r"(?:^|,)\s*([^\s,]\S*)")
_CSS_LINK = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"'()]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"([^"\n]+)"|\'([^\'\n]+)\'|`([^`\n]+)`')


def links_of(text: str, suffix: str) -> Iterator[str]:
    """The links in a file with the given suffix (`.css`, `.html`, `.svg`)."""
    yield from links_of_css(text) if suffix == ".css" else links_of_html(text)


def links_of_html(html: str) -> Iterator[str]:
    """The links in HTML or SVG, including strings in scripts."""
    for tag in _TAG.finditer(html) if "<" in html else ():
        yield from links_of_css(tag["css"] or "")
        yield from strings_of(tag["script"] or "")
        for found in _ATTRIBUTE.finditer(tag["rest"] or tag["given"] or ""):
            value = unescape(found["a"] or found["b"] or found["c"] or "").strip()
            name = found["name"].lower()
            if name in _LINKS:
                yield value
            elif name == "srcset":
                yield from _CANDIDATE.findall(value)
            elif name == "style":
                yield from links_of_css(value)


def links_of_css(css: str) -> Iterator[str]:
    """The links in a stylesheet (CSS Values and Units, section 4.5)."""
    yield from ("".join(found).strip() for found in _CSS_LINK.findall(css) if any(found))


def strings_of(code: str) -> Iterator[str]:
    """The quoted strings in a script or a template; any of them may be a path."""
    yield from ("".join(found) for found in _QUOTED.findall(code))


def strings_in(data: Any) -> Iterator[str]:
    """All strings in free data, such as the `data:` of a page."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings_in(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from strings_in(value)
