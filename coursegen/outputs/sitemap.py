"""`sitemap.xml`, which lists every page for search engines."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coursegen.outputs.output import of_bytes
from coursegen.site.generated_paths import SITEMAP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.outputs.generated_files import OutputContext
    from coursegen.outputs.output import Output


def sitemap(context: OutputContext) -> Mapping[str, Output]:
    """Return `sitemap.xml` (sitemaps.org, version 0.9) with the URL of every page.

    The URLs are absolute if the site's URL is known. Otherwise they start at the root, and
    `robots.txt` does not list the sitemap.
    """
    base = context.site.info.url or "/"
    urls = "".join(
        f"  <url><loc>{escape(base + url)}</loc></url>\n" for url in context.site.page_urls
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{urls}</urlset>\n"
    )
    return {SITEMAP: of_bytes(text.encode())}
