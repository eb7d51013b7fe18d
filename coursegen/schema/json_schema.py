"""Generates JSON Schemas (draft 2020-12) of the author's files for editors and other tools."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coursegen.base.text import LocatedStr
from coursegen.schema.field_types import Field, FieldType, contents_in, fields_of, list_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from coursegen.schema.fields import Content

# coursegen reads every scalar as text, but editors read `week: 3` as a number and must accept it.
_TEXT = {"type": ["string", "number", "boolean"]}
_BOOLEAN = {"enum": [True, False, "yes", "no", "on", "off"]}


def schema(content: type[Content], extra_keys: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return the JSON Schema for files of `content`; for `extra_keys`, see `Reader`."""
    own, *others = (_definition(each, extra_keys) for each in contents_in(content))
    key = list_key(content)
    if key:  # a file may contain only the list
        own = {"anyOf": [own, _field_type(fields_of(content)[key].type)]}
    names = [each.__name__ for each in contents_in(content)[1:]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": content.noun,
        **own,
        "$defs": dict(sorted(zip(names, others, strict=True))),
    }


def _definition(
    content: type[Content], extra_keys: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    fields = fields_of(content)
    properties: dict[str, Any] = {}
    for field in fields.values():
        properties |= _properties(field, extra_keys)
    return {
        "description": (content.__doc__ or "").partition("\n")[0],
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields.values() if field.required],
        "additionalProperties": False,
    }


def _properties(field: Field, extra_keys: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return the properties of a field: one for its own key, or one for each extra key."""
    if not field.extra_keys or field.type.values is None:
        return {field.name: {"description": field.description, **_field_type(field.type)}}
    value = _field_type(field.type.values)
    return {
        key: {"description": field.description, **value}
        for key in extra_keys.get(field.extra_keys, ())
    }


def _field_type(field_type: FieldType) -> dict[str, Any]:
    if field_type.free:
        return {}
    choices: list[dict[str, Any]] = []
    if field_type.scalar is not None:
        choices.append(_scalar(field_type))
    if field_type.items is not None:
        choices.append({"type": "array", "items": _field_type(field_type.items)})
    if field_type.content is not None:
        choices.append({"$ref": f"#/$defs/{field_type.content.__name__}"})
    if field_type.values is not None:
        choices.append({"type": "object", "additionalProperties": _field_type(field_type.values)})
    if field_type.optional:
        choices.append({"type": "null"})
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _scalar(field_type: FieldType) -> dict[str, Any]:
    if field_type.scalar is bool:
        return dict(_BOOLEAN)
    if field_type.scalar is int:
        return {"type": "integer", "minimum": field_type.accepts.minimum}
    if field_type.is_nonblank:
        return _TEXT | {"pattern": r"\S"}
    if field_type.scalar is LocatedStr and not field_type.accepts.pattern:
        return dict(_TEXT)
    pattern = field_type.accepts.pattern
    type_ = _TEXT if re.search(pattern, "1") else {"type": "string"}
    # JavaScript has no `\Z`, but its `$` matches only at the very end.
    return type_ | {"pattern": pattern.replace(r"\Z", "$")}
