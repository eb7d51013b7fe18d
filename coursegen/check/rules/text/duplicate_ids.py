"""Is each `id` of a page there once?  A link can lead to the first alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.markup import Span
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.check.reading.documents import Document


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn at the last place where an id is written that a page has twice."""
    told = set()
    for document in subject.documents:
        for name in dict.fromkeys(document.repeated):
            location = _last_written(subject, document, name)
            if (name, location.order) not in told:
                told.add((name, location.order))
                yield Finding(
                    f"two parts of the page /{document.url} are called '{name}'",
                    location,
                    "give one of them another id: a link leads to the first alone",
                )


def _last_written(subject: CheckContext, document: Document, name: str) -> Location:
    """Where the author wrote an id, in HTML or as `{#name}`; the last place is the one too many."""
    quoted = re.escape(name)
    written = re.compile(
        rf"""\bid\s*=\s*["']?{quoted}(?=["'\s>])|\{{[^{{}}\n]*#{quoted}(?=[\s}}])"""
    )
    location = None
    for passage in subject.passages:
        if passage.page is None or any(passage.page is text for text in document.texts):
            for found in written.finditer(passage.bare):
                location = passage.location(Span(*found.span()))
    return location or subject.place_of(document, f'id="{name}"')


RULE = Rule(Code.DUPLICATE_HTML_ID, Severity.WARNING, ask)
