"""Obfuscate email addresses to protect them from simple harvesters.

Every character is written as a character reference, alternately decimal and hexadecimal.  Browsers
and screen readers decode the address in text and in links without a script.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_DOMAIN = re.compile(r"@(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}")
_UNCHANGED = re.compile(
    r"<(?=[!sS])(?:(?P<inline>(?i:script|style))\b.*?(?:</(?i:(?P=inline))\s*>|\Z)|!--.*?(?:-->|\Z))",
    re.DOTALL,
)
"""Matches HTML without character references; an unclosed element extends to the end."""
# Excludes text after a slash, such as `https://example.org/@ada` and `images/logo@2x.png`.
_BEFORE = re.compile(r"(?<![/\w.+-])(?:mailto:)?[\w.+-]+\Z", re.IGNORECASE)
_MAX_BEFORE_AT = 7 + 64
"""The maximum number of characters before the `@`: the length of `mailto:` plus 64 (RFC 5321)."""


def hide_emails(html: str) -> str:
    """Write each email address in `html` as character references."""
    if "@" not in html:
        return html
    domains = list(_DOMAIN.finditer(html))
    if not domains:
        return html
    unchanged = [match.span() for match in _UNCHANGED.finditer(html)]
    starts = [start for start, _ in unchanged]
    parts: list[str] = []
    done = 0
    for domain in domains:
        at = domain.start()
        before = _BEFORE.search(html, max(done, at - _MAX_BEFORE_AT), at)
        previous = bisect_left(starts, at) - 1
        if before and (previous < 0 or at >= unchanged[previous][1]):
            parts += (html[done : before.start()], _references(before[0] + domain[0]))
            done = domain.end()
    return "".join((*parts, html[done:]))


def _references(text: str) -> str:
    return "".join(
        f"&#x{ord(character):x};" if index % 2 else f"&#{ord(character)};"
        for index, character in enumerate(text)
    )
