"""Report file names that are the same on some operating systems."""

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


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each path that differs from an earlier one only in case or Unicode form."""
    first: dict[str, str] = {}
    reported = set()
    for name in context.names:
        parts = name.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            other = first.setdefault(normalized_path(path), path)
            if other != path:
                if path not in reported:
                    reported.add(path)
                    yield Finding(
                        f"'{path}' and '{other}' differ only in case or accents",
                        file_location(name),
                        "rename one of them, because Windows and macOS can store only one of the "
                        "two",
                    )
                break


RULE = Rule(Code.SIMILAR_NAMES, Severity.WARNING, run)
