"""Hints for values of the wrong type: what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.schema.field_types import FieldType, fields_of, main_list, text_key
from coursegen.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from coursegen.schema.fields import Content

_MAX_LENGTH = 60
"""The maximum length of a value that a hint repeats."""


def type_hint(node: Node, field_type: FieldType) -> str:
    """Return a hint for a value of the wrong type, or an empty string."""
    if isinstance(node, Scalar):
        return _for_text(node, field_type)
    if isinstance(node, Sequence):
        return _for_list(node, field_type)
    return _for_mapping(node, field_type)


def document_hint(node: Node, content: type[Content]) -> str:
    """Return a hint for a file that is not a mapping."""
    if isinstance(node, Sequence):
        items = [item for item in node.items if isinstance(item, Mapping)]
        path = path_to(content, set(items[0].items)) if items else ()
        if path:
            first, *others = path
            keys = "".join([f"'{first}:'", *(f" and then '- {key}:'" for key in others)])
            return f"write {keys} above the list, and indent the list"
    own = fields_of(content).values()
    required = [each.name for each in own if each.required or each.name == "title"]
    names = required or [main_list(content) or next(iter(fields_of(content)))]
    return f"begin with a key, such as '{names[0]}: …'"


def path_to(content: type[Content], keys: set[str]) -> tuple[str, ...]:
    """Return the keys that lead to a list of mappings with the given keys, or ()."""
    paths: list[tuple[type[Content], tuple[str, ...]]] = [(content, ())]
    for inside, path in paths:
        for own in fields_of(inside).values():
            inner = own.type.items.content if own.type.items else None
            if inner is not None and all(inner is not seen for seen, _ in paths):
                paths.append((inner, (*path, own.name)))
    _, best = max(paths, key=lambda found: len(keys.intersection(fields_of(found[0]))))
    return best


def _for_text(node: Scalar, field_type: FieldType) -> str:
    items, text = field_type.items, str(node.text).strip()
    content = field_type.content or (items.content if items else None)
    if items and items.scalar is not None and 0 < len(text) <= _MAX_LENGTH:
        return f"write it as a list: [{text}]"
    if content is None:
        return ""
    return content.text_hint(text) if hasattr(content, "text_hint") else _skeleton(content, text)


def _skeleton(content: type[Content], text: str) -> str:
    """Return a hint with a mapping of the required keys, or else of the first one.

    The text is the value of the key for text.
    """
    fields = fields_of(content)
    names = [own.name for own in fields.values() if own.required] or [*fields][:1]
    key = text_key(content) if 0 < len(text) <= _MAX_LENGTH else ""
    pairs = ", ".join(f"{name}: {text if name == key else '…'}" for name in names)
    return f"write '{pairs}'" if len(names) == 1 else f"write {{{pairs}}}"


def _for_list(node: Sequence, field_type: FieldType) -> str:
    if len(node.items) == 1 and isinstance(node.items[0], Scalar):
        return f"write it without a list: {node.items[0].text}"
    if field_type.content is not None and node.items and isinstance(node.items[0], Mapping):
        return "write the keys without '- '"
    first = node.items[0] if node.items else None
    example = f", such as {first.text}" if isinstance(first, Scalar) else ""
    return f"write only one value{example}"


def _for_mapping(node: Mapping, field_type: FieldType) -> str:
    first = next(iter(node.items), "")
    content = field_type.items.content if field_type.items else None
    if content is not None and first in fields_of(content):
        return f"begin an item of the list: write '- {first}:', and indent the lines below it"
    name = text_key(content) if content else ""
    if name and first:
        return f"write each item as '- {name}: {first}', with its other keys below"
    source, line, column, _ = node.location
    if field_type.scalar is not None and source.line(line)[column - 1 : column] == "{":
        from coursegen.yaml.quoting import quote_hint  # noqa: PLC0415 - only for this mistake

        value = re.sub(r"\s#\s.*", "", source.line(line)[column - 1 :]).rstrip()
        return quote_hint(value)
    return ""
