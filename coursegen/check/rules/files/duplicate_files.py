"""Report lecture files with the same content."""

from __future__ import annotations

import filecmp
import posixpath
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.site.plan import Asset


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each lecture file that is a copy of another one under a different name.

    Copies with the same name in two folders are assumed to be intended.  Files are read only if
    another file has the same size.
    """
    by_size: dict[int, list[Asset]] = {}
    for path, asset in context.assets.items():
        if path.startswith(f"{FILES}/") and asset.file.size:
            by_size.setdefault(asset.file.size, []).append(asset)
    for same_size in by_size.values():
        for index, asset in enumerate(same_size):
            other = next((a for a in same_size[:index] if _is_renamed_copy(a, asset)), None)
            if other:
                yield Finding(
                    f"this file is a duplicate of {other.origin}",
                    file_location(asset.origin),
                    "replace it with the right file, or link to one of the two and remove the "
                    "other",
                )


def _is_renamed_copy(one: Asset, two: Asset) -> bool:
    named = posixpath.basename(one.origin) == posixpath.basename(two.origin)
    return not named and filecmp.cmp(one.file.disk, two.file.disk, shallow=False)


RULE = Rule(Code.DUPLICATE_FILE, Severity.WARNING, run)
