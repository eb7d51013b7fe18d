"""The mappings that `coursegen add` can write, and where each belongs in the files of a course.

Both follow from the declarations in `coursegen.content`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.content.registry import CONTENT_TYPES
from coursegen.schema.field_types import contents_in, fields_of, list_key
from coursegen.yaml.nodes import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.content_type import ContentType
    from coursegen.schema.field_types import FieldType
    from coursegen.schema.fields import Content
    from coursegen.yaml.edit import YamlPath
    from coursegen.yaml.nodes import Node


class Addition(NamedTuple):
    """A mapping of the class `content`, which can be added to the files of the type `type_`."""

    type_: ContentType
    content: type[Content]


def additions() -> dict[str, Addition]:
    """Return everything that can be added, by the name of its class in lowercase."""
    return {
        content.__name__.lower(): Addition(each, content)
        for each in CONTENT_TYPES
        for content in (*contents_in(each.yaml_content), each.content)
        if content.skeleton
    }


def inner_lists(addition: Addition) -> list[type[Content] | None]:
    """Return the classes of the items in the lists of a mapping."""
    lists = (field.type.items for field in fields_of(addition.content).values())
    return [items.content for items in lists if items]


class Place(NamedTuple):
    """A list for new items: its path, and its items; None for a list that does not exist yet."""

    path: YamlPath
    items: list[Node] | None


def find_place(root: Node | None, addition: Addition) -> Place | None:
    """Return the last list of such items in a file, or else the last place for such a list."""
    content = addition.type_.yaml_content
    if isinstance(root, Sequence):  # a file may contain only its list
        items = fields_of(content)[list_key(content)].type.items if list_key(content) else None
        places = [*_places_in(root, items, (), addition.content)] if items else []
    else:
        places = [*_places(root, content, (), addition.content)]
    return next(
        (place for place in reversed(places) if place.items is not None),
        places[-1] if places else None,
    )


def _places(
    node: Node | None, content: type[Content], path: YamlPath, wanted: type[Content]
) -> Iterator[Place]:
    """Yield the lists that a mapping of the type `content` contains or could contain."""
    values = (
        {str(key): value for key, value in node.items.items()} if isinstance(node, Mapping) else {}
    )
    for name, field in fields_of(content).items():
        items, value = field.type.items, values.get(name)
        if items is None:
            continue
        if isinstance(value, Sequence):
            yield from _places_in(value, items, (*path, name), wanted)
        elif items.content is wanted and (value is None or getattr(value, "empty", False)):
            yield Place((*path, name), None)


def _places_in(
    node: Sequence, items: FieldType, path: YamlPath, wanted: type[Content]
) -> Iterator[Place]:
    if items.content is wanted:
        yield Place(path, node.items)
    elif items.content:
        for index, item in enumerate(node.items):
            yield from _places(item, items.content, (*path, index), wanted)


_NUMBERED = re.compile(r"^(\w+): \{number\}\n?", re.MULTILINE)


def skeleton(addition: Addition, root: Node | None, values: dict[str, str]) -> str:
    """Return the YAML of a new item, with the next number if the items of the file have numbers."""
    text = addition.content.skeleton
    numbered = _NUMBERED.search(text)
    if numbered:
        items = [*_items(root, addition)]
        numbers = [int(n) for item in items if (n := _text(item, numbered[1])).isdecimal()]
        if items and not numbers:
            text = _NUMBERED.sub("", text)
        values = {**values, "number": str(max(numbers, default=0) + 1)}
    return text.format(**values)


def find_item(root: Node | None, addition: Addition, number: str) -> YamlPath | None:
    """Return the path of the item with a number, or of the last item; None if there is none."""
    numbered = _NUMBERED.search(addition.content.skeleton)
    key = numbered[1] if numbered else ""
    found = [
        (*place.path, index)
        for place in _places(root, addition.type_.yaml_content, (), addition.content)
        for index, item in enumerate(place.items or ())
        if not number or _text(item, key) == number
    ]
    return found[-1] if found else None


def _items(root: Node | None, addition: Addition) -> Iterator[Node]:
    """Yield all items of the wanted type in a file."""
    content = addition.type_.yaml_content
    for place in _places(root, content, (), addition.content):
        yield from place.items or ()


def _text(item: Node, key: str) -> str:
    values = item.items if isinstance(item, Mapping) else {}
    return next((str(getattr(v, "text", "")) for k, v in values.items() if k == key), "")
