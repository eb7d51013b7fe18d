"""The last step of a page: what can be said only once its HTML is whole.

One scan of the tags finds what the page loads, for its policy, and marks the links that lead to
other sites.  So no template and no author has to think of either.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from coursegen.html.csp import (
    POLICY_PLACEHOLDER,
    css_uses,
    host_of,
    inline_use,
    policy,
    source_uses,
)
from coursegen.html.emails import hide_emails

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.html.csp import Use

_REST = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_TAG = re.compile(
    # The first letter decides quickly about most tags, a word about those of coloured code.
    # What is never closed ends with the page, as in browsers: looking for its end from each
    # beginning would take time without bound.
    r"<(?=[!sailvtfboeuSAILVTFBOEU])(?!span[ >])(?:!--.*?(?:-->|\Z)"
    rf"|(?P<inline>(?i:script|style))(?=[\s>])(?P<given>{_REST})>(?P<text>.*?)(?:</(?i:(?P=inline))\s*>|\Z)"
    r"|(?P<name>(?i:a|area|img|image|iframe|input|source|video|audio|track|link|form|button|object"
    rf"|embed|base|use))(?=[\s/])(?P<rest>{_REST})>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+)))?"""
)
# Compiled with the first use: few courses have such an attribute.
_STYLE_ATTRIBUTE = (
    r"""(?i)<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?"""
    r"""\sstyle=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)')"""
)
_EXTERNAL_HREF = re.compile(
    r"""\shref\s*=\s*+(?P<quote>["']?)\s*+(?:https?:)?//(?:[^/?#"'\s]*@)?(?P<host>[^/?#"'\s@]+)""",
    re.IGNORECASE,
)
_REL = re.compile(
    r"""\srel\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+))""", re.IGNORECASE
)
_CANDIDATE = re.compile(r"(?:^|,)\s*([^\s,]\S*)")

_LOADING_ATTRIBUTES = {
    "img": {"src": "img-src", "srcset": "img-src"},
    "image": {"href": "img-src", "xlink:href": "img-src"},
    "use": {"href": "img-src", "xlink:href": "img-src"},
    "source": {"src": "media-src", "srcset": "img-src"},
    "video": {"src": "media-src", "poster": "img-src"},
    "audio": {"src": "media-src"},
    "track": {"src": "media-src"},
    "iframe": {"src": "frame-src"},
    "script": {"src": "script-src"},
    "object": {"data": "object-src"},
    "embed": {"src": "object-src"},
    "form": {"action": "form-action"},
    "button": {"formaction": "form-action"},
    "input": {"src": "img-src", "formaction": "form-action"},
    "base": {"href": "base-uri"},
}
"""The attributes that make a browser load something, each with the directive that governs it."""
_LINK_DIRECTIVES = {
    "stylesheet": "style-src",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "manifest": "manifest-src",
    "modulepreload": "script-src",
}
_PRELOAD_DIRECTIVES = {
    "font": "font-src",
    "style": "style-src",
    "script": "script-src",
    "image": "img-src",
}
_LINK_TAGS = ("a", "area")
_EXTERNAL_REL = ("external", "noopener")


class HtmlPostprocessor:
    """Finishes the pages of one site.

    `site_url` is the site's own address, empty where it is not known; `allowed` are the origins
    that every page may load from; `stylesheet` is the text of the site's own.  Of that, pages hold
    no more than what it loads, which is `everywhere` in their policies.
    """

    def __init__(self, site_url: str, allowed: tuple[str, ...], stylesheet: str) -> None:
        self._host = host_of(site_url)
        self._allowed = allowed
        self.everywhere = frozenset(css_uses(stylesheet))

    def finish(self, html: str) -> str:
        """`html` with its policy, links to other sites marked, e-mail addresses hidden."""
        html = hide_emails(html)
        uses = set(self.everywhere)
        parts: list[str] = []
        done = 0
        for found in _TAG.finditer(html):
            inline_, given, text, name, rest = found.groups()
            if name and name.lower() in _LINK_TAGS:
                if "//" in rest:
                    start, end = found.span()
                    parts += (html[done:start], self._marked(found[0], rest))
                    done = end
            elif name or inline_:
                uses.update(_cached_tag_uses(name or inline_, rest or given, text))
        if parts:
            html = "".join((*parts, html[done:]))
        if "style=" in html or "STYLE=" in html:
            uses.update(_style_attribute_uses(html))
        return html.replace(POLICY_PLACEHOLDER, policy(uses, self._allowed), 1)

    def _marked(self, tag: str, rest: str) -> str:
        """A link's tag; that of a link to another site says so, beside the author's own words."""
        out = _EXTERNAL_HREF.search(rest)
        if not out or out["host"].lower() == self._host:
            return tag
        own = _REL.search(rest)
        words = (own["a"] or own["b"] or own["c"] or "").split() if own else []
        words += [word for word in _EXTERNAL_REL if word not in words]
        quote = out["quote"] or '"'  # as in the link: it may stand in an attribute itself
        rel = f" rel={quote}{' '.join(words)}{quote}"
        if own:
            return _REL.sub(lambda _: rel, tag, count=1)
        end = -2 if tag.endswith("/>") else -1
        return f"{tag[:end].rstrip()}{rel}{tag[end:]}"


@lru_cache(maxsize=512)
def _cached_tag_uses(name: str, attributes: str, text: str | None) -> frozenset[Use]:
    """What a tag needs in the policy; most stand in every page, with the theme's scripts."""
    return frozenset(_tag_uses(name.lower(), _attributes(attributes), text or ""))


def _attributes(rest: str) -> dict[str, str]:
    """The attributes of a tag, as browsers read them: of two with one name the first counts."""
    given: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(rest):
        value = found["a"] or found["b"] or found["c"] or ""
        given.setdefault(found["name"].lower(), unescape(value))
    return given


def _tag_uses(name: str, given: dict[str, str], text: str) -> Iterator[Use]:
    """What a tag makes a browser load, run or apply."""
    if name == "style":
        yield inline_use("style-src", text)
        yield from css_uses(text)
    elif name == "link":
        yield from _link_uses(given)
    elif name == "script" and "src" not in given:
        # Blocks of data too, which never run: the Nu checker takes them for scripts.
        yield inline_use("script-src", text)
    for attribute, directive in _LOADING_ATTRIBUTES.get(name, {}).items():
        value = given.get(attribute, "").strip()
        if attribute == "srcset":
            for url in _CANDIDATE.findall(value):
                yield from source_uses(directive, url)
        elif value:
            yield from source_uses(directive, value)


def _link_uses(given: dict[str, str]) -> Iterator[Use]:
    words = given.get("rel", "").lower().split()
    directives = [_LINK_DIRECTIVES[word] for word in words if word in _LINK_DIRECTIVES]
    if "preload" in words and given.get("as", "") in _PRELOAD_DIRECTIVES:
        directives.append(_PRELOAD_DIRECTIVES[given["as"]])
    for directive in directives:
        yield from source_uses(directive, given.get("href", "").strip())


def _style_attribute_uses(html: str) -> Iterator[Use]:
    """What the styles need that stand in attributes."""
    for found in re.finditer(_STYLE_ATTRIBUTE, html):
        style = unescape(found["a"] or found["b"] or "")
        if style:
            yield inline_use("style-src-attr", style)
            yield from css_uses(style)
