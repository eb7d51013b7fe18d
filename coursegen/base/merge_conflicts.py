"""Find the marks that git writes into a file whose changes it cannot merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.text import Location

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Source

_FIRST, _BETWEEN, _LAST = "<<<<<<< ", "=======", ">>>>>>> "


def has_conflict(source: Source, text: str, first_line: int, diagnostics: Diagnostics) -> bool:
    """Report the first conflict in `text`, which begins on `first_line`, except in fenced code."""
    line = _conflict_in(text)
    if line is None:
        return False
    diagnostics.error(
        Code.MERGE_CONFLICT,
        "unresolved merge conflict",
        Location(source, first_line + line, 1, len(_FIRST) - 1),
        "keep one of the two versions, and delete the lines '<<<<<<<', '=======' and '>>>>>>>'",
    )
    return True


def _conflict_in(text: str) -> int | None:
    """Return the number of the line with the first conflict, counted from 0, or None."""
    start, is_second, fence = None, False, ""
    for number, line in enumerate(text.split("\n")):
        if fence:
            fence = "" if line.startswith(fence) else fence
        elif line.startswith(("```", "~~~")):
            fence = line[:3]
        elif start is None and line.startswith(_FIRST):
            start = number
        elif start is not None and line.rstrip() == _BETWEEN:
            is_second = True
        elif is_second and line.startswith(_LAST):
            return start
    return None
