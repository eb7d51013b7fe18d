"""Postprocess the complete HTML of a page, as the last step of rendering.

One scan of the tags collects the sources for the page's content security policy and marks external
links.
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.html.csp import Use

_REST = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_TAG = re.compile(
    # The lookaheads reject most tags quickly, including the `span` of highlighted code.
    # An unclosed element extends to the end of the page, as in browsers.  Searching for its end
    # from each start would take quadratic time.
    r"<(?=[!sailvtfboeuSAILVTFBOEU])(?!span[ >])(?:!--.*?(?:-->|\Z)"
    rf"|(?P<inline>(?i:script|style))(?=[\s>])(?P<attributes>{_REST})>(?P<text>.*?)(?:</(?i:(?P=inline))\s*>|\Z)"
    r"|(?P<name>(?i:a|area|img|image|iframe|input|source|video|audio|track|link|form|button|object"
    rf"|embed|base|use))(?=[\s/])(?P<rest>{_REST})>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+)))?"""
)
# Compiled on first use, because few courses have such an attribute.
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
"""The attributes that load a resource, each with its directive."""
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
    """The postprocessor for the pages of a site.

    `site_url` is the URL of the site, or empty if unknown.  `allowed` contains the origins that
    every page may load from.  `stylesheet_uses` are the sources that the site's stylesheet loads,
    which are part of every policy.
    """

    def __init__(
        self, site_url: str, allowed: tuple[str, ...], stylesheet_uses: Iterable[Use]
    ) -> None:
        self._host = host_of(site_url)
        self._allowed = allowed
        self._stylesheet_uses = frozenset(stylesheet_uses)

    def finish(self, html: str) -> str:
        """Insert the policy, mark external links, and obfuscate email addresses."""
        if "@" in html:
            from coursegen.html.emails import hide_emails  # noqa: PLC0415 - not for most pages

            html = hide_emails(html)
        uses = set(self._stylesheet_uses)
        parts: list[str] = []
        done = 0
        for match in _TAG.finditer(html):
            inline_, attributes, text, name, rest = match.groups()
            if name and name.lower() in _LINK_TAGS:
                if "//" in rest:
                    start, end = match.span()
                    parts += (html[done:start], self._mark_external(match[0], rest))
                    done = end
            elif name or inline_:
                uses.update(_cached_tag_uses(name or inline_, rest or attributes, text))
        if parts:
            html = "".join((*parts, html[done:]))
        if "style=" in html or "STYLE=" in html:
            uses.update(_style_attribute_uses(html))
        return html.replace(POLICY_PLACEHOLDER, policy(uses, self._allowed), 1)

    def _mark_external(self, tag: str, rest: str) -> str:
        """Add the `rel` values of external links to a link's tag, after the author's values."""
        external = _EXTERNAL_HREF.search(rest)
        if not external or external["host"].lower() == self._host:
            return tag
        own_rel = _REL.search(rest)
        rel_values = (own_rel["a"] or own_rel["b"] or own_rel["c"] or "").split() if own_rel else []
        rel_values += [word for word in _EXTERNAL_REL if word not in rel_values]
        quote = external["quote"] or '"'  # the link may be part of an attribute
        rel = f" rel={quote}{' '.join(rel_values)}{quote}"
        if own_rel:
            return _REL.sub(lambda _: rel, tag, count=1)
        end = -2 if tag.endswith("/>") else -1
        return f"{tag[:end].rstrip()}{rel}{tag[end:]}"


@lru_cache(maxsize=512)
def _cached_tag_uses(name: str, attributes: str, text: str | None) -> frozenset[Use]:
    """Return the policy sources of a tag, cached because most tags occur on every page."""
    return frozenset(_tag_uses(name.lower(), _attributes(attributes), text or ""))


def _attributes(rest: str) -> dict[str, str]:
    """Parse the attributes of a tag; the first of several duplicates is used, as in browsers."""
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest):
        value = match["a"] or match["b"] or match["c"] or ""
        attributes.setdefault(match["name"].lower(), unescape(value))
    return attributes


def _tag_uses(name: str, attributes: dict[str, str], text: str) -> Iterator[Use]:
    """Yield the policy sources of a tag, including inline scripts and styles."""
    if name == "style":
        yield inline_use("style-src", text)
        yield from css_uses(text)
    elif name == "link":
        yield from _link_uses(attributes)
    elif name == "script" and "src" not in attributes:
        # This includes data blocks, which the Nu HTML Checker treats as scripts.
        yield inline_use("script-src", text)
    for attribute, directive in _LOADING_ATTRIBUTES.get(name, {}).items():
        value = attributes.get(attribute, "").strip()
        if attribute == "srcset" and value:
            from coursegen.base.srcset import srcset_urls  # noqa: PLC0415 - few pages have one

            for url in srcset_urls(value):
                yield from source_uses(directive, url)
        elif value:
            yield from source_uses(directive, value)


def _link_uses(attributes: dict[str, str]) -> Iterator[Use]:
    rel_values = attributes.get("rel", "").lower().split()
    directives = [_LINK_DIRECTIVES[word] for word in rel_values if word in _LINK_DIRECTIVES]
    if "preload" in rel_values and attributes.get("as", "") in _PRELOAD_DIRECTIVES:
        directives.append(_PRELOAD_DIRECTIVES[attributes["as"]])
    for directive in directives:
        yield from source_uses(directive, attributes.get("href", "").strip())


def _style_attribute_uses(html: str) -> Iterator[Use]:
    """Yield the policy sources of `style` attributes."""
    for match in re.finditer(_STYLE_ATTRIBUTE, html):
        style = unescape(match["a"] or match["b"] or "")
        if style:
            yield inline_use("style-src-attr", style)
            yield from css_uses(style)
