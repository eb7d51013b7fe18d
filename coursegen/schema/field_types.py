"""The keys of a content type and the values that they accept, derived from its declaration."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from coursegen.base.struct import Struct, declared_types, replace, required_fields
from coursegen.base.text import FreeData, LocatedStr
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Content, Doc, ExtraKeys

A_MAPPING = "a mapping (lines of key: value)"


class FieldType(Struct):
    """The values that a key accepts: text, a list, a mapping or nothing.

    `scalar` is the type of a scalar (`LocatedStr`, `bool` or `int`), which `accepts` restricts and
    converts.  `items` is the type of a list's items, which may be written without a list if
    `is_single` is true.  `content` is a mapping with fixed keys, and `values` is the type of the
    values of a mapping with any keys.  `optional` allows an empty value, and `free` any value.
    `is_nonblank` rejects text that consists of spaces.
    """

    scalar: Any = None
    accepts: Accepts = Accepts()
    items: FieldType | None = None
    is_single: bool = False
    content: type[Content] | None = None
    values: FieldType | None = None
    optional: bool = False
    free: bool = False
    is_nonblank: bool = False

    def expected(self) -> str:
        """Describe the accepted values as a noun phrase for messages."""
        if self.accepts.title:
            return self.accepts.title
        nouns = []
        if self.scalar is bool:
            nouns.append("yes or no")
        elif self.scalar is not None:
            nouns.append("text")
        if self.content is not None:
            nouns.append(self.content.noun)
        if self.values is not None:
            nouns.append(A_MAPPING)
        if self.items is not None:
            nouns.append("a list" if nouns else f"a list (each item: {self.items.expected()})")
        return " or ".join(nouns)


_TEXT = FieldType(scalar=LocatedStr)


class Field(Struct):
    """A key of a content type, with the values that it accepts and its description.

    `number` is its position among the keys.  `attribute` is the field that it sets, and `convert`
    converts its values to those of the field.

    A field with `extra_keys` isn't a key itself.  It collects all keys of the group with the name
    `extra_keys`, such as the material kinds.
    """

    number: int
    name: str
    attribute: str
    type: FieldType
    required: bool
    description: str
    convert: Callable[[Any, Any], Any] | None
    conflict: str
    extra_keys: str


@cache
def fields_of(content: type[Content]) -> dict[str, Field]:
    """Return the keys of a content type by name.  Raises `TypeError` for an unsupported type."""
    form = content.form or content
    required = required_fields(form)
    fields: dict[str, Field] = {}
    for attribute, type_ in declared_types(form).items():
        marks: tuple[Any, ...] = getattr(type_, "__metadata__", ())
        for doc in (mark for mark in marks if isinstance(mark, Doc)):
            try:
                field_type = field_type_of(doc.type or type_)
            except TypeError as error:
                raise TypeError(f"{form.__name__}.{attribute}: {error}") from None
            has_default = attribute not in required
            fields[doc.key or attribute] = Field(
                number=len(fields),
                name=doc.key or attribute,
                attribute=attribute,
                type=replace(
                    field_type,
                    optional=field_type.optional or (has_default and field_type.scalar is not bool),
                    is_nonblank=not has_default and field_type == _TEXT,
                ),
                required=not has_default,
                description=doc.description,
                convert=doc.convert,
                conflict=doc.conflict,
                extra_keys=next((m.group for m in marks if isinstance(m, ExtraKeys)), ""),
            )
    return fields


def needs_text(field_type: FieldType) -> bool:
    """Return whether text must not be blank, because it is a required key or its shorthand."""
    if field_type.content is None:
        return field_type.is_nonblank
    return any(own.type.is_nonblank for own in fields_of(field_type.content).values())


def list_key(content: type[Content]) -> str:
    """Return the key of a mapping with a single key whose value is a list, or an empty string.

    Such a file may contain only the list.
    """
    match tuple(fields_of(content).values()):
        case (own,) if own.type.items:
            return own.name
    return ""


def main_list(content: type[Content]) -> str:
    """Return the key of the list of mappings that comes first, in its simplest form, or ""."""
    own = fields_of(content).values()
    lists = [each for each in own if each.type.items and each.type.items.content]
    same = [each.name for each in lists if each.attribute == lists[0].attribute]
    return same[-1] if same else ""


def text_key(content: type[Content]) -> str:
    """Return the first required key whose value is text, or an empty string."""
    required = (own for own in fields_of(content).values() if own.required)
    return next((own.name for own in required if own.type.scalar is LocatedStr), "")


def contents_in(content: type[Content]) -> list[type[Content]]:
    """Return a content type and every mapping that its keys can contain, in order of first use."""
    seen: dict[type[Content], None] = {}

    def visit(content: type[Content]) -> None:
        if content not in seen:
            seen[content] = None
            for own in fields_of(content).values():
                for inner in inner_contents(own.type):
                    visit(inner)

    visit(content)
    return list(seen)


def inner_contents(field_type: FieldType) -> Iterator[type[Content]]:
    """Yield the mappings with fixed keys among the values of a type."""
    if field_type.content is not None:
        yield field_type.content
    for inner in (field_type.items, field_type.values):
        if inner is not None:
            yield from inner_contents(inner)


def field_type_of(type_: Any, *, is_converted: bool = False) -> FieldType:
    """Return the values that a declared type accepts.

    If `is_converted` is true, values of any type are converted from text.
    """
    if get_origin(type_) is Annotated:
        inner, *marks = get_args(type_)
        converts = any(isinstance(mark, Accepts) and mark.convert for mark in marks)
        field_type = field_type_of(inner, is_converted=is_converted or converts)
        for mark in marks:
            if isinstance(mark, Accepts):
                scalar = field_type.scalar or (LocatedStr if mark.convert else None)
                field_type = replace(field_type, accepts=mark, scalar=scalar)
        if ONE_OR_MORE in marks and field_type.items:
            item = replace(field_type.items, optional=field_type.optional)
            field_type = replace(item, items=field_type.items, is_single=True)
        return field_type
    if get_origin(type_) in (Union, types.UnionType):
        parts = get_args(type_)
        return _union([field_type_of(part, is_converted=is_converted) for part in parts])
    return _simple_type(type_, is_converted=is_converted)


def _union(parts: list[FieldType]) -> FieldType:
    """Return the union of several types."""

    def first(name: str) -> Any:
        return next((value for p in parts if (value := getattr(p, name)) is not None), None)

    return FieldType(
        scalar=first("scalar"),
        accepts=next((p.accepts for p in parts if p.accepts != Accepts()), Accepts()),
        items=first("items"),
        is_single=any(p.is_single for p in parts),
        content=first("content"),
        values=first("values"),
        optional=any(p.optional for p in parts),
        free=any(p.free for p in parts),
    )


def _simple_type(type_: Any, *, is_converted: bool) -> FieldType:
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is tuple and arguments[1:] == (...,):
        return FieldType(items=field_type_of(arguments[0]))
    if origin is Mapping:
        return FieldType(values=field_type_of(arguments[1]))
    if type_ is type(None):
        return FieldType(optional=True)
    if type_ is FreeData:
        return FieldType(values=FieldType(free=True))
    if isinstance(type_, type) and issubclass(type_, Content):
        return FieldType(content=type_, scalar=LocatedStr if hasattr(type_, "from_text") else None)
    if type_ in (LocatedStr, bool, int):
        return FieldType(scalar=type_)
    if is_converted:
        return FieldType()
    raise TypeError(
        f"the type {type_} is not supported; write 'Text' for text, 'tuple[T, ...]' for a list, "
        "'Mapping[Text, T]' for any keys, or convert text with 'Accepts'"
    )
