"""Validates YAML nodes and converts them to the shapes that `shapes.py` declares.

An invalid value is reported at its location and omitted. Reading continues, so that one run
reports every mistake.
"""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from coursegen.base.codes import Code
from coursegen.base.diagnostics import case_variant, correction, did_you_mean
from coursegen.base.struct import Struct, field, replace
from coursegen.base.text import LocatedStr
from coursegen.schema.shapes import RENAMED_KEYS, Shape
from coursegen.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location

S = TypeVar("S", bound=Shape)

_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_MAX_SUGGESTIONS = 1000
"""After this many diagnostics, unknown keys get no suggestion, because finding one is slow."""
_A_MAPPING = "a mapping (lines of key: value)"
_INVALID = object()
"""The result of reading an invalid value, which is reported separately."""


class FieldType(Struct):
    """The values that a field accepts: a scalar, a list, a mapping or nothing.

    `scalar` is the type of a scalar with its constraints, `items` is the type of a list's items,
    `shape` is the shape of a mapping with fixed keys, and `values` is the type of the values of a
    mapping with any keys.  `optional` allows an empty value, and `free` allows any value.
    """

    title: str = ""
    scalar: Any = None
    items: FieldType | None = None
    shape: type[Shape] | None = None
    values: FieldType | None = None
    optional: bool = False
    free: bool = False

    def expected(self) -> str:
        """Describe the accepted values as a noun phrase for messages."""
        if self.title:
            return self.title
        nouns = []
        if self.scalar is bool:
            nouns.append("yes or no")
        elif self.scalar is not None:
            nouns.append("text")
        if self.shape is not None:
            nouns.append(self.shape.noun)
        if self.values is not None:
            nouns.append(_A_MAPPING)
        if self.items is not None:
            nouns.append("a list" if nouns else f"a list (each item: {self.items.expected()})")
        return " or ".join(nouns)


class Field(Struct):
    """A key of a shape, with the values that it accepts and its description in the manual.

    A field with `extra_keys` isn't a key itself.  It collects all keys of the group with the name
    `extra_keys`, such as the material kinds.
    """

    name: str
    type: FieldType
    required: bool
    description: str
    extra_keys: str


@cache
def fields_of(shape: type[Shape]) -> dict[str, Field]:
    """Return the fields of `shape` by name."""
    fields = {}
    for info in msgspec.structs.fields(shape):
        if info.name == "location":
            continue
        meta = next(m for m in get_args(info.type)[1:] if m.description)
        fields[info.name] = Field(
            name=info.name,
            type=field_type_of(info.type),
            required=info.required,
            description=meta.description,
            extra_keys=(meta.extra or {}).get("extra_keys", ""),
        )
    return fields


def field_type_of(type_: Any) -> FieldType:
    """Return the values that a declared type accepts."""
    if get_origin(type_) is Annotated:
        inner, *metas = get_args(type_)
        field_type = field_type_of(inner)
        for meta in metas:
            if meta.pattern or meta.ge is not None:
                field_type = replace(field_type, scalar=Annotated[field_type.scalar, meta])
            field_type = replace(field_type, title=meta.title or field_type.title)
        return field_type
    if get_origin(type_) in (Union, types.UnionType):
        return _union([field_type_of(part) for part in get_args(type_)])
    return _simple_type(type_)


def _union(parts: list[FieldType]) -> FieldType:
    """Return the union of several types."""

    def first(name: str) -> Any:
        return next((value for p in parts if (value := getattr(p, name)) is not None), None)

    return FieldType(
        title=next((p.title for p in parts if p.title), ""),
        scalar=first("scalar"),
        items=first("items"),
        shape=first("shape"),
        values=first("values"),
        optional=any(p.optional for p in parts),
        free=any(p.free for p in parts),
    )


def _simple_type(type_: Any) -> FieldType:
    if get_origin(type_) is list:
        return FieldType(items=field_type_of(get_args(type_)[0]))
    if get_origin(type_) is dict:
        return FieldType(values=field_type_of(get_args(type_)[1]))
    if type_ is type(None):
        return FieldType(optional=True)
    if type_ is Any:
        return FieldType(free=True)
    is_shape = isinstance(type_, type) and issubclass(type_, Shape)
    return FieldType(shape=type_) if is_shape else FieldType(scalar=type_)


