"""Is there a file that no page links to?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.check.rule import Finding, Rule
from coursegen.codes import Code
from coursegen.diagnostics import Level
from coursegen.paths import FILES
from coursegen.source import Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.subject import Subject


def ask(subject: Subject) -> Iterator[Finding]:
    """Warn about each published file of `files/` that no page links to."""
    linked = {path for document in subject.documents for path, _ in document.internal_links()}
    for path, asset in subject.site.plan.assets.items():
        if path.startswith(f"{FILES}/") and path not in linked:
            yield Finding(
                "no page links to this file",
                Place(Source(asset.origin, "")),
                "link to it, or remove it: it is published all the same",
            )


RULE = Rule(Code.FILE_UNUSED, Level.WARNING, ask)
