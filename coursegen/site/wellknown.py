"""Files for machines: robots.txt and sitemap.xml."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coursegen.site.plan import SITEMAP

if TYPE_CHECKING:
    from coursegen.site.plan import Plan


def robots(plan: Plan) -> bytes:
    """`robots.txt` (RFC 9309): everything may be read."""
    lines = ["User-agent: *", "Allow: /"]
    if plan.course.facts.url:
        lines.append(f"Sitemap: {plan.course.facts.url}{SITEMAP}")
    return ("\n".join(lines) + "\n").encode()


def sitemap(plan: Plan) -> bytes:
    """`sitemap.xml` (sitemaps.org, version 0.9): the address of every page.

    Addresses are absolute once the site's own is known; until then they begin at the root, and
    `robots.txt` does not name the sitemap.
    """
    base = plan.course.facts.url or "/"
    urls = "".join(f"  <url><loc>{escape(base + url)}</loc></url>\n" for _, url in plan.page_urls())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{urls}</urlset>\n"
    ).encode()
