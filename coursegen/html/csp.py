"""A page's Content-Security-Policy: it may load what its own HTML names, and nothing else.

The policy stands in the page's head (W3C, Content Security Policy Level 3), so that it is in force
on any web server.  A browser that enforces it runs no script and applies no style that somebody
put into the page on its way to the visitor.
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
"""What a template writes in the place of the policy, which is known once the page is finished.

Nobody writes such a letter, and with it most pages take one byte a letter, not two.
"""

SELF, NONE = "'self'", "'none'"
_BASE_DIRECTIVES = {
    "default-src": (SELF,),
    "object-src": (),
    "base-uri": (),
    "form-action": (SELF,),
}
"""The directives of every page; each other one starts as `default-src`, which it replaces."""
_HASH_KEYWORDS = {"style-src-attr": ("'unsafe-hashes'",)}
"""With this word a browser compares the hashes with attributes, too; it permits nothing else."""
_DATA_DIRECTIVES = ("img-src", "media-src", "font-src", "frame-src")
"""Where `data:` may stand: in a script's place it would let in all that the policy keeps out."""
# RFC 3986's host and port, of which a policy can name all but IPv6 addresses.
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?")
_CSS = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"""|@import\s+(?:url\(\s*)?["']?(?P<sheet>[^"')\s;]+)"""
    r"|@font-face\s*\{(?P<font>[^{}]*)\}"
    r"""|\burl\(\s*["']?(?P<image>[^"')\s]+)""",
    re.IGNORECASE | re.DOTALL,
)
_URL = re.compile(r"""\burl\(\s*["']?([^"')\s]+)""", re.IGNORECASE)

Use = tuple[str, str]
"""A directive and a source that the page needs in it: `("img-src", "https://example.org")`."""


def policy(uses: Iterable[Use], allowed: tuple[str, ...] = ()) -> str:
    """The policy of a page with these uses; every directive lets in the `allowed` origins, too."""
    start = {**_BASE_DIRECTIVES, "default-src": (SELF, *allowed)}
    wanted: dict[str, list[str]] = {name: [] for name in start}
    for directive, source in sorted(uses):
        wanted.setdefault(directive, []).append(source)
    written = []
    for directive, sources in wanted.items():
        first = start.get(directive, _HASH_KEYWORDS.get(directive, start["default-src"]))
        more = [source for source in sources if source not in first]
        if more or directive in start:
            written.append(f"{directive} {' '.join((*first, *more)) or NONE}")
    return "; ".join(written)


def source_uses(directive: str, url: str) -> Iterator[Use]:
    """What a page needs to load `url` under a directive; nothing where no browser would."""
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
    """The host and port of an address, in lower case; empty where a policy cannot name it."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower()
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # not to be read as an address, or too long a name
        return ""
    return host if _HOST.fullmatch(host) else ""


def inline_use(directive: str, text: str) -> Use:
    """What a page needs for a script, a stylesheet or a style that stands in its HTML.

    `text` is as browsers see it: their parsers know one sign for the end of a line.
    """
    seen = text.replace("\r\n", "\n").replace("\r", "\n")
    return directive, f"'sha256-{b64encode(sha256(seen.encode()).digest()).decode()}'"


def css_uses(css: str) -> Iterator[Use]:
    """What a stylesheet loads: others, fonts, pictures."""
    for found in _CSS.finditer(css):
        if found["sheet"]:
            yield from source_uses("style-src", found["sheet"])
        elif found["image"]:
            yield from source_uses("img-src", found["image"])
        elif found["font"]:
            for url in _URL.findall(found["font"]):
                yield from source_uses("font-src", url)
