"""Keys of earlier versions of coursegen, and the edits that replace them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, TextEdit, correction
from coursegen.base.struct import Struct
from coursegen.yaml.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Collection

    from coursegen.base.text import LocatedStr, Location
    from coursegen.yaml.nodes import Mapping, Node

RENAMED_KEYS = {
    "allow": "allowed_origins",
    "check": "severity",
    "data": "extra",
    "origin": "source_url",
}
"""The new names of keys that were renamed, by their old names."""


class _Moved(Struct):
    """The mapping that a key is now part of; the mapping's text form is the value of `text_key`."""

    mapping: str
    text_key: str


_QUOTES = "\"'"
_MOVED_KEYS = {"start": _Moved("term", "name")}
"""The new places of keys that were moved, by their names."""


def renaming(
    key: LocatedStr, node: Mapping, known: Collection[str]
) -> tuple[Problem, TextEdit | None] | None:
    """Return the problem with a key of an earlier version, with the edit that corrects it.

    `known` are the keys of the mapping `node`.  Returns None for any other key.
    """
    renamed, moved = RENAMED_KEYS.get(key, ""), _MOVED_KEYS.get(key)
    if renamed in known:
        is_free = renamed not in node.items
        message = f"the key '{key}' is now called '{renamed}'"
        edit = correction(key.location, key, renamed) if is_free else None
        hint = "rename it" if is_free else f"move its value to the existing key '{renamed}'"
    elif moved and moved.mapping in known:
        message = f"the key '{key}' is now part of '{moved.mapping}'"
        edit = _move(key, node, moved)
        hint = f"write '{moved.mapping}: {{{key}: …}}'"
    else:
        return None
    hint += ", or run 'coursegen check --fix'" if edit else ""
    return Problem(Code.UNKNOWN_KEY, message, hint), edit


def _move(key: LocatedStr, node: Mapping, moved: _Moved) -> TextEdit | None:
    """Return the edit that moves a key and its value into another mapping.

    Return None unless both values are in one line each.
    """
    value = _in_line(node.items[key])
    other = next((name for name in node.items if name == moved.mapping), None)
    if value is None:
        return None
    pair = f"{key}: {value.marked}"
    if other is None:
        length = value.column + value.length - key.location.column
        is_same_line = value.line == key.location.line
        new = f"{moved.mapping}: {{{pair}}}"
        return TextEdit(key.location._replace(length=length), new) if is_same_line else None
    text = _in_line(node.items[other])
    line = key.location.source.line(key.location.line)
    if text is None or not re.fullmatch(rf"{re.escape(key)} *: *{re.escape(value.marked)} *", line):
        return None
    name = text.marked if text.marked[0] in _QUOTES else _quoted(text.marked)
    new = f"{{{moved.text_key}: {name}, {pair}}}"
    return _joined((text, new), (key.location._replace(length=len(line) + 1), ""))


def _in_line(node: Node) -> Location | None:
    """Return the location of a scalar that is written in one line without escapes."""
    if not isinstance(node, Scalar) or not node.text:
        return None
    marked = node.location.marked
    return node.location if node.text in (marked, marked[1:-1]) else None


def _quoted(text: str) -> str:
    """Return text for a mapping in braces."""
    is_plain = not re.search(r"[\[\]{},]|:( |$)| #", text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _joined(*edits: tuple[Location, str]) -> TextEdit:
    """Return one edit that is equivalent to two edits in the same source."""
    (first, before), (last, after) = sorted(edits, key=lambda edit: edit[0].order)
    lines = first.source.lines[first.line - 1 : last.line]
    lines[-1] = lines[-1][: last.column - 1]
    between = "\n".join(lines)[first.column - 1 + first.length :]
    length = first.length + len(between) + last.length
    return TextEdit(first._replace(length=length), f"{before}{between}{after}")
