"""Report linked lecture files that are empty or Git LFS pointers."""

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
"""The maximum size of a Git LFS pointer, in bytes."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about linked lecture files without content."""
    for path, asset in context.assets.items():
        is_lecture_file = path.startswith(f"{FILES}/") and path in context.linked_paths
        if not is_lecture_file or asset.file.size > _POINTER_SIZE:
            continue
        if not asset.file.size:
            yield Finding(
                "this file is empty, and a page links to it",
                file_location(asset.origin),
                "copy the file to this folder again",
            )
        elif asset.file.disk.read_bytes().startswith(_POINTER):
            yield Finding(
                "this is a Git LFS pointer, not the file itself",
                file_location(asset.origin),
                "run 'git lfs pull'; in a workflow, set 'lfs: true' for actions/checkout",
            )


RULE = Rule(Code.LECTURE_FILE_EMPTY, Severity.WARNING, run)
