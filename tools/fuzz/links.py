"""The fuzz target for links in all places where authors write them."""

from __future__ import annotations

from contextlib import suppress
from html import escape

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.base.urls import encode_path, encode_url, page_path, page_url, to_root
from coursegen.content.target import read_base_url, read_file, read_link, read_material
from coursegen.html.csp import policy, source_uses
from coursegen.markdown.links import LinkWriter, Root
from coursegen.site.broken_links import report_broken_link
from fuzz.course import small


def one(data: bytes) -> None:
    """Parse the data as a link, a material, a file name and a permalink, and resolve it."""
    written = data.decode("utf-8", "replace")
    diagnostics = Diagnostics()
    addresses = small().addresses
    text = LocatedStr(written, Location(Source("a.yaml", written)))
    for read in (read_link, read_material, read_file):
        target = read(text, diagnostics)
        if target and addresses.url_of(target) is None:
            addresses.explain_missing(target)
            addresses.is_unreleased(target)
    read_base_url(text, diagnostics)
    with suppress(ValueError):
        assert encode_url(written).isascii()
    with suppress(ValueError):
        path = page_path("labs/a.md", written)
        assert not path.startswith(("/", "../"))
        assert ".." not in path.split("/")
        assert (to_root(path) + page_url(path)).isascii()
    assert encode_path(written).isascii()
    policy(source_uses("img-src", written), ())
    start = Location(Source("content/labs/a.md", written))
    html = f'<a href="{escape(written)}">x</a><img src="{escape(written)}" alt="x">'
    links = LinkWriter(start, "labs", Root("../"), small().site)
    links.rewrite(html)
    for link in links.broken:
        report_broken_link(link, addresses, diagnostics)
