"""E-mail addresses that readers and screen readers see whole and simple harvesters do not.

Every letter becomes a character reference, decimal and hexadecimal by turns: the browser reads
them as the letters that they are, with no script, in a text as in a link.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_DOMAIN = re.compile(r"@(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}")
_UNCHANGED = re.compile(
    r"<(?=[!sS])(?:(?P<inline>(?i:script|style))\b.*?(?:</(?i:(?P=inline))\s*>|\Z)|!--.*?(?:-->|\Z))",
    re.DOTALL,
)
"""Where a character reference is no letter; as in browsers, up to the end where none is written."""
# Not after a slash: `https://example.org/@ada`, `images/logo@2x.png`.
_BEFORE = re.compile(r"(?<![/\w.+-])(?:mailto:)?[\w.+-]+\Z", re.IGNORECASE)
_MAX_BEFORE_AT = 7 + 64
"""Letters before the `@`: `mailto:` and what RFC 5321 permits."""


def hide_emails(html: str) -> str:
    """`html` with each e-mail address in character references."""
    if "@" not in html:
        return html
    found = list(_DOMAIN.finditer(html))
    if not found:
        return html
    kept = [place.span() for place in _UNCHANGED.finditer(html)]
    starts = [start for start, _ in kept]
    parts: list[str] = []
    done = 0
    for domain in found:
        at = domain.start()
        before = _BEFORE.search(html, max(done, at - _MAX_BEFORE_AT), at)
        last = bisect_left(starts, at) - 1
        if before and (last < 0 or at >= kept[last][1]):
            parts += (html[done : before.start()], _references(before[0] + domain[0]))
            done = domain.end()
    return "".join((*parts, html[done:]))


def _references(text: str) -> str:
    return "".join(
        f"&#x{ord(letter):x};" if place % 2 else f"&#{ord(letter)};"
        for place, letter in enumerate(text)
    )
