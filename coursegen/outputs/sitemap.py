"""`sitemap.xml`, which lists every page for search engines."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coursegen.site.plan import Plan


def sitemap(plan: Plan) -> bytes:
    """Return `sitemap.xml` (sitemaps.org, version 0.9) with the URL of every page.

    The URLs are absolute if the site's URL is known. Otherwise they start at the root, and
    `robots.txt` does not list the sitemap.
    """
    base = plan.course.info.url or "/"
    urls = "".join(f"  <url><loc>{escape(base + url)}</loc></url>\n" for _, url in plan.page_urls())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{urls}</urlset>\n"
    ).encode()
