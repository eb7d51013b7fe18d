"""Are two lecture files the same, byte for byte?"""

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


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn at each lecture file that is another one under another name.

    Two of one name in two folders are copies that somebody wanted; a file is read only where
    another is as long.
    """
    by_size: dict[int, list[Asset]] = {}
    for path, asset in subject.assets.items():
        if path.startswith(f"{FILES}/") and asset.file.size:
            by_size.setdefault(asset.file.size, []).append(asset)
    for alike in by_size.values():
        for location, asset in enumerate(alike):
            other = next((a for a in alike[:location] if _same(a, asset)), None)
            if other:
                yield Finding(
                    f"this is the same file as {other.origin}, under another name",
                    file_location(asset.origin),
                    "put the right file here if this is a slip; else link to one and remove the "
                    "other",
                )


def _same(one: Asset, two: Asset) -> bool:
    named = posixpath.basename(one.origin) == posixpath.basename(two.origin)
    return not named and filecmp.cmp(one.file.disk, two.file.disk, shallow=False)


RULE = Rule(Code.DUPLICATE_FILE, Severity.WARNING, ask)
