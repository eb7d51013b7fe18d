"""Omit problems that may only be consequences of an error, because the error hides content.

The author fixes the error first.  Other problems of the content are then reported correctly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import SITE_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coursegen.base.diagnostics import Diagnostic

_READING = "CG0"
_BUILDING = (_READING, "CG1", "CG2", "CG3")
"""The groups of codes whose errors cause content to be omitted."""
_WITHIN_A_FILE = frozenset({Code.YAML_DUPLICATE_KEY, Code.YAML_KEY_NOT_TEXT, Code.YAML_TAG})
"""Errors of reading after which the rest of the file is still read."""

_NEEDS_ALL_CONTENT = frozenset(
    {
        Code.FILE_UNUSED,
        Code.SOLUTION_EXPOSED,
        Code.ANCHOR_MISSING,
        Code.PAGE_UNREFERENCED,
        Code.LECTURE_NUMBER,
        Code.EMPTY_WEEK,
        Code.MEETINGS_TOO_FEW,
        Code.MEETINGS_UNUSED,
        Code.MEETING_TAKEN,
        Code.SOLUTION_EARLY,
        Code.UNKNOWN_EXAM,
        Code.UNRELEASED,
        Code.RELEASED_EARLY,
        Code.RELEASE_WITHOUT_BUILD,
    }
)
_NEEDS_FRONT_MATTER = frozenset({Code.BROKEN_LINK, Code.LANGUAGE_WRONG})
"""Problems that depend on the permalinks and languages of pages."""
_NEEDS_FOLDERS = frozenset(
    {
        Code.PAGE_MISSING,
        Code.FILE_MISSING,
        Code.STATIC_MISSING,
        Code.BROKEN_LINK,
        Code.INVALID_HOME_SECTION,
    }
)


def without_consequences(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the problems without those that may be consequences of an error.

    If `site.yaml` cannot be read, only problems of reading are certain.  For example, it contains
    the kinds of materials and the year of the dates.
    """
    errors = [one for one in problems if one.severity is Severity.ERROR]
    unread = {
        one.location.source.name
        for one in errors
        if _is_in(one, _READING) and one.code not in _WITHIN_A_FILE
    }
    if SITE_FILE in unread:
        return [one for one in problems if _is_in(one, _READING)]
    uncertain: set[Code] = set()
    if any(_is_in(one, _BUILDING) for one in errors):
        uncertain |= _NEEDS_ALL_CONTENT
    if any(name.endswith(".md") for name in unread):
        uncertain |= _NEEDS_FRONT_MATTER
    if any(name.endswith("/") for name in unread):
        uncertain |= _NEEDS_FOLDERS
    if any(map(_is_zone_of_course, errors)):  # other problems with time zones depend on it
        problems = [
            one
            for one in problems
            if one.code is not Code.UNKNOWN_TIME_ZONE or _is_zone_of_course(one)
        ]
    return [one for one in problems if one.code not in uncertain]


def _is_zone_of_course(one: Diagnostic) -> bool:
    return one.code is Code.UNKNOWN_TIME_ZONE and one.location.source.name == SITE_FILE


def _is_in(one: Diagnostic, groups: str | tuple[str, ...]) -> bool:
    return one.code.value.startswith(groups)
