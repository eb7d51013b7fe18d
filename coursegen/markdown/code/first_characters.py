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
_EMPTY: frozenset[str] = frozenset()


class _UnknownError(Exception):
    pass


def first_characters(pattern: object) -> frozenset[str]:
    """Letters of ASCII; all that no match can begin with are left out, and perhaps no other."""
    if not isinstance(pattern, re.Pattern) or not isinstance(pattern.pattern, str):
        return ASCII
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        characters, may_be_empty = _first_of_sequence(parsed, pattern.flags)
    except (AttributeError, ImportError, LookupError, TypeError, ValueError, _UnknownError):
        return ASCII
    return ASCII if may_be_empty else characters


def _first_of_sequence(parts: Any, flags: int) -> tuple[frozenset[str], bool]:
    """The letters that what matches a sequence can begin with; whether it may be empty."""
    characters = _EMPTY
    for operation, argument in parts:
        more, may_be_empty = _first_of_part(str(operation), argument, flags)
        characters |= more
        if not may_be_empty:
            return characters, False
    return characters, True


def _first_of_part(operation: str, argument: Any, flags: int) -> tuple[frozenset[str], bool]:
    match operation:
        case "LITERAL":
            return _character_range(argument, argument, flags), False
        case "NOT_LITERAL" | "ANY":
            return ASCII, False
        case "IN":
            return _first_of_set(argument, flags), False
        case "AT" | "ASSERT" | "ASSERT_NOT":  # no letters of a match
            return _EMPTY, True
        case "BRANCH":
            ways = [_first_of_sequence(way, flags) for way in argument[1]]
            return frozenset().union(*(way[0] for way in ways)), any(way[1] for way in ways)
        case "SUBPATTERN":
            _, more, fewer, parts = argument
            return _first_of_sequence(parts, (flags | more) & ~fewer)
        case "ATOMIC_GROUP":
            return _first_of_sequence(argument, flags)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, parts = argument
            characters, may_be_empty = _first_of_sequence(parts, flags)
            return characters, may_be_empty or least == 0
    raise _UnknownError(operation)


def _first_of_set(members: Any, flags: int) -> frozenset[str]:
    """The letters of `[a-z_]`; of `[^a-z_]`, all others."""
    characters = _EMPTY
    if str(members[0][0]) == "NEGATE" and flags & re.IGNORECASE:
        return ASCII
    for kind, argument in members:
        match str(kind):
            case "NEGATE":
                pass
            case "LITERAL":
                characters |= _character_range(argument, argument, flags)
            case "RANGE":
                first, last = argument
                characters |= _character_range(first, last, flags)
            case "CATEGORY":
                characters |= _category_characters(str(argument))
            case _:
                raise _UnknownError(kind)
    return ASCII - characters if str(members[0][0]) == "NEGATE" else characters


def _character_range(first: int, last: int, flags: int) -> frozenset[str]:
    """Letters from one number to another; `k` and `s` have others beyond ASCII in either case."""
    characters = frozenset(map(chr, range(first, min(last + 1, len(ASCII)))))
    if flags & re.IGNORECASE:
        if last >= len(ASCII):
            raise _UnknownError
        characters |= {character.swapcase() for character in characters}
    return characters


@cache
def _category_characters(name: str) -> frozenset[str]:
    kind = name.removeprefix("CATEGORY_")
    characters = frozenset(filter(re.compile(_CATEGORIES[kind.removeprefix("NOT_")]).match, ASCII))
    return ASCII - characters if kind.startswith("NOT_") else characters
