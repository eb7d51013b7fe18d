"""Which addresses of other sites a course links to, and where its author wrote them."""

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
"""What may stand behind a link."""


class LinkPlace(NamedTuple):
    """Where an address stands; `link` are its letters, None where a template wrote it."""

    location: Location
    link: LinkOccurrence | None = None

    def edit(self, address: str, new: str) -> TextEdit | None:
        """The edit that writes a `new` address for `address`, before the fragment if there is one.

        None where the source says it in other words, as `CC-BY-4.0` does.
        """
        if not self.link or _address(self.link.text) != address:
            return None
        location = self.link.location
        behind = location.source.line(location.line)[location.column - 1 + location.length :]
        if location.marked != self.link.text or not _LINK_END.match(behind):
            return None
        return self.link.edit(0, len(self.link.text.partition("#")[0]), new)


def external_links(context: CheckContext) -> dict[str, tuple[LinkPlace, ...]]:
    """Every address of another site, encoded and without a fragment, with each of its places."""
    written: dict[str, dict[Location, LinkPlace]] = {}
    for own_link in context.links:
        target = own_link.target
        is_url = target and target.kind is TargetKind.URL
        address = _address(target.value if target and is_url else own_link.text)
        written.setdefault(address, {})[own_link.location] = LinkPlace(own_link.location, own_link)
    own, editor = context.course.info.url, _edit_url_prefix(context)
    found: dict[str, tuple[LinkPlace, ...]] = {}
    for document in context.documents:
        for link in document.links:
            address = _address(link)
            if not address or address in found or path_in_site(link, own) is not None:
                continue
            if editor and link.startswith(editor):  # the theme's, for those who may edit
                continue
            places = written.get(address)
            found[address] = (
                tuple(places.values()) if places else (_other_place(context, document, link),)
            )
    return found


def _address(link: str) -> str:
    """What to ask the server for; empty for whatever is not a link to another site."""
    link = unescape(link).strip()
    try:
        address = encode_url(urldefrag(f"https:{link}" if link.startswith("//") else link).url)
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""


def _edit_url_prefix(context: CheckContext) -> str:
    repository = context.course.info.repository
    return edit_url(repository, "") if repository else ""


def _other_place(context: CheckContext, document: Document, link: str) -> LinkPlace:
    """The place of a link that is none of the author's targets: `repository:`, or a template's."""
    site_file = context.course.info.location.source
    location = site_file.find(link.rstrip("/"))
    return LinkPlace(
        location if location.marked == link.rstrip("/") else document.texts[0].location
    )
