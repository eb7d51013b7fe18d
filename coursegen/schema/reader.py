"""Nodes → shapes: every value checked, every complaint in its place, in one pass.

The declarations in `shapes.py` say what may stand where.  A bad value is reported and left out,
and reading goes on, so that one run tells every mistake.
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
from coursegen.schema.shapes import Shape
from coursegen.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location

S = TypeVar("S", bound=Shape)

_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_MANY = 1000
_INVALID = object()
"""What reading a bad value gives, once it was reported."""


class FieldType(Struct):
    """What may stand in a place: as a text, as a list, as a mapping, as nothing.

    `scalar` is the type of a text (with its constraints), `items` the form of a list's items,
    `shape` the shape of a mapping, `values` the form of a free mapping's values; `free` means
    that anything goes.
    """

    title: str = ""
    scalar: Any = None
    items: FieldType | None = None
    shape: type[Shape] | None = None
    values: FieldType | None = None
    optional: bool = False
    free: bool = False

    def expected(self) -> str:
        """A noun phrase for messages."""
        if self.title:
            return self.title
        words = []
        if self.scalar is bool:
            words.append("yes or no")
        elif self.scalar is not None:
            words.append("a text")
        if self.shape is not None:
            words.append(self.shape.noun)
        if self.values is not None:
            words.append("keys with values")
        if self.items is not None:
            words.append("a list" if words else f"a list with {self.items.expected()} each")
        return " or ".join(words)


class Field(Struct):
    """A key that an author may write: what may stand there, and what the manual says of it.

    A field that `gathers` takes every key that is one of the named words, instead of its own.
    """

    name: str
    type: FieldType
    required: bool
    description: str
    extra_keys: str


@cache
def fields_of(shape: type[Shape]) -> dict[str, Field]:
    """The fields that an author may write in `shape`, by name, with what may stand in each."""
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
    """What may stand in the place of a declared type."""
    if get_origin(type_) is Annotated:
        inner, *metas = get_args(type_)
        form = field_type_of(inner)
        for meta in metas:
            if meta.pattern or meta.ge is not None:
                form = replace(form, scalar=Annotated[form.scalar, meta])
            form = replace(form, title=meta.title or form.title)
        return form
    if get_origin(type_) in (Union, types.UnionType):
        return _united([field_type_of(part) for part in get_args(type_)])
    return _simple_form(type_)


def _united(parts: list[FieldType]) -> FieldType:
    """What may stand where one of several things may."""

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


def _simple_form(type_: Any) -> FieldType:
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
    """Reads nodes of the author's files as shapes.

    `extra_keys` holds, by the name that a shape declares, the keys which its gathering field takes:
    the kinds of material that the course knows.
    """

    diagnostics: Diagnostics
    extra_keys: dict[str, Collection[str]] = field(default_factory=dict)

    def read(self, node: Node | None, shape: type[S], location: Location) -> S | None:
        """Read a whole document as `shape`; None when it is not even a mapping.

        A document with nothing in it is read as a mapping without keys, at `location`.
        """
        if node is None:
            node = Mapping({}, location)
        if not isinstance(node, Mapping):
            self.diagnostics.error(
                Code.VALUE_TYPE,
                f"expected keys with values, found {_name(node)}",
                node.location,
                "write 'key: value' lines",
            )
            return None
        value: S | object = self._shape(node, shape)
        return value if isinstance(value, shape) else None

    def _value(self, node: Node, form: FieldType) -> Any:
        if form.free:
            return _plain(node)
        if isinstance(node, Scalar):
            if node.empty and form.optional:
                return None
            if form.scalar is not None and not node.empty:
                return self._scalar(node, form)
        elif isinstance(node, Sequence):
            if form.items is not None:
                read = [self._value(item, form.items) for item in node.items]
                return [value for value in read if value is not _INVALID]
        elif form.shape is not None:
            return self._shape(node, form.shape)
        elif form.values is not None:
            pairs = [(key, self._value(value, form.values)) for key, value in node.items.items()]
            return {key: value for key, value in pairs if value is not _INVALID}
        self.diagnostics.error(
            Code.VALUE_TYPE, f"expected {form.expected()}, found {_name(node)}", node.location
        )
        return _INVALID

    def _scalar(self, node: Scalar, form: FieldType) -> Any:
        text = node.text
        if form.scalar is LocatedStr:
            return text
        if form.scalar is bool:
            truth = _TRUTHS.get(text.lower())
            if truth is None:
                self.diagnostics.error(
                    Code.INVALID_VALUE, f"expected yes or no, found '{text}'", node.location
                )
                return _INVALID
            return truth
        value = _converted(text, form)
        if value is _INVALID:
            near = (text.strip(), text.strip().lower())  # one of them may be what was meant
            right = next((word for word in near if _converted(word, form) is not _INVALID), text)
            self.diagnostics.error(
                Code.INVALID_VALUE,
                f"expected {form.expected()}, found '{text}'",
                node.location,
                edit=correction(node.location, text, right) if right != text else None,
            )
            return _INVALID
        return text if isinstance(value, str) else value

    def _shape(self, node: Mapping, shape: type[Shape]) -> Any:
        fields = fields_of(shape)
        gathering = next((f for f in fields.values() if f.extra_keys), None)
        kinds = self.extra_keys.get(gathering.extra_keys, ()) if gathering else ()
        values: dict[str, Any] = {"location": node.location}
        more: dict[LocatedStr, Any] = {}
        whole = True
        for key, value_node in node.items.items():
            known = fields.get(key)
            if known is not None and not known.extra_keys:
                value = self._value(value_node, known.type)
                if value is not _INVALID and value is not None:
                    values[key] = value
                elif known.required:
                    whole = False
                    if value is None:
                        self._missing(shape, known, key.location)
            elif gathering is not None and gathering.type.values and key in kinds:
                value = self._value(value_node, gathering.type.values)
                if value is not _INVALID:
                    more[key] = value
            else:
                words = [f.name for f in fields.values() if not f.extra_keys] + list(kinds)
                self._unknown(key, node, shape, words)
        for known in fields.values():
            if known.required and known.name not in node.items:
                whole = False
                self._missing(shape, known, node.location)
        if gathering is not None:
            values[gathering.name] = more
        return shape(**values) if whole else _INVALID

    def _unknown(
        self, key: LocatedStr, node: Mapping, shape: type[Shape], words: list[str]
    ) -> None:
        hint, edit = "", None
        if self.diagnostics.total < _MANY:  # looking for the right word takes longest
            hint, same = did_you_mean(key, words), case_variant(key, words)
            if same and [k.casefold() for k in node.items].count(same.casefold()) == 1:
                edit = correction(key.location, key, same)
        self.diagnostics.error(
            Code.UNKNOWN_KEY, f"unknown key '{key}' in {shape.noun}", key.location, hint, edit
        )

    def _missing(self, shape: type[Shape], known: Field, location: Location) -> None:
        self.diagnostics.error(
            Code.MISSING_KEY,
            f"the key '{known.name}' is missing in {shape.noun}",
            location,
            f"write '{known.name}: …' with {known.type.expected()}",
        )


def _converted(text: str, form: FieldType) -> Any:
    """A text as what its form asks for; `_INVALID` where it is none."""
    try:
        return msgspec.convert(str(text), _plain_type(form.scalar), strict=False)
    except msgspec.ValidationError:
        return _INVALID


def _name(node: Node) -> str:
    """What messages call a node."""
    if isinstance(node, Scalar):
        return "nothing" if node.empty else "a text"
    return "a list" if isinstance(node, Sequence) else "keys with values"


@cache
def _plain_type(type_: Any) -> Any:
    """The type that the validator knows for a scalar: text with a place is a `str` to it."""
    if get_origin(type_) is Annotated:
        inner, *metas = get_args(type_)
        return Annotated[_plain_type(inner), *metas]
    return str if type_ is LocatedStr else type_


def _plain(node: Node) -> Any:
    """A free value: texts, lists and dictionaries, nothing converted."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.items.items()}
