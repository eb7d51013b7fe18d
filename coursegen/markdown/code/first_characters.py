"""Which letters a pattern's matches can begin with, told from the pattern.

Python's own parser of patterns is not documented; where it cannot be had, or says what is not known
here, a match may begin with anything.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

ASCII = frozenset(map(chr, range(128)))
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_NOTHING: frozenset[str] = frozenset()


class _UnknownError(Exception):
    pass


def first_characters(pattern: object) -> frozenset[str]:
    """Letters of ASCII; all that no match can begin with are left out, and perhaps no other."""
    if not isinstance(pattern, re.Pattern) or not isinstance(pattern.pattern, str):
        return ASCII
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        letters, may_be_empty = _of_sequence(parsed, pattern.flags)
    except (AttributeError, ImportError, LookupError, TypeError, ValueError, _UnknownError):
        return ASCII
    return ASCII if may_be_empty else letters


def _of_sequence(parts: Any, flags: int) -> tuple[frozenset[str], bool]:
    """The letters that what matches a sequence can begin with; whether it may be empty."""
    letters = _NOTHING
    for operation, argument in parts:
        more, may_be_empty = _of_part(str(operation), argument, flags)
        letters |= more
        if not may_be_empty:
            return letters, False
    return letters, True


def _of_part(operation: str, argument: Any, flags: int) -> tuple[frozenset[str], bool]:
    match operation:
        case "LITERAL":
            return _either_case(argument, argument, flags), False
        case "NOT_LITERAL" | "ANY":
            return ASCII, False
        case "IN":
            return _of_set(argument, flags), False
        case "AT" | "ASSERT" | "ASSERT_NOT":  # no letters of a match
            return _NOTHING, True
        case "BRANCH":
            ways = [_of_sequence(way, flags) for way in argument[1]]
            return frozenset().union(*(way[0] for way in ways)), any(way[1] for way in ways)
        case "SUBPATTERN":
            _, more, fewer, parts = argument
            return _of_sequence(parts, (flags | more) & ~fewer)
        case "ATOMIC_GROUP":
            return _of_sequence(argument, flags)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, parts = argument
            letters, may_be_empty = _of_sequence(parts, flags)
            return letters, may_be_empty or least == 0
    raise _UnknownError(operation)


def _of_set(members: Any, flags: int) -> frozenset[str]:
    """The letters of `[a-z_]`; of `[^a-z_]`, all others."""
    letters = _NOTHING
    if str(members[0][0]) == "NEGATE" and flags & re.IGNORECASE:
        return ASCII
    for kind, argument in members:
        match str(kind):
            case "NEGATE":
                pass
            case "LITERAL":
                letters |= _either_case(argument, argument, flags)
            case "RANGE":
                first, last = argument
                letters |= _either_case(first, last, flags)
            case "CATEGORY":
                letters |= _of_category(str(argument))
            case _:
                raise _UnknownError(kind)
    return ASCII - letters if str(members[0][0]) == "NEGATE" else letters


def _either_case(first: int, last: int, flags: int) -> frozenset[str]:
    """Letters from one number to another; `k` and `s` have others beyond ASCII in either case."""
    letters = frozenset(map(chr, range(first, min(last + 1, len(ASCII)))))
    if flags & re.IGNORECASE:
        if last >= len(ASCII):
            raise _UnknownError
        letters |= {letter.swapcase() for letter in letters}
    return letters


@cache
def _of_category(name: str) -> frozenset[str]:
    kind = name.removeprefix("CATEGORY_")
    letters = frozenset(filter(re.compile(_CATEGORIES[kind.removeprefix("NOT_")]).match, ASCII))
    return ASCII - letters if kind.startswith("NOT_") else letters
