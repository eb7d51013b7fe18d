"""Report duplicate ids on a page, because links lead only to the first element."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.element_places import Span
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.check.reading.documents import Document


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn at the last location of each duplicate id."""
    reported = set()
    for document in context.documents:
        for name in dict.fromkeys(document.duplicate_ids):
            location = _last_occurrence(context, document, name)
            if (name, location.order) not in reported:
                reported.add((name, location.order))
                yield Finding(
                    f"duplicate id '{name}' on the page /{document.url}",
                    location,
                    "change one of them, because links lead only to the first",
                )


def _last_occurrence(context: CheckContext, document: Document, name: str) -> Location:
    """Find the last location where the author wrote an id, in HTML or as `{#name}`."""
    quoted = re.escape(name)
    written = re.compile(
        rf"""\bid\s*=\s*["']?{quoted}(?=["'\s>])|\{{[^{{}}\n]*#{quoted}(?=[\s}}])"""
    )
    location = None
    for source in context.markdown_sources:
        if source.page is None or any(source.page is page for page in document.sources):
            for found in written.finditer(source.bare):
                location = source.location(Span(*found.span()))
    return location or context.find_location(document, f'id="{name}"')


RULE = Rule(Code.DUPLICATE_HTML_ID, Severity.WARNING, run)
