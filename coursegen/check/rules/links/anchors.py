"""Report internal links to missing pages and missing anchors.

The build resolves the links that the author wrote.  This rule checks the generated HTML, which also
contains anchors and the links of templates.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity, closest_match
from coursegen.base.urls import page_url
from coursegen.check.rule import Finding, Rule
from coursegen.site.link_targets import target_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.check.reading.documents import Document
    from coursegen.check.reading.link_occurrences import LinkOccurrence

    _ByTarget = dict[tuple[str, str], list[LinkOccurrence]]

MARKDOWN = ".md"


def run(context: CheckContext) -> Iterator[Finding]:
    """Report each broken internal link once for each of its locations in the source."""
    ids = {document.path: document.ids for document in context.documents}
    reported = set()
    for document in context.documents:
        links = _Links(document, context)
        for path, fragment in dict.fromkeys(document.internal_links()):
            if not context.site.plan.has(path):
                missing, hint, place = f"'/{path}'", "correct the link", "in the site"
                needle, mark = posixpath.basename(path), ""
            elif fragment and path in ids and fragment not in ids[path]:
                missing, place = f"'#{fragment}'", f"on the page /{page_url(path)}"
                hint = _hint(fragment, ids[path])
                needle, mark = f"#{fragment}", "#"
            else:
                continue
            found = links.to(path, fragment)
            locations = [_part_from(mark, link) for link in found] or [
                context.find_location(document, needle)
            ]
            for location in locations:
                if (path, fragment, location.order) not in reported:
                    reported.add((path, fragment, location.order))
                    yield Finding(
                        f"the page /{document.url} links to {missing}, which is not {place}",
                        location,
                        hint,
                    )


def _hint(fragment: str, ids: set[str]) -> str:
    """Return the hint for an anchor that is not on a page with the given ids."""
    words = fragment.casefold().split("-")
    containing = [known for known in ids if set(words) <= set(known.casefold().split("-"))]
    close = containing[0] if len(containing) == 1 else closest_match(fragment, sorted(ids))
    add = f"add it to a heading: {{#{fragment}}}"
    return f"did you mean '#{close}'? Otherwise, {add}" if close else add


class _Links:
    """The links that the author wrote in the text of a document or in data, by their targets."""

    def __init__(self, document: Document, context: CheckContext) -> None:
        self._document = document
        self._context = context

    def to(self, path: str, fragment: str) -> list[LinkOccurrence]:
        """Return the links to a path and a fragment in the text, or else those in data."""
        of_text, of_data = self._targets
        place = (path, fragment)
        return of_text.get(place) or of_data.get(place) or []

    @cached_property
    def _targets(self) -> tuple[_ByTarget, _ByTarget]:
        pages = {page.location.source.name: page for page in self._document.sources}
        of_text: _ByTarget = {}
        of_data: _ByTarget = {}
        for link in self._context.links:
            name = link.location.source.name
            page = pages.get(name)
            if page or not name.endswith(MARKDOWN):
                folder = posixpath.dirname(page.name) if page else ""
                for place in dict.fromkeys(self._resolved(link, folder)):
                    (of_text if page else of_data).setdefault(place, []).append(link)
        return of_text, of_data

    def _resolved(self, link: LinkOccurrence, folder: str) -> Iterator[tuple[str, str]]:
        """Yield where a link leads, as in Markdown and as in HTML that is not rewritten."""
        written = unescape(link.text).strip()
        if written.startswith("#") and link.target is None:
            yield self._document.path, unquote(written[1:])
            return
        target = link.target or target_of(written, folder, link.location)
        address = self._context.addresses.url_of(target)
        with suppress(ValueError):  # another rule reports malformed URLs
            found = address is not None and self._document.resolve(address, from_root=True)
            if found:
                yield found
            found = self._document.resolve(written)
            if found:
                yield found


def _part_from(mark: str, link: LinkOccurrence) -> Location:
    """Return the location of a link, from the first `mark` on."""
    start = max(link.text.find(mark), 0) if mark else 0
    return link.part(start, len(link.text))


RULE = Rule(Code.ANCHOR_MISSING, Severity.ERROR, run)
