"""The Content-Security-Policy of a page, which allows only the sources in the page's HTML.

The policy is a `meta` element (W3C, Content Security Policy Level 3), so that it works on any web
server. Browsers then ignore scripts and styles that were injected into the page.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coursegen.base.urls import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

POLICY_PLACEHOLDER = "\x1apolicy\x1a"
"""The policy's placeholder in the output of templates; the policy depends on the complete page.

The control character does not occur in text.  Because it is ASCII, Python stores most pages with
one byte per character.
"""

SELF, NONE = "'self'", "'none'"
_BASE_DIRECTIVES = {
    "default-src": (SELF,),
    "object-src": (),
    "base-uri": (),
    "form-action": (SELF,),
}
"""The directives of every page; other directives start with the sources of `default-src`."""
_HASH_KEYWORDS = {"style-src-attr": ("'unsafe-hashes'",)}
"""Keywords that make browsers also match hashes against attributes."""
_DATA_DIRECTIVES = ("img-src", "media-src", "font-src", "frame-src")
"""The directives that may allow `data:`; for scripts, it would allow injected code."""
# A host and port (RFC 3986), except for IPv6 addresses, which a policy cannot contain.
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?")
# Compiled on first use, because few pages contain CSS.
_CSS = (
    r"(?is)/\*.*?(?:\*/|\Z)"
    r"""|@import\s+(?:url\(\s*)?["']?(?P<sheet>[^"')\s;]+)"""
    r"|@font-face\s*\{(?P<font>[^{}]*)\}"
    r"""|\burl\(\s*["']?(?P<image>[^"')\s]+)"""
)
_URL = r"""(?i)\burl\(\s*["']?([^"')\s]+)"""

Use = tuple[str, str]
"""A directive and a source for a page, such as `("img-src", "https://example.org")`."""


def policy(uses: Iterable[Use], allowed: tuple[str, ...] = ()) -> str:
    """Return the policy of a page; every directive also contains the `allowed` origins."""
    base = {**_BASE_DIRECTIVES, "default-src": (SELF, *allowed)}
    by_directive: dict[str, list[str]] = {name: [] for name in base}
    for directive, source in sorted(uses):
        by_directive.setdefault(directive, []).append(source)
    directives = []
    for directive, sources in by_directive.items():
        initial = base.get(directive, _HASH_KEYWORDS.get(directive, base["default-src"]))
        added = [source for source in sources if source not in initial]
        if added or directive in base:
            directives.append(f"{directive} {' '.join((*initial, *added)) or NONE}")
    return "; ".join(directives)


def source_uses(directive: str, url: str) -> Iterator[Use]:
    """Yield the source that a page needs to load `url`, or nothing if browsers do not load it."""
    kind = scheme(url)
    if kind in ("http", "https") or url.startswith("//"):
        host = host_of(url)
        if host:
            yield directive, f"{kind}://{host}" if kind else host
    elif not kind:
        yield directive, SELF
    elif kind == "data" and directive in _DATA_DIRECTIVES:
        yield directive, "data:"
    elif kind == "mailto" and directive == "form-action":
        yield directive, "mailto:"


def host_of(url: str) -> str:
    """Return the host and port of a URL in lowercase; empty if a policy cannot contain them."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower()
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # the URL is invalid, or a label of the host is too long
        return ""
    return host if _HOST.fullmatch(host) else ""


def inline_use(directive: str, text: str) -> Use:
    """Return the hash source for an inline script, stylesheet or style attribute.

    Line endings are normalized, as in HTML parsers.
    """
    normalized = text.replace("\r\n", "\n").replace("\r", "\n")
    return directive, f"'sha256-{b64encode(sha256(normalized.encode()).digest()).decode()}'"


def css_uses(css: str) -> Iterator[Use]:
    """Yield the sources of the stylesheets, fonts and images that CSS loads."""
    for found in re.finditer(_CSS, css):
        if found["sheet"]:
            yield from source_uses("style-src", found["sheet"])
        elif found["image"]:
            yield from source_uses("img-src", found["image"])
        elif found["font"]:
            for url in re.findall(_URL, found["font"]):
                yield from source_uses("font-src", url)
