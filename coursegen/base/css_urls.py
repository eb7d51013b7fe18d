"""Find the URLs in CSS that is part of HTML.

Source: CSS Syntax Module Level 3, section 4.3.6 (`url()`), and CSS Cascading and Inheritance
Level 5, section 2 (`@import`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_URL = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"""|(?P<before>\burl\(\s*+|@import\s++(?=["']))"""
    r"""(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s"'()]++))""",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPES = str.maketrans({'"': "%22", "'": "%27", "(": "%28", ")": "%29"})


def replace_css_urls(css: str, replacement: Callable[[str], str | None]) -> str:
    """Replace each URL of CSS; if the replacement is None, the URL stays the same.

    References within the document, such as `url(#gradient)`, are not replaced.
    """

    def replace(found: re.Match[str]) -> str:
        url = found["double"] or found["single"] or found["bare"] or ""
        new = replacement(url) if url and not url.startswith("#") else None
        if new is None:
            return found[0]
        quote = found[0][len(found["before"])] if found["bare"] is None else ""
        return f"{found['before']}{quote}{new.translate(_ESCAPES)}{quote}"

    return _URL.sub(replace, css)
