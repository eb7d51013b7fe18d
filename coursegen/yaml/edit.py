"""Inserts items into a list in YAML text, and changes nothing else.

PyYAML's nodes contain offsets in the text.  The new items are inserted at these offsets, so that
comments, quotes and indentation are preserved.  Then the result is parsed again.
"""

from __future__ import annotations

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
    """New items of a list, in flow style, and the index of the old item that follows them."""

    index: int
    items: Sequence[str]


def insert_items(text: str, key: str, insertions: Sequence[Insertion]) -> str:
    """Insert items into the list at a top-level key, which is added if it is missing.

    The insertions are sorted by their different indices.  Raises `YamlEditError` for invalid YAML,
    and if the result has unexpected values.
    """
    expected = _values(text)
    if not isinstance(expected, dict):
        raise YamlEditError("it does not contain keys with values")
    items: Any = expected.get(key)
    items = [] if items is None else items
    if not isinstance(items, list):
        raise YamlEditError(f"the value of '{key}:' is not a list")
    # An unusual document may have unexpected nodes, or a node may be an alias of an earlier one.
    with suppress(YamlEditError, yaml.YAMLError):
        document = _Document(text, key)
        for insertion in reversed(insertions):
            offset, new_text = document.splice(insertion)
            text = text[:offset] + new_text + text[offset:]
            items[insertion.index : insertion.index] = map(_values, insertion.items)
        if _values(text) == {**expected, key: items}:
            return text
    raise YamlEditError(f"its layout is unusual; add the items to '{key}:' yourself")


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
    """YAML text, and where a list in it begins and ends."""

    def __init__(self, text: str, key: str) -> None:
        self.text = text
        self.key = key
        line_end = _LINE_END.search(text)
        self.line_end = line_end[0] if line_end else "\n"
        self.root = compose(text)
        pairs = self.root.value
        self.value: Any = next((value for name, value in pairs if name.value == key), None)

    def splice(self, insertion: Insertion) -> tuple[int, str]:
        """Return the offset of an insertion, and the text to insert."""
        value, indent = self.value, " " * self.root.start_mark.column
        lines = [f"{indent}  - {item}" for item in insertion.items]
        if value is None:
            return self._after_line(len(self.text), [f"{indent}{self.key}:", *lines])
        if isinstance(value, yaml.ScalarNode):  # the key has no value
            return self._after_line(value.end_mark.index, lines)
        first = value.start_mark
        if value.flow_style:
            items = ", ".join(insertion.items)
            if insertion.index:
                return self._end_of_item(insertion.index - 1), f", {items}"
            return first.index + 1, f"{items}, " if value.value else items
        lines = [f"{' ' * first.column}- {item}" for item in insertion.items]
        if insertion.index:
            return self._after_line(self._end_of_item(insertion.index - 1), lines)
        return first.index - first.column, "".join(line + self.line_end for line in lines)

    def _end_of_item(self, index: int) -> int:
        node = self.value.value[index]
        while isinstance(node, yaml.CollectionNode) and not node.flow_style:
            node = node.value[-1]
            node = node[1] if isinstance(node, tuple) else node
        return int(node.end_mark.index)

    def _after_line(self, offset: int, lines: Sequence[str]) -> tuple[int, str]:
        """Insert lines after the line that contains `offset`."""
        at_start = offset and self.text[offset - 1] in "\r\n"
        if not at_start:
            end = _LINE_END.search(self.text, offset)
            if not end:
                return len(self.text), "".join(self.line_end + line for line in lines)
            offset = end.end()
        return offset, "".join(line + self.line_end for line in lines)
