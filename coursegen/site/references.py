"""Extracts links from HTML, stylesheets, scripts and templates.

If the source can be parsed in several ways, the links from all of them are returned.  Withholding
a file unnecessarily is better than publishing one too early.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from coursegen.base.srcset import srcset_urls

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKUP_SUFFIXES = (".htm", ".html", ".svg", ".xht", ".xhtml", ".xml")
"""The suffixes of files that browsers show as documents with links."""

# Tags are parsed as in the HTML standard, section 13.2.5; `<?xml-stylesheet … ?>` is an element.
# Unclosed markup extends to the end of the text, so that the search takes linear time.
_VALUE = r"""(?:"([^"]*+)"|'([^']*+)'|([^\t\n\f\r >"'][^\t\n\f\r >]*+))"""
_NAME = r"[^\t\n\f\r />=]++"
_ATTRIBUTE = re.compile(rf"({_NAME})[\t\n\f\r ]*+=[\t\n\f\r ]*+{_VALUE}")
_MARKUP = re.compile(
    rf"""<!--(?:-?>|.*?(?:--!?>|\Z))
    |<\??(?:(?P<raw>style|script)(?=[\t\n\f\r />])|[a-z][^\t\n\f\r />]*+)
    (?P<attributes>(?:[\t\n\f\r /=]++|{_NAME}(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+{_VALUE})?)*)(?:>|\Z)
    (?(raw)(?P<text>.*?)(?:</(?P=raw)(?=[\t\n\f\r />])|\Z))""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_LINKS = frozenset(
    (
        *("href", "src", "action", "cite", "data", "formaction", "poster", "xlink:href"),
        *("background", "classid", "codebase", "icon", "longdesc", "lowsrc", "manifest", "url"),
        *("from", "to", "by", "value", "content"),
    )
)
"""The attributes whose value can be a single URL, in any element.

The first line contains attributes of the HTML standard and SVG 2.  The second line contains
obsolete attributes.  The third line contains attributes of SVG animations, `<param>` and `<meta>`.
"""
_SETS = ("srcset", "imagesrcset")
_REFRESH = re.compile(r"[\s\d.]*[;,]\s*(?:url\s*=)?\s*['\"]?", re.IGNORECASE)
"""The text before the URL in `<meta http-equiv="refresh">` (section 4.2.5.3)."""
_CSS = re.compile(
    r"""/\*.*?(?:\*/|\Z)"""
    r"""|"((?:[^"\\\n]|\\.)*)"?|'((?:[^'\\\n]|\\.)*)'?"""
    r"""|url\(\s*((?:[^\s"'()\\]|\\(?:[0-9a-f]{1,6}\s?|.))+)""",
    re.DOTALL | re.IGNORECASE,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"""(["'`])(?=([^\n]*?)\1)""")


def links_of(text: str, suffix: str) -> Iterator[str]:
    """Yield the links in a file with the given suffix (`.css`, `.html`, `.svg`)."""
    yield from links_of_css(text) if suffix == ".css" else links_of_html(text)


def links_of_html(html: str) -> Iterator[str]:
    """Yield the links in HTML, XML or SVG, including strings in scripts."""
    found: list[str] = []
    pending, base = [html], ""
    while pending:
        document = pending.pop()
        for tag in _MARKUP.finditer(document) if "<" in document else ():
            if tag["text"]:
                is_style = tag["raw"].lower() == "style"
                found += links_of_css(tag["text"]) if is_style else strings_of(tag["text"])
            is_base = tag[0][:5].lower() == "<base"
            for name, *values in _ATTRIBUTE.findall(tag["attributes"] or ""):
                value = unescape("".join(values))
                found += _links_of_attribute(name.lower(), value)
                if name.lower() == "srcdoc":
                    pending.append(value)
                elif is_base and name.lower() == "href":
                    base = base or value.strip()
    yield from found
    if base:
        yield from (joined for joined in (_joined(base, link) for link in found) if joined)


def _links_of_attribute(name: str, value: str) -> Iterator[str]:
    if name in _SETS:
        yield from srcset_urls(value)
    elif name in _LINKS:
        yield value.strip()
        if name == "content":
            yield _REFRESH.sub("", value, count=1).strip(" '\"")
        if value.strip().lower().startswith("javascript:"):
            yield from strings_of(value)
    elif name.startswith("data-"):  # read by scripts
        yield value.strip()
        yield from srcset_urls(value)
        yield from strings_of(value)
    elif name.startswith("on"):
        yield from strings_of(value)
    elif name == "style" or "(" in value:  # for example SVG's `fill="url(…)"`
        yield from links_of_css(value)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:  # not a URL
        return ""


def links_of_css(css: str) -> Iterator[str]:
    """Yield the strings and URLs in a stylesheet (CSS Syntax Module Level 3, section 4.3)."""
    for found in _CSS.findall(css):
        if any(found):
            yield _CSS_ESCAPE.sub(_unescaped, "".join(found)).strip()


def _unescaped(escape: re.Match[str]) -> str:
    """Return the character that a CSS escape represents (section 4.3.7), or "" for a newline."""
    if not escape[1]:
        return escape[2].strip("\n")
    code = int(escape[1], 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def strings_of(code: str) -> Iterator[str]:
    """Yield the quoted strings in a script or a template; any of them may be a path.

    An apostrophe in a comment looks like a quote, so every quote can start a string.
    """
    for found in _QUOTED.finditer(code.replace("\\", "")):
        if found[2]:
            yield found[2]


def strings_in(data: Any) -> Iterator[str]:
    """Yield all strings in free-form data, such as the `extra:` of a page."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings_in(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from strings_in(value)
