"""`robots.txt`, which points crawlers to the sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.outputs.output import of_bytes
from coursegen.site.generated_paths import ROBOTS, SITEMAP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.outputs.generated_files import OutputContext
    from coursegen.outputs.output import Output


def robots(context: OutputContext) -> Mapping[str, Output]:
    """Return `robots.txt` (RFC 9309), which allows everything."""
    url = context.site.info.url
    lines = ["User-agent: *", "Allow: /"]
    if url:
        lines.append(f"Sitemap: {url}{SITEMAP}")
    return {ROBOTS: of_bytes(("\n".join(lines) + "\n").encode())}
