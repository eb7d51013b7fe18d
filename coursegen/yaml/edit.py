"""Inserts items into a list or a key into a mapping in YAML text, and changes nothing else.

PyYAML's nodes contain offsets in the text.  The new items are inserted at these offsets, so that
comments, quotes and indentation are preserved.  Then the result is parsed again.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import yaml

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import newlines
from coursegen.base.struct import Struct
from coursegen.base.text import Source
from coursegen.yaml.nodes import Mapping, Node, Scalar
from coursegen.yaml.parser import compose, parse

if TYPE_CHECKING:
    from collections.abc import Sequence


class YamlEditError(Exception):
    """The exception for YAML that cannot be edited; its message is the reason."""


class Insertion(Struct):
    """New items of a list, and the index of the old item that follows them.

    An item is a scalar or a mapping, in flow style or as lines of `key: value`.
    """

    index: int
    items: Sequence[str]


YamlPath = tuple[str | int, ...]
"""The keys and the indices that lead to a value in a document."""

_PLAIN = re.compile(r"\w(?:[\w .;()/’'（）–-]*[\w)）])?")


def yaml_text(text: str) -> str:
    """Return text as a scalar, in quotes if necessary."""
    # Double-quoted YAML has the same escape sequences as JSON.
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def insert_items(text: str, path: YamlPath, insertions: Sequence[Insertion]) -> str:
    """Insert items into the list at `path`, whose last key is added if it is missing.

    The insertions are sorted by their different indices.  Raises `YamlEditError` for invalid YAML,
    and if the result has unexpected values.
    """
    expected = _values(text)
    if expected is None:
        expected = {}
    key = path[-1] if path else ""
    parent: Any = expected
    for step in path[:-1]:
        parent = parent[step]
    if path and not isinstance(parent, dict):
        raise YamlEditError("it does not contain keys with values")
    items: Any = parent.get(key) if path else expected
    items = [] if items is None else items
    if not isinstance(items, list):
        raise YamlEditError(f"the value of '{key}:' is not a list")
    # An unusual document may have unexpected nodes, or a node may be an alias of an earlier one.
    with suppress(YamlEditError, yaml.YAMLError):
        document = _Document(text, path)
        for insertion in reversed(insertions):
            offset, new_text = document.splice(insertion)
            text = text[:offset] + new_text + text[offset:]
            items[insertion.index : insertion.index] = map(_values, insertion.items)
        if path:
            parent[key] = items
        if _values(text) == expected:
            return text
    where = f"'{key}:'" if path else "the list"
    raise YamlEditError(f"its layout is unusual; add the items to {where} yourself")


def insert_key(text: str, path: YamlPath, key: str, value: str) -> str:
    """Add a key after the last one of the mapping at `path`; `value` is in flow style.

    Raises `YamlEditError` for invalid YAML, and if the result has unexpected values.
    """
    expected = parent = _values(text)
    for step in path:
        parent = parent[step]
    if not isinstance(parent, dict):
        raise YamlEditError(f"an entry without keys; write '{key}:' yourself")
    if parent.get(key) is not None:
        raise YamlEditError(f"it already contains '{key}: {parent[key]}'")
    if key not in parent:
        with suppress(YamlEditError, yaml.YAMLError):
            offset, new_text = _Document(text, path).splice_key(f"{key}: {value}")
            parent[key] = _values(value)
            text = text[:offset] + new_text + text[offset:]
            if _values(text) == expected:
                return text
    raise YamlEditError(f"its layout is unusual; write '{key}:' yourself")


def _values(text: str) -> Any:
    """Return the values in YAML text, all of them as strings; a missing value is None."""
    diagnostics = Diagnostics()
    node = parse(Source("", newlines(text)), diagnostics)
    if diagnostics.failed:
        raise YamlEditError("it contains errors")
    return _value(node) if node else None


def _value(node: Node) -> Any:
    if isinstance(node, Scalar):
        return None if node.empty else str(node.text)
    if isinstance(node, Mapping):
        return {str(key): _value(value) for key, value in node.items.items()}
    return [_value(item) for item in node.items]


_LINE_END = re.compile("\r\n?|\n")


class _Document:
    """YAML text, the mapping or list at a path in it, and where it begins and ends."""

    def __init__(self, text: str, path: YamlPath) -> None:
        self.text = text
        line_end = _LINE_END.search(text)
        self.line_end = line_end[0] if line_end else "\n"
        self.root = compose(text)
        self.value: Any = self.root
        for step in path:
            self.holder, self.value, self.key = self.value, _child(self.value, step), step

    def splice(self, insertion: Insertion) -> tuple[int, str]:
        """Return the offset of an insertion, and the text to insert."""
        if self.value is None:
            return self._add_key(insertion.items)
        if isinstance(self.value, yaml.ScalarNode):  # the key has no value
            lines = _block(insertion.items, self.holder.start_mark.column + 2)
            return self._after_line(self.value.end_mark.index, lines)
        before = self.value.value[insertion.index - 1] if insertion.index else None
        first = self.value.start_mark
        if self.value.flow_style:
            items = ", ".join(map(_in_flow_style, insertion.items))
            if before:
                return _end(before), f", {items}"
            return first.index + 1, f"{items}, " if self.value.value else items
        lines = _block(insertion.items, first.column)
        if before:
            return self._after_line(_end(before), lines)
        return first.index - first.column, "".join(line + self.line_end for line in lines)

    def splice_key(self, line: str) -> tuple[int, str]:
        """Return the offset after the last key of the mapping, and the text of another one."""
        if self.value.flow_style:
            return _end(self.value.value[-1][1]), f", {line}"
        return self._after_line(_end(self.value), [f"{' ' * self.value.start_mark.column}{line}"])

    def _add_key(self, items: Sequence[str]) -> tuple[int, str]:
        """Add the key after the last one of its mapping."""
        is_root = self.holder is self.root
        column = self.holder.start_mark.column if self.holder else 0
        lines = [f"{' ' * column}{self.key}:", *_block(items, column + 2)]
        return self._after_line(len(self.text) if is_root else _end(self.holder), lines)

    def _after_line(self, offset: int, lines: Sequence[str]) -> tuple[int, str]:
        """Insert lines after the line that contains `offset`."""
        at_start = not offset or self.text[offset - 1] in "\r\n"
        if not at_start:
            end = _LINE_END.search(self.text, offset)
            if not end:
                return len(self.text), "".join(self.line_end + line for line in lines)
            offset = end.end()
        return offset, "".join(line + self.line_end for line in lines)


def _child(node: Any, step: str | int) -> Any:
    """Return the value at a key or an index of a node; None if there is no such key."""
    if isinstance(step, int):
        return node.value[step]
    return next((value for key, value in node.value if key.value == step), None) if node else None


def _end(node: Any) -> int:
    """Return the offset after the last value in a node; PyYAML's mark is after the comments."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        node = node.value[-1]
        node = node[1] if isinstance(node, tuple) else node
    return int(node.end_mark.index)


def _block(items: Sequence[str], column: int) -> list[str]:
    """Return the lines of items in block style."""
    indent = " " * column
    return [
        f"{indent}{'  ' if number else '- '}{line}"
        for item in items
        for number, line in enumerate(item.split("\n"))
    ]


def _in_flow_style(item: str) -> str:
    """Return an item in flow style."""
    if item.startswith("{") or ": " not in item:
        return item
    lines = item.split("\n")
    if any(line.endswith(":") or line.startswith(" ") for line in lines):
        raise YamlEditError(item)
    return f"{{{', '.join(lines)}}}"
