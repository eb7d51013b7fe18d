"""Show errors in the browser, as an overlay on the last good page or as a separate page.

The styles are in a file, and the overlay can be closed without a script.  A page's Content Security
Policy may therefore forbid inline styles and scripts.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE_URL = "/.coursegen/overlay.css"
STYLE = Path(__file__).with_name("overlay.css")

_MAX_ERRORS = 20
_STYLESHEET = f'<link rel="stylesheet" href="{STYLE_URL}">'
_HEADING = "The site was not built"


def overlay(errors: Sequence[str]) -> str:
    """Return the HTML to add to a page; each error is a multi-line string, as in the terminal."""
    return (
        f"{_STYLESHEET}"
        '<dialog open id="coursegen-errors" lang="en" dir="ltr"'
        ' aria-labelledby="coursegen-errors-heading">'
        '<form method="dialog"><button>Close</button></form>'
        f"{_error_list(errors, 'This is the last good build. Save a file to build again.')}"
        "</dialog>"
    )


def page(errors: Sequence[str], script: str) -> str:
    """Return a page that contains only the errors and `script`, a script element."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_HEADING}</title>{_STYLESHEET}</head>"
        f'<body><main id="coursegen-errors">'
        f"{_error_list(errors, 'Save a file to build again.')}</main>{script}</body></html>"
    )


def _error_list(errors: Sequence[str], then: str) -> str:
    items = "".join(
        f'<li><pre tabindex="0">{escape(text)}</pre></li>' for text in errors[:_MAX_ERRORS]
    )
    more = len(errors) - _MAX_ERRORS
    rest = f"<p>{more} more in the terminal.</p>" if more > 0 else ""
    return (
        f'<div role="alert"><h1 id="coursegen-errors-heading">{_HEADING}</h1>'
        f"<ol>{items}</ol>{rest}<p>{then}</p></div>"
    )
