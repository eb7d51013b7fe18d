"""The characters that a match of a regular expression can start with.

This module uses Python's undocumented parser for regular expressions. If the parser is missing or
returns unknown operations, every character is assumed to be possible.
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
    """Return the ASCII characters with which a match can start, or a superset of them."""
    if not isinstance(pattern, re.Pattern) or not isinstance(pattern.pattern, str):
        return ASCII
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags)
        characters, may_be_empty = _first_of_sequence(parsed, pattern.flags)
    except (AttributeError, ImportError, LookupError, TypeError, ValueError, _UnknownError):
        return ASCII
    return ASCII if may_be_empty else characters


def _first_of_sequence(parts: Any, flags: int) -> tuple[frozenset[str], bool]:
    """Return the first characters of a sequence's matches, and whether a match may be empty."""
    characters = _EMPTY
    for operation, argument in parts:
        added, may_be_empty = _first_of_part(str(operation), argument, flags)
        characters |= added
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
        case "AT" | "ASSERT" | "ASSERT_NOT":  # these match no characters
            return _EMPTY, True
        case "BRANCH":
            branches = [_first_of_sequence(branch, flags) for branch in argument[1]]
            return frozenset().union(*(branch[0] for branch in branches)), any(
                branch[1] for branch in branches
            )
        case "SUBPATTERN":
            _, added, removed, parts = argument
            return _first_of_sequence(parts, (flags | added) & ~removed)
        case "ATOMIC_GROUP":
            return _first_of_sequence(argument, flags)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            minimum, _, parts = argument
            characters, may_be_empty = _first_of_sequence(parts, flags)
            return characters, may_be_empty or minimum == 0
    raise _UnknownError(operation)


def _first_of_set(members: Any, flags: int) -> frozenset[str]:
    """Return the ASCII characters that match a set such as `[a-z_]` or `[^a-z_]`."""
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
    """Return a range of ASCII characters; add the other case if the flags ignore case.

    With these flags, a range beyond ASCII is treated as an unknown operation, since some of its
    characters match ASCII letters: U+212A matches `k`.
    """
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
