"""Is there a file that only a program needed, or an older state of another?"""

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
_BESIDE_TEX = (".log", ".out", ".toc", ".idx")
"""What LaTeX leaves beside a text, and what others call their own files, too."""


def is_leftover(path: str, subject: CheckContext) -> bool:
    """Whether a file that no page links to has the name of one that nobody wants to publish."""
    if path in subject.linked:
        return False
    stem, ending = posixpath.splitext(path)
    return bool(
        _NAME.fullmatch(posixpath.basename(path))
        or (ending.lower() in _BESIDE_TEX and f"{stem}.tex" in subject.assets)
    )


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn once in each folder that holds leftovers."""
    folders: dict[str, list[str]] = {}
    for path, asset in subject.assets.items():
        if is_leftover(path, subject):
            folders.setdefault(posixpath.dirname(path), []).append(asset.origin)
    for first, *others in folders.values():
        yield Finding(
            f"this file and {len(others)} more beside it look like leftovers of a program"
            if others
            else "this file looks like a leftover of a program",
            file_location(first),
            "remove it: it is published, and no page links to it",
        )


RULE = Rule(Code.TEMPORARY_FILE, Severity.WARNING, ask)
