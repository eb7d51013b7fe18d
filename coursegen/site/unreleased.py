"""What a release date withholds from a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from coursegen.content.target import Target


class Unreleased(Struct):
    """What is unreleased when the site is built.

    `pages` are names below `content/`; `paths` are the output paths that pages and files will have;
    `anchors` are those that pages will have on the home page.  `targets` are what unreleased
    materials link to, `unmatched` those of them that match no page or file of the course, and
    `site_urls` the addresses of the site that a link may be written with.
    """

    pages: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    targets: tuple[Target, ...] = ()
    unmatched: tuple[Target, ...] = ()
    site_urls: tuple[str, ...] = ()
