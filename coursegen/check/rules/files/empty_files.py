"""Is there a lecture file with nothing in it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_POINTER = b"version https://git-lfs"
_POINTER_SIZE = 1024
"""No pointer has more bytes."""


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about lecture files that pages link to and that are empty, or only stand for another."""
    for path, asset in subject.assets.items():
        is_lecture_file = path.startswith(f"{FILES}/") and path in subject.linked
        if not is_lecture_file or asset.file.size > _POINTER_SIZE:
            continue
        if not asset.file.size:
            yield Finding(
                "this file has nothing in it, and a page links to it",
                file_location(asset.origin),
                "copy it here once more",
            )
        elif asset.file.disk.read_bytes().startswith(_POINTER):
            yield Finding(
                "this is not the file but a pointer to it, which Git LFS left here",
                file_location(asset.origin),
                "run 'git lfs pull'; in a workflow, give actions/checkout 'lfs: true'",
            )


RULE = Rule(Code.FILE_WITHOUT_CONTENT, Severity.WARNING, ask)
