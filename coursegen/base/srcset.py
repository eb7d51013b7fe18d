"""Parse the `srcset` attribute of HTML, which contains URLs with descriptors.

Source: the HTML standard, section 4.8.4.3.12 ("parse a srcset attribute").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CANDIDATE = re.compile(
    r"(?P<url>[^\s,]\S*+)(?:(?<!,)(?P<descriptors>[^,(]*+(?:\([^)]*+\)?[^,(]*+)*))?"
)
"""Matches a URL with its descriptors.

A URL ends at a space.  Commas at its end separate candidates, and parentheses may contain commas.
"""


def srcset_urls(srcset: str) -> list[str]:
    """Return the URLs of a `srcset` attribute."""
    return [found["url"].rstrip(",") for found in _CANDIDATE.finditer(srcset)]


def replace_srcset_urls(srcset: str, replacement: Callable[[str], str | None]) -> str:
    """Replace each URL of a `srcset` attribute; remove it if the replacement is None."""
    candidates: list[str] = []
    for found in _CANDIDATE.finditer(srcset):
        url = replacement(found["url"].rstrip(","))
        if url is not None:
            candidates.append(f"{url} {(found['descriptors'] or '').strip()}".strip())
    return ", ".join(candidates)
