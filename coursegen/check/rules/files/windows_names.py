"""Report file names that Windows does not allow."""

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
"""The maximum length of a path; Windows allows 260 characters, including the parent folders."""
_HINT = "rename it so that the course can be copied to a Windows computer"


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once about each file or folder with a name that Windows does not allow."""
    reported = set()
    for name in context.names:
        if len(name) > _MAX_LENGTH:
            yield Finding(
                f"this path has {len(name)} characters; Windows allows about {_MAX_LENGTH}",
                file_location(name),
                "shorten the name of the file or of its folders",
            )
        parts = name.split("/")
        for depth, part in enumerate(parts, start=1):
            path = "/".join(parts[:depth])
            if path in reported:
                continue
            reported.add(path)
            yield from _check_name(part, path)


def _check_name(part: str, path: str) -> Iterator[Finding]:
    match = _FORBIDDEN_CHARACTER.search(part)
    if match:
        shown = match[0] if match[0].isprintable() else f"U+{ord(match[0]):04X}"
        yield Finding(
            f"Windows does not allow '{shown}' in a file name", file_location(path), _HINT
        )
    elif _DEVICE.fullmatch(part):
        yield Finding(f"'{part}' is a reserved name on Windows", file_location(path), _HINT)
    elif part.endswith((".", " ")):
        yield Finding(
            "Windows does not allow a dot or space at the end of a file name",
            file_location(path),
            _HINT,
        )


RULE = Rule(Code.WINDOWS_NAME, Severity.WARNING, run)
