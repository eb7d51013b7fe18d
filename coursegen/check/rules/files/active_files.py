"""Is there a published file with scripts that nobody looked at?"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.files import SourceFile
    from coursegen.check.context import CheckContext

_EXTENSIONS = (".htm", ".html", ".svg", ".xhtml")
_ACTIVE = re.compile(
    rb"<script\b|<[a-z][^<>]*\s(?:on[a-z]{3,}\s*=|href\s*=\s*[\"']?\s*javascript:)"
)
_MAX_READ = 4_000_000
"""Bytes that are looked at."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once in each folder that holds pages or drawings with scripts.

    A page of the course has a policy that lets in what its author wrote; these have none.
    """
    folders: dict[str, list[str]] = {}
    for path, asset in context.assets.items():
        if path.lower().endswith(_EXTENSIONS) and _is_active(asset.file):
            folders.setdefault(posixpath.dirname(path), []).append(asset.origin)
    for first, *others in folders.values():
        yield Finding(
            f"scripts in this file and {len(others)} more beside it run with your site's rights"
            if others
            else "scripts in this file run with your site's rights",
            file_location(first),
            "keep it if you trust who made it; a PDF or a picture runs nothing",
        )


def _is_active(file: SourceFile) -> bool:
    with file.disk.open("rb") as content:
        return bool(_ACTIVE.search(content.read(_MAX_READ).lower()))


RULE = Rule(Code.FILE_WITH_SCRIPTS, Severity.WARNING, run)
