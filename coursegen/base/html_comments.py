"""Remove HTML comments, which may contain an author's notes and solutions.

`hide_comments` removes comments before Markdown is converted, because Markdown shows some comments
as text, such as those with a blank line.  `strip_comments` removes the others from the generated
HTML; it recognizes exactly what a browser treats as a comment.  Comments inside code are preserved.

Source: the HTML standard, sections 13.2.5.43 to 13.2.5.53 (comments) and 13.2.5.72 (CDATA).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coursegen.base.comment_scan import CommentScan

EMPTY = "<!---->"
"""The replacement for a comment at the start of a line; both are HTML blocks."""
_BOGUS_END_TAG = re.compile("</[^a-zA-Z]")


def hide_comments(text: str, instead: str = EMPTY) -> tuple[str, int | None]:
    """Remove the comments from Markdown; also return the start of an unclosed comment, or None.

    A comment that begins a line is replaced with `instead`.  As in a browser, an unclosed comment
    extends to the end of the text.
    """
    if "<!" not in text and "<?" not in text:
        return text, None
    scan = _scan(text)
    parts: list[str] = []
    done = 0
    for start, end in scan.in_markdown():
        before = scan.line_before(start)
        begins = before is not None and not before.strip()
        parts += (text[done:start], instead if begins else "")
        done = end
    return "".join((*parts, text[done:])), scan.open_at


def find_comments(text: str) -> tuple[tuple[int, int], ...]:
    """Return the start and end of each comment in Markdown that `hide_comments` removes."""
    return tuple(_scan(text).in_markdown()) if "<!" in text or "<?" in text else ()


def strip_comments(html: str) -> str:
    """Remove from HTML everything that a browser treats as a comment."""
    if "<!" not in html and "<?" not in html and not _BOGUS_END_TAG.search(html):
        return html
    parts: list[str] = []
    done = 0
    for start, end in _scan(html).in_html():
        parts.append(html[done:start])
        done = end
    return "".join((*parts, html[done:]))


def _scan(text: str) -> CommentScan:
    from coursegen.base.comment_scan import CommentScan  # noqa: PLC0415 - slow to load, rarely needed

    return CommentScan(text)
