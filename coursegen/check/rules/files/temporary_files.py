"""Report temporary and backup files that are published."""

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

    from coursegen.check.context import CheckContext

_NAME = re.compile(
    r"thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r"  # Windows, macOS
    r"|~\$.*|.*~|#.*#|.*\.(bak|old|orig|rej|tmp|temp|swp|swo|part|crdownload|download)"
    r"|.*\.(py[co]|class|o)"
    r"|.*\.(aux|bbl|bcf|blg|fdb_latexmk|fls|lof|lot|nav|snm|vrb|synctex\.gz)",
    re.IGNORECASE,
)
_LATEX_EXTENSIONS = (".log", ".out", ".toc", ".idx")
"""Extensions that are temporary only next to a `.tex` file of the same name."""


def is_temporary(path: str, context: CheckContext) -> bool:
    """Return whether an unlinked file has the name of a temporary file."""
    if path in context.linked_paths:
        return False
    stem, ending = posixpath.splitext(path)
    return bool(
        _NAME.fullmatch(posixpath.basename(path))
        or (ending.lower() in _LATEX_EXTENSIONS and f"{stem}.tex" in context.assets)
    )


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once for each folder that contains temporary files."""
    folders: dict[str, list[str]] = {}
    for path, asset in context.assets.items():
        if is_temporary(path, context):
            folders.setdefault(posixpath.dirname(path), []).append(asset.origin)
    for first, *others in folders.values():
        yield Finding(
            f"this file and {len(others)} more in its folder look like temporary files"
            if others
            else "this file looks like a temporary file",
            file_location(first),
            "remove it, because it is published although no page links to it",
        )


RULE = Rule(Code.TEMPORARY_FILE, Severity.WARNING, run)
