"""Links for bare URLs and email addresses, as in GitHub Flavored Markdown.

Trailing punctuation and an unmatched closing parenthesis are not part of a URL. Unlike on GitHub,
neither is Chinese punctuation, and `git@example.org:course.git` is not an email address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import (
    ETX,
    HTML_PLACEHOLDER_RE,
    INLINE_PLACEHOLDER_PREFIX,
    INLINE_PLACEHOLDER_RE,
    STX,
    AtomicString,
)

from coursegen.markdown.bare_urls import without_punctuation
from coursegen.markdown.feature import Feature
from coursegen.markdown.features.patterns import BARE_URL_START, NOT_IN_BARE_URL

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_CHARACTER = rf"(?:{INLINE_PLACEHOLDER_RE.pattern}|[^{STX}{ETX}{NOT_IN_BARE_URL}])"
_LOCAL_PART = r"(?<![A-Za-z0-9._+/-])(?:mailto:)?[A-Za-z0-9._+-]++"
_RAW = rf"(?P<raw>{INLINE_PLACEHOLDER_RE.pattern})"
_URL = rf"{_RAW}|(?P<url>{BARE_URL_START}{_CHARACTER.replace('([0-9]+)', '[0-9]+')}+)"
_EMAIL = (
    rf"{_RAW}|(?P<email>{_LOCAL_PART}@[A-Za-z0-9][\w-]*+(?:\.[A-Za-z0-9_-]++)+)(?<![-_])(?!:\S)"
)
_DOMAIN = re.compile(r"(?:\w+://|www\.)(?P<name>[\w-]+(?:\.[\w-]+)*)", re.ASCII)
_VERBATIM = re.compile(
    r"<(?P<name>a|button|code|kbd|pre|samp|script|style|svg|textarea)\b", re.IGNORECASE
)
"""Raw HTML whose content is a link already, or is not text."""


class _BareLinks(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)
    md: Markdown  # optional in the library's types

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int, int]:
        """Return the link, or skip text that is not to be linked."""
        if m["raw"]:
            html = self._raw_html(m[0])
            verbatim = _VERBATIM.match(html)
            is_open = verbatim is not None and f"</{verbatim['name']}" not in html
            end = self._end(verbatim["name"], m, data) if verbatim and is_open else m.end()
            return None, m.start(), end
        if m.re.pattern == _EMAIL:
            return self._link(m["email"], "mailto:", m)
        url = without_punctuation(self._before_elements(m["url"]))
        domain = _DOMAIN.match(url)
        if domain is None or "_" in "".join(domain["name"].split(".")[-2:]):
            return None, m.start(), m.end()
        return self._link(url, "http://" if url.startswith("www.") else "", m)

    def _link(self, written: str, scheme: str, m: re.Match[str]) -> tuple[Element | None, int, int]:
        text = self.unescape(written)
        address = scheme if not text.startswith(scheme) else ""
        link = Element("a", {"href": f"{address}{text}"})
        link.text = AtomicString(text)
        return link, m.start(), m.start() + len(written)

    def _before_elements(self, url: str) -> str:
        """Return a URL up to any inline element."""
        for found in INLINE_PLACEHOLDER_RE.finditer(url):
            if self._raw_html(found[0]) or not isinstance(self._node(found[1]), str):
                return url[: found.start()]
        return url

    def _end(self, name: str, m: re.Match[str], data: str) -> int:
        """Return the position after the end tag of raw HTML, or the end of the text."""
        for found in INLINE_PLACEHOLDER_RE.finditer(data, m.end()):
            if self._raw_html(found[0]).lower().startswith(f"</{name.lower()}"):
                return found.end()
        return len(data)

    def _raw_html(self, placeholder: str) -> str:
        """Return the raw HTML for a placeholder, or an empty string."""
        number = placeholder[len(INLINE_PLACEHOLDER_PREFIX) : -1]
        node = self._node(number)
        found = HTML_PLACEHOLDER_RE.fullmatch(node) if isinstance(node, str) else None
        stash = self.md.htmlStash.rawHtmlBlocks
        html = stash[int(found[1])] if found and int(found[1]) < len(stash) else ""
        return html if isinstance(html, str) else ""

    def _node(self, number: str) -> object:
        return self.md.treeprocessors["inline"].stashed_nodes.get(number)  # type: ignore[attr-defined] # only of this processor


class BareLinks(Extension):
    """Adds the patterns to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the patterns with the Markdown converter."""
        md.inlinePatterns.register(_BareLinks(_URL, md), "bare_urls", 85)
        md.inlinePatterns.register(_BareLinks(_EMAIL, md), "bare_emails", 84)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(BareLinks(), {"bare_urls": ("://", "www."), "bare_emails": ("@",)})
