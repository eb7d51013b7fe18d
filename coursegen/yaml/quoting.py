"""Values in quotes, as hints suggest them."""

from __future__ import annotations

import re

_MAX_LENGTH = 60
"""The maximum length of a value that a hint repeats."""
_BEFORE_VALUE = re.compile(r"\s*(?:-\s+)*(?:[^\s\"'#\[\]{}:,*&!|>%@`][^\"'#\[\]{}:,]*:\s+)?")
"""Matches the part of a line before its value: indentation, dashes and key."""
_COMMENT = re.compile(r"\s#(?:\s.*)?\Z")
_TYPOGRAPHIC = "“”„‟«»‘’‚‛"
"""Quotation marks that have no meaning in YAML."""


def quoted(value: str) -> str:
    """Return a value in straight quotes, so that YAML reads it as text."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def quote_hint(value: str) -> str:
    """Return a hint with a value in quotes, or without it if it is long."""
    straight = value.strip(_TYPOGRAPHIC)
    if value[:1] in _TYPOGRAPHIC and straight:
        return f"use straight quotes: {quoted(straight)}"
    hint = "put the whole value in quotes"
    return f"{hint}: {quoted(value)}" if 0 < len(value) <= _MAX_LENGTH else hint


def value_at(line: str, column: int) -> str:
    """Return the value that begins at a column of a line, without a comment.

    Inside braces or brackets, it ends before the next comma or closing bracket.
    """
    value = _COMMENT.sub("", line[column:]).rstrip()
    before = line[:column]
    if before.count("{") + before.count("[") > before.count("}") + before.count("]"):
        value = re.split(r",\s|[\]}]", value, maxsplit=1)[0].rstrip()
    return value


def start_of_value(line: str) -> int:
    """Return the column after the dashes and the key in a line."""
    match = _BEFORE_VALUE.match(line)
    return match.end() if match else 0
