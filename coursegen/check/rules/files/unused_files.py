"""Report published files that no page links to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import CONTENT, FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.files.exposed_solutions import is_solution
from coursegen.check.rules.files.temporary_files import is_temporary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each unlinked file in `files/` and `content/`.

    Files in `static/` may be used by a stylesheet, a script or a template.
    """
    for path, asset in context.assets.items():
        if (
            path in context.linked_paths
            or not asset.origin.startswith((f"{FILES}/", f"{CONTENT}/"))
            or is_temporary(path, context)
            or is_solution(path)
        ):
            continue
        yield Finding(
            "no page links to this file",
            file_location(asset.origin),
            "link to it or remove it, because it is published anyway",
        )


RULE = Rule(Code.FILE_UNUSED, Severity.WARNING, run)
