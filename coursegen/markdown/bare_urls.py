"""URLs in the source of some Markdown that are links without any marks, as on GitHub."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.markdown.features.patterns import BARE_URL_START, NOT_IN_BARE_URL

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE_URL = rf"(?<!\[){BARE_URL_START}[^{NOT_IN_BARE_URL}\[\]]+"
"""A URL in the source, with the punctuation after it."""
_PUNCTUATION = "?!.,:;*_~'\""


def find_bare_urls(text: str) -> Iterator[tuple[int, str]]:
    """Yield the start and the text of each URL in some Markdown, outside of other links."""
    for found in re.finditer(BARE_URL, text):
        yield found.start(), without_punctuation(found[0])


def without_punctuation(url: str) -> str:
    """Return a URL without the punctuation after it, which is not part of the link."""
    unmatched = url.count(")") - url.count("(")
    while True:
        entity = re.search(r"&[A-Za-z0-9]+;\Z", url[-40:])
        if entity:
            url = url[: -len(entity[0])]
        elif url.endswith(")") and unmatched > 0:
            url = url[:-1]
            unmatched -= 1
        elif url.endswith(tuple(_PUNCTUATION)):
            url = url.rstrip(_PUNCTUATION)
        else:
            return url
