"""Generates JSON Schemas (draft 2020-12) of the author's files for editors and other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from coursegen.base.text import LocatedStr
from coursegen.schema.reader import Field, FieldType, fields_of
from coursegen.schema.shapes import PageShape, ScheduleShape, Shape, SiteShape, StaffShape

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SCHEMAS: Mapping[str, type[Shape]] = {
    "site": SiteShape,
    "schedule": ScheduleShape,
    "staff": StaffShape,
    "page": PageShape,
}
"""The shapes of the author's files by name; `page` is the front matter of a page."""

# coursegen reads every scalar as text, but editors read `week: 3` as a number and must accept it.
_TEXT = {"type": ["string", "number", "boolean"]}
_BOOLEAN = {"enum": [True, False, "yes", "no", "on", "off"]}


def schema(shape: type[Shape], extra_keys: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return the JSON Schema for files of `shape`; for `extra_keys`, see `Reader`."""
    definitions: dict[str, Any] = {}
    _define(shape, extra_keys, definitions)
    own = definitions.pop(_name(shape))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": shape.noun,
        **own,
        "$defs": dict(sorted(definitions.items())),
    }


def _name(shape: type[Shape]) -> str:
    return shape.__name__.removesuffix("Shape")


def _define(
    shape: type[Shape], extra_keys: Mapping[str, Collection[str]], definitions: dict[str, Any]
) -> None:
    """Add `shape`, and every shape that it uses, to `definitions`."""
    if _name(shape) in definitions:
        return
    definitions[_name(shape)] = {}  # a placeholder that prevents infinite recursion
    fields = fields_of(shape)
    properties: dict[str, Any] = {}
    for field in fields.values():
        properties |= _properties(field, extra_keys, definitions)
    definitions[_name(shape)] = {
        "description": shape.__doc__,
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields.values() if field.required],
        "additionalProperties": False,
    }


def _properties(
    field: Field, extra_keys: Mapping[str, Collection[str]], definitions: dict[str, Any]
) -> dict[str, Any]:
    """Return the properties of a field: one for its own key, or one for each extra key."""
    if not field.extra_keys or field.type.values is None:
        value = _field_type(field.type, extra_keys, definitions)
        return {field.name: {"description": field.description, **value}}
    value = _field_type(field.type.values, extra_keys, definitions)
    return {
        key: {"description": field.description, **value}
        for key in extra_keys.get(field.extra_keys, ())
    }


def _field_type(
    field_type: FieldType, extra_keys: Mapping[str, Collection[str]], definitions: dict[str, Any]
) -> dict[str, Any]:
    if field_type.free:
        return {}
    choices: list[dict[str, Any]] = []
    if field_type.scalar is not None:
        choices.append(_scalar(field_type.scalar))
    if field_type.items is not None:
        choices.append(
            {"type": "array", "items": _field_type(field_type.items, extra_keys, definitions)}
        )
    if field_type.shape is not None:
        _define(field_type.shape, extra_keys, definitions)
        choices.append({"$ref": f"#/$defs/{_name(field_type.shape)}"})
    if field_type.values is not None:
        values = _field_type(field_type.values, extra_keys, definitions)
        choices.append({"type": "object", "additionalProperties": values})
    if field_type.optional:
        choices.append({"type": "null"})
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _scalar(type_: Any) -> dict[str, Any]:
    if type_ is LocatedStr:
        return dict(_TEXT)
    if type_ is bool:
        return dict(_BOOLEAN)
    inner, meta = get_args(type_)
    if inner is int:
        return {"type": "integer", "minimum": meta.ge}
    # JavaScript has no `\Z`, but its `$` matches only at the very end.
    return {"type": "string", "pattern": meta.pattern.replace(r"\Z", "$")}