class Reader(Struct):
    """Reads YAML nodes as shapes.

    `extra_keys` maps the name of each extra-key group to its members, such as the material
    kinds of the course.
    """

    diagnostics: Diagnostics
    extra_keys: dict[str, Collection[str]] = field(default_factory=dict)

    def read(self, node: Node | None, shape: type[S], location: Location) -> S | None:
        """Read a whole document as `shape`; return None if it is invalid.

        An empty document is read as an empty mapping at `location`.
        """
        if node is None:
            node = Mapping({}, location)
        if not isinstance(node, Mapping):
            self.diagnostics.error(
                Code.VALUE_TYPE,
                f"expected {_A_MAPPING}, found {_noun(node)}",
                node.location,
            )
            return None
        value: S | object = self._shape(node, shape)
        return value if isinstance(value, shape) else None

    def _value(self, node: Node, field_type: FieldType) -> Any:
        if field_type.free:
            return _plain(node)
        if isinstance(node, Scalar):
            if node.empty and field_type.optional:
                return None
            if field_type.scalar is not None and not node.empty:
                return self._scalar(node, field_type)
        elif isinstance(node, Sequence):
            if field_type.items is not None:
                values = [self._value(item, field_type.items) for item in node.items]
                return [value for value in values if value is not _INVALID]
        elif field_type.shape is not None:
            return self._shape(node, field_type.shape)
        elif field_type.values is not None:
            pairs = [
                (key, self._value(value, field_type.values)) for key, value in node.items.items()
            ]
            return {key: value for key, value in pairs if value is not _INVALID}
        self.diagnostics.error(
            Code.VALUE_TYPE, f"expected {field_type.expected()}, found {_noun(node)}", node.location
        )
        return _INVALID

    def _scalar(self, node: Scalar, field_type: FieldType) -> Any:
        text = node.text
        if field_type.scalar is LocatedStr:
            return text
        if field_type.scalar is bool:
            boolean = _BOOLEANS.get(text.lower())
            if boolean is None:
                self.diagnostics.error(
                    Code.INVALID_VALUE, f"expected yes or no, found '{text}'", node.location
                )
                return _INVALID
            return boolean
        value = _convert(text, field_type)
        if value is _INVALID:
            variants = (text.strip(), text.strip().lower())
            right = next(
                (word for word in variants if _convert(word, field_type) is not _INVALID), text
            )
            self.diagnostics.error(
                Code.INVALID_VALUE,
                f"expected {field_type.expected()}, found '{text}'",
                node.location,
                edit=correction(node.location, text, right) if right != text else None,
            )
            return _INVALID
        return text if isinstance(value, str) else value

    def _shape(self, node: Mapping, shape: type[Shape]) -> Any:
        fields = fields_of(shape)
        collecting = next((f for f in fields.values() if f.extra_keys), None)
        extra_keys = self.extra_keys.get(collecting.extra_keys, ()) if collecting else ()
        values: dict[str, Any] = {"location": node.location}
        extra_values: dict[LocatedStr, Any] = {}
        is_complete = True
        for key, value_node in node.items.items():
            own = fields.get(key)
            if own is not None and not own.extra_keys:
                value = self._value(value_node, own.type)
                if value is not _INVALID and value is not None:
                    values[key] = value
                elif own.required:
                    is_complete = False
                    if value is None:
                        self._report_missing(shape, own, key.location)
            elif collecting is not None and collecting.type.values and key in extra_keys:
                value = self._value(value_node, collecting.type.values)
                if value is not _INVALID:
                    extra_values[key] = value
            else:
                known = [f.name for f in fields.values() if not f.extra_keys] + list(extra_keys)
                self._report_unknown(key, node, shape, known)
        for own in fields.values():
            if own.required and own.name not in node.items:
                is_complete = False
                self._report_missing(shape, own, node.location)
        if collecting is not None:
            values[collecting.name] = extra_values
        return shape(**values) if is_complete else _INVALID

    def _report_unknown(
        self, key: LocatedStr, node: Mapping, shape: type[Shape], known: list[str]
    ) -> None:
        renamed = RENAMED_KEYS.get(key, "")
        if renamed in known:
            self._report_renamed(key, renamed, node)
            return
        hint, edit = "", None
        if self.diagnostics.total < _MAX_SUGGESTIONS:
            hint, variant = did_you_mean(key, known), case_variant(key, known)
            if variant and [k.casefold() for k in node.items].count(variant.casefold()) == 1:
                edit = correction(key.location, key, variant)
        self.diagnostics.error(
            Code.UNKNOWN_KEY, f"unknown key '{key}' in {shape.noun}", key.location, hint, edit
        )

    def _report_renamed(self, key: LocatedStr, new: str, node: Mapping) -> None:
        """Report a key from an earlier version of coursegen, with the edit that renames it."""
        is_free = new not in node.items
        self.diagnostics.error(
            Code.UNKNOWN_KEY,
            f"the key '{key}' is now called '{new}'",
            key.location,
            "rename it, or run 'coursegen check --fix'"
            if is_free
            else f"move its value to the existing key '{new}'",
            correction(key.location, key, new) if is_free else None,
        )

    def _report_missing(self, shape: type[Shape], missing: Field, location: Location) -> None:
        self.diagnostics.error(
            Code.MISSING_KEY,
            f"missing key '{missing.name}' in {shape.noun}",
            location,
            f"write '{missing.name}: …' with {missing.type.expected()}",
        )


def _convert(text: str, field_type: FieldType) -> Any:
    """Convert a scalar to its type; return `_INVALID` if that is not possible."""
    try:
        return msgspec.convert(str(text), _plain_type(field_type.scalar), strict=False)
    except msgspec.ValidationError:
        return _INVALID


def _noun(node: Node) -> str:
    """Return the kind of a node, for messages."""
    if isinstance(node, Scalar):
        return "an empty value" if node.empty else "text"
    return "a list" if isinstance(node, Sequence) else "a mapping"


@cache
def _plain_type(type_: Any) -> Any:
    """Return a scalar type for msgspec, which does not support `LocatedStr`."""
    if get_origin(type_) is Annotated:
        inner, *metas = get_args(type_)
        return Annotated[_plain_type(inner), *metas]
    return str if type_ is LocatedStr else type_


def _plain(node: Node) -> Any:
    """Convert a free-form value to strings, lists and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.items.items()}
