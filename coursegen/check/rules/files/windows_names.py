"""Can Windows hold every file of the course?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN_CHARACTER = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
_MAX_LENGTH = 200
"""Letters of a path; Windows takes 260 with the folders above the course."""
_HINT = "rename it: nobody can copy the course to a computer with Windows"


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each file or folder with a name that Windows refuses, once."""
    reported = set()
    for name in context.names:
        if len(name) > _MAX_LENGTH:
            yield Finding(
                f"this path has {len(name)} letters, and Windows takes about {_MAX_LENGTH}",
                file_location(name),
                "give the file or its folders shorter names",
            )
        parts = name.split("/")
        for depth, part in enumerate(parts, start=1):
            path = "/".join(parts[:depth])
            if path in reported:
                continue
            reported.add(path)
            yield from _check_name(part, path)


def _check_name(part: str, path: str) -> Iterator[Finding]:
    sign = _FORBIDDEN_CHARACTER.search(part)
    if sign:
        shown = sign[0] if sign[0].isprintable() else f"U+{ord(sign[0]):04X}"
        yield Finding(f"Windows takes no '{shown}' in a name", file_location(path), _HINT)
    elif _DEVICE.fullmatch(part):
        yield Finding(f"Windows keeps the name '{part}' for itself", file_location(path), _HINT)
    elif part.endswith((".", " ")):
        yield Finding("Windows takes no dot or space at a name's end", file_location(path), _HINT)


RULE = Rule(Code.WINDOWS_NAME, Severity.WARNING, run)
