"""Are there two names that some computers take for one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.site.output_paths import normalized_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn at each file or folder that differs from one above only in case or Unicode's form."""
    first: dict[str, str] = {}
    told = set()
    for name in subject.names:
        parts = name.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            other = first.setdefault(normalized_path(path), path)
            if other != path:
                if path not in told:
                    told.add(path)
                    yield Finding(
                        f"'{path}' and '{other}' differ only in capital letters or accents",
                        file_location(name),
                        "rename one: Windows and macOS take the two for one, and lose a file",
                    )
                break


RULE = Rule(Code.NAMES_DIFFER_IN_CASE, Severity.WARNING, ask)
