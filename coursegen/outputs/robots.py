"""`robots.txt`, which points crawlers to the sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.site.generated_paths import SITEMAP

if TYPE_CHECKING:
    from coursegen.site.plan import Plan


def robots(plan: Plan) -> bytes:
    """Return `robots.txt` (RFC 9309), which allows everything."""
    lines = ["User-agent: *", "Allow: /"]
    if plan.course.info.url:
        lines.append(f"Sitemap: {plan.course.info.url}{SITEMAP}")
    return ("\n".join(lines) + "\n").encode()
