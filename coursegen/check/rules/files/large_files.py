"""Report files and sites that are too large for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

# https://docs.github.com/repositories/working-with-files/managing-large-files
_MB = 1024 * 1024
_MAX_FILE = 100 * _MB
_LARGE_FILE = 50 * _MB
# https://docs.github.com/pages/getting-started-with-github-pages/github-pages-limits
_MAX_SITE = 1024 * _MB


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about files and sites that are larger than GitHub recommends or allows."""
    for asset in context.assets.values():
        size = asset.file.size
        if size > _MAX_FILE:
            yield Finding(
                f"this file is {size / _MB:.0f} MB; GitHub rejects files over 100 MB",
                file_location(asset.origin),
                "make it smaller, or host it elsewhere and link to it",
            )
        elif size > _LARGE_FILE:
            yield Finding(
                f"this file is {size / _MB:.0f} MB; it loads slowly, and GitHub warns about files "
                "over 50 MB",
                file_location(asset.origin),
                "make it smaller, or host it elsewhere and link to it",
            )
    files, assets = context.site.files, context.site.plan.assets
    total = sum(asset.file.size for asset in assets.values())
    total += sum(
        len(file.read()) for path, file in files.items() if path not in assets and not file.is_slow
    )
    if total > _MAX_SITE:
        yield Finding(
            f"the site is {total / _MAX_SITE:.1f} GB; GitHub Pages allows 1 GB",
            context.course.info.location,
            "host the largest files elsewhere and set 'files: base_url:' to their URL",
        )


RULE = Rule(Code.FILE_LARGE, Severity.WARNING, run)
