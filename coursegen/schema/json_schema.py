"""The author's file shapes as JSON Schema (draft 2020-12), for editors and other tools."""

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
"""The author's files by name; `page` is a page's front matter."""

# Text stays text: an editor that reads `week: 3` sees a number, and is to be content with it.
_TEXT = {"type": ["string", "number", "boolean"]}
_TRUTH = {"enum": [True, False, "yes", "no", "on", "off"]}


def schema(shape: type[Shape], extra_keys: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The JSON Schema of a file of `shape`.

    `extra_keys` are the words that gathering fields take as keys, as for `Reader`.
    """
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
    """Add `shape`, and every shape in it, to `definitions`."""
    if _name(shape) in definitions:
        return
    definitions[_name(shape)] = {}  # holds the place while the shapes inside are added
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
    """What a field means in its mapping: one key, or a key for each word that it gathers."""
    if not field.extra_keys or field.type.values is None:
        value = _form(field.type, extra_keys, definitions)
        return {field.name: {"description": field.description, **value}}
    value = _form(field.type.values, extra_keys, definitions)
    return {
        word: {"description": field.description, **value}
        for word in extra_keys.get(field.extra_keys, ())
    }


def _form(
    form: FieldType, extra_keys: Mapping[str, Collection[str]], definitions: dict[str, Any]
) -> dict[str, Any]:
    if form.free:
        return {}
    choices: list[dict[str, Any]] = []
    if form.scalar is not None:
        choices.append(_scalar(form.scalar))
    if form.items is not None:
        choices.append({"type": "array", "items": _form(form.items, extra_keys, definitions)})
    if form.shape is not None:
        _define(form.shape, extra_keys, definitions)
        choices.append({"$ref": f"#/$defs/{_name(form.shape)}"})
    if form.values is not None:
        values = _form(form.values, extra_keys, definitions)
        choices.append({"type": "object", "additionalProperties": values})
    if form.optional:
        choices.append({"type": "null"})
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _scalar(type_: Any) -> dict[str, Any]:
    if type_ is LocatedStr:
        return dict(_TEXT)
    if type_ is bool:
        return dict(_TRUTH)
    inner, meta = get_args(type_)
    if inner is int:
        return {"type": "integer", "minimum": meta.ge}
    # JavaScript has no `\Z`, and its `$` is the very end.
    return {"type": "string", "pattern": meta.pattern.replace(r"\Z", "$")}
