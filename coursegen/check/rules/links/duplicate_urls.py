"""Report links to the course's own site that do not use the shortest URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.urls import path_in_site
from coursegen.check.rule import Finding, Rule
from coursegen.content.target import Target, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_INDEX = "index.html"


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about links that contain the site's full URL, and about links to `index.html`."""
    site = context.course.info.url
    for link in context.links:
        text = link.text
        inside = path_in_site(text, site)
        if inside is not None:
            path = f"/{inside}"
            if context.addresses.is_unreleased(Target(TargetKind.SITE, inside)):
                continue  # the build reports this link
            if context.addresses.url_of_path(inside) is None:
                yield Finding(
                    f"'{text}' does not exist on this site",
                    link.location,
                    "correct the link, which points to the course's own site",
                )
            else:
                yield Finding(
                    f"'{text}' points to this site; use '{path}'",
                    link.location,
                    "the short link also works in a preview and after the site moves",
                    link.edit(0, len(text), path),
                )
            continue
        path = text.partition("#")[0]
        if path.startswith("/") and path.endswith(f"/{_INDEX}"):
            short = path.removesuffix(_INDEX)
            if context.addresses.url_of_path(short.lstrip("/")) is not None:
                yield Finding(
                    f"'{path}' is a duplicate URL of '{short}'",
                    link.location,
                    "remove 'index.html', because search engines prefer one URL for each page",
                    link.edit(len(short), len(path), ""),
                )


RULE = Rule(Code.DUPLICATE_URL, Severity.WARNING, run)
