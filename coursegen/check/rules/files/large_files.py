"""Will the host take every file, and the whole site?"""

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
    """Warn about files that GitHub refuses or warns of, and a site that GitHub Pages refuses."""
    for asset in context.assets.values():
        size = asset.file.size
        if size > _MAX_FILE:
            yield Finding(
                f"this file has {size / _MB:.0f} MB, and GitHub refuses more than 100 MB",
                file_location(asset.origin),
                "make it smaller, or put it elsewhere and link to its address",
            )
        elif size > _LARGE_FILE:
            yield Finding(
                f"this file has {size / _MB:.0f} MB: it loads slowly, and GitHub warns above 50 MB",
                file_location(asset.origin),
                "make it smaller, or put it elsewhere and link to its address",
            )
    files, assets = context.site.files, context.site.plan.assets
    whole = sum(asset.file.size for asset in assets.values())
    whole += sum(
        len(content)
        for path, content in files.items()
        if path not in assets and isinstance(content, bytes)
    )
    if whole > _MAX_SITE:
        yield Finding(
            f"the whole site has {whole / _MAX_SITE:.1f} GB, and GitHub Pages takes 1 GB",
            context.course.info.location,
            "put the largest files elsewhere: 'files: base_url:' says where",
        )


RULE = Rule(Code.FILE_LARGE, Severity.WARNING, run)
