"""Find the external URLs that a course links to, and their locations in the source."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urlsplit

from coursegen.base.urls import encode_url, path_in_site
from coursegen.content.target import TargetKind
from coursegen.site.repository import edit_url

if TYPE_CHECKING:
    from coursegen.base.diagnostics import TextEdit
    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext
    from coursegen.check.reading.documents import Document
    from coursegen.check.reading.link_occurrences import LinkOccurrence

_LINK_END = re.compile(r"""[\s"'<>)\]},]|$""")
"""Matches the characters that may follow a link in the source."""


class LinkPlace(NamedTuple):
    """The location of a URL; `link` is the link in the source, or None for a link in a template."""

    location: Location
    link: LinkOccurrence | None = None

    def edit(self, url: str, new: str) -> TextEdit | None:
        """Return the edit that replaces `url` with `new`, and leaves its fragment unchanged.

        Return None if the source contains a name instead of the URL, such as `CC-BY-4.0`.
        """
        if not self.link or _request_url(self.link.text) != url:
            return None
        location = self.link.location
        rest = location.source.line(location.line)[location.column - 1 + location.length :]
        if location.marked != self.link.text or not _LINK_END.match(rest):
            return None
        return self.link.edit(0, len(self.link.text.partition("#")[0]), new)


def external_links(context: CheckContext) -> dict[str, tuple[LinkPlace, ...]]:
    """Return all external URLs, encoded and without fragments, with their locations."""
    written: dict[str, dict[Location, LinkPlace]] = {}
    for own_link in context.links:
        target = own_link.target
        is_url = target and target.kind is TargetKind.URL
        url = _request_url(target.value if target and is_url else own_link.text)
        written.setdefault(url, {})[own_link.location] = LinkPlace(own_link.location, own_link)
    own, editor = context.course.info.url, _edit_url_prefix(context)
    found: dict[str, tuple[LinkPlace, ...]] = {}
    for document in context.documents:
        for link in document.links:
            url = _request_url(link)
            if not url or url in found or path_in_site(link, own) is not None:
                continue
            if editor and link.startswith(editor):  # the theme's edit links require a login
                continue
            places = written.get(url)
            found[url] = (
                tuple(places.values()) if places else (_other_place(context, document, link),)
            )
    return found


def _request_url(link: str) -> str:
    """Return the URL to request; empty if `link` is not an external link."""
    link = unescape(link).strip()
    try:
        url = encode_url(urldefrag(f"https:{link}" if link.startswith("//") else link).url)
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def _edit_url_prefix(context: CheckContext) -> str:
    repository = context.course.info.repository
    return edit_url(repository, "") if repository else ""


def _other_place(context: CheckContext, document: Document, link: str) -> LinkPlace:
    """Return the location of a link from `repository:` or from a template."""
    site_file = context.course.info.location.source
    location = site_file.find(link.rstrip("/"))
    return LinkPlace(
        location if location.marked == link.rstrip("/") else document.sources[0].location
    )
