"""Report lecture files with the same content."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.incremental.digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.site.plan import Asset


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each lecture file that is a copy of another one under a different name.

    Copies with the same name in two folders are assumed to be intended.  Files are read only if
    another file has the same size.
    """
    by_size: defaultdict[int, list[Asset]] = defaultdict(list)
    for path, asset in context.assets.items():
        if path.startswith(f"{FILES}/") and asset.file.size:
            by_size[asset.file.size].append(asset)
    for same_size in by_size.values():
        first: defaultdict[str, dict[str, Asset]] = defaultdict(dict)  # by content and name
        for asset in same_size if len(same_size) > 1 else ():
            name, named = posixpath.basename(asset.origin), first[digest_of(asset.file)]
            other = next((each for other, each in named.items() if other != name), None)
            named.setdefault(name, asset)
            if other:
                yield Finding(
                    f"this file is a duplicate of {other.origin}",
                    file_location(asset.origin),
                    "replace it with the right file, or link to one of the two and remove the "
                    "other",
                )


RULE = Rule(Code.DUPLICATE_FILE, Severity.WARNING, run)
