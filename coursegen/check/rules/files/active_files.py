"""Report published HTML and SVG files that contain scripts."""

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
_OF_COURSEGEN = b'<meta name="generator" content="coursegen">'
"""Marks the pages of an older edition of a course, which have the site's own scripts."""
_MAX_READ = 4_000_000
"""The maximum number of bytes that are searched in a file."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once for each folder that contains HTML or SVG files with scripts.

    Unlike pages by coursegen, these files have no Content Security Policy.
    """
    folders: dict[str, list[str]] = {}
    for path, asset in context.assets.items():
        if path.lower().endswith(_EXTENSIONS) and _is_active(asset.file):
            folders.setdefault(posixpath.dirname(path), []).append(asset.origin)
    for first, *others in folders.values():
        yield Finding(
            f"this file and {len(others)} more in its folder contain scripts, which run as part of "
            "your site"
            if others
            else "this file contains scripts, which run as part of your site",
            file_location(first),
            "keep it if you trust its author; otherwise, convert it to PDF or PNG",
        )


def _is_active(file: SourceFile) -> bool:
    with file.disk.open("rb") as content:
        text = content.read(_MAX_READ).lower()
        return _OF_COURSEGEN not in text and bool(_ACTIVE.search(text))


RULE = Rule(Code.FILE_WITH_SCRIPTS, Severity.WARNING, run)
