"""Validates YAML nodes and converts them to the values that the content types declare.

An invalid value is reported at its location and omitted. Reading continues, so that one run
reports every mistake.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from coursegen.base.codes import Code
from coursegen.base.diagnostics import case_variant, correction, did_you_mean
from coursegen.base.struct import Struct, field
from coursegen.base.text import LocatedStr
from coursegen.schema.field_types import (
    A_MAPPING,
    Field,
    FieldType,
    fields_of,
    list_key,
    needs_text,
    text_key,
)
from coursegen.schema.fields import BOOLEANS, Content
from coursegen.schema.renamed_keys import renaming
from coursegen.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping as Keys

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location

C = TypeVar("C", bound=Content)

_MAX_SUGGESTIONS = 1000
"""After this many diagnostics, unknown keys get no suggestion, because finding one is slow."""
_INVALID = object()
"""The result of reading an invalid value, which is reported separately."""


class Reader(Struct):
    """Reads YAML nodes as content.

    `author` is passed to the functions that convert values.  `extra_keys` maps the name of each
    extra-key group to its members, such as the material kinds of the course.
    """

    diagnostics: Diagnostics
    author: Any
    extra_keys: Keys[str, Collection[str]] = field(default_factory=dict)

    def read(
        self,
        node: Node | None,
        content: type[C],
        location: Location,
        given: dict[str, Any] | None = None,
    ) -> C | None:
        """Read a whole document as `content`; return None if it is invalid.

        An empty document is read as an empty mapping at `location`.  If the only key of `content`
        is a list, the document may be that list.  `given` contains the values of the fields that
        the document does not contain.
        """
        if node is None:
            node = Mapping({}, location)
        elif isinstance(node, Sequence) and given is None and (key := list_key(content)):
            node = Mapping({LocatedStr(key, node.location): node}, node.location)
        if not isinstance(node, Mapping):
            self.diagnostics.error(
                Code.VALUE_TYPE, f"expected {A_MAPPING}, found {_noun(node)}", node.location
            )
            return None
        value: C | object = self._content(node, content, given or {})
        return value if isinstance(value, content) else None

    def _value(self, node: Node, field_type: FieldType) -> Any:
        value = self._read(node, field_type)
        is_one = not isinstance(node, Sequence) and value is not None and value is not _INVALID
        return (value,) if field_type.is_single and is_one else value

    def _read(self, node: Node, field_type: FieldType) -> Any:
        if field_type.free:
            return _plain(node)
        if isinstance(node, Scalar):
            is_empty = node.empty or (not node.text.strip() and needs_text(field_type))
            if is_empty and field_type.optional:
                return None
            if field_type.scalar is not None and not is_empty:
                return self._scalar(node, field_type)
        elif isinstance(node, Sequence):
            if field_type.items is not None:
                values = [self._value(item, field_type.items) for item in node.items]
                return tuple(v for v in values if v is not None and v is not _INVALID)
        elif field_type.content is not None:
            return self._content(node, field_type.content, {})
        elif field_type.values is not None:
            pairs = [
                (key, self._value(value, field_type.values)) for key, value in node.items.items()
            ]
            return {key: value for key, value in pairs if value is not _INVALID}
        found = _noun(node)
        key = text_key(field_type.content) if field_type.content and found == "text" else ""
        self.diagnostics.error(
            Code.VALUE_TYPE,
            f"expected {field_type.expected()}, found {found}",
            node.location,
            f"write '{key}: …'" if key else "",
        )
        return _INVALID

    def _scalar(self, node: Scalar, field_type: FieldType) -> Any:
        text = node.text
        if field_type.scalar is bool:
            boolean = BOOLEANS.get(text.lower())
            if boolean is None:
                self.diagnostics.error(
                    Code.INVALID_VALUE, f"expected yes or no, found '{text}'", node.location
                )
                return _INVALID
            return boolean
        value = _checked(text, field_type)
        if value is _INVALID:
            variants = (text.strip(), text.strip().lower())
            right = next(
                (word for word in variants if _checked(word, field_type) is not _INVALID), text
            )
            self.diagnostics.error(
                Code.INVALID_VALUE,
                f"expected {field_type.expected()}, found '{text}'",
                node.location,
                edit=correction(node.location, text, right) if right != text else None,
            )
            return _INVALID
        if field_type.accepts.convert:
            return field_type.accepts.convert(value, self.author)
        if field_type.content is not None:
            read: Any = field_type.content
            value = read.from_text(text, self.author)
            return _INVALID if value is None else value
        return value

    def _content(self, node: Mapping, content: type[Content], given: dict[str, Any]) -> Any:
        fields = fields_of(content)
        extra = next((f for f in fields.values() if f.extra_keys), None)
        extra_keys = self.extra_keys.get(extra.extra_keys, ()) if extra else ()
        values: dict[str, Any] = {}
        extra_values: dict[LocatedStr, Any] = {}
        for key, value_node in node.items.items():
            own = fields.get(key)
            if own is not None and own is not extra:
                values[key] = self._value(value_node, own.type)
            elif extra is not None and extra.type.values and key in extra_keys:
                value = self._value(value_node, extra.type.values)
                if value is not _INVALID:
                    extra_values[key] = value
            else:
                known = [f.name for f in fields.values() if f is not extra] + list(extra_keys)
                self._report_unknown(key, node, content, known)
        for own in fields.values():
            if own.required and own.name not in values:
                self._report_missing(content, own, node.location)
        attributes = given | self._attributes(values, fields, node)
        if extra is not None:
            attributes[extra.attribute] = extra_values
        if any(own.required and own.attribute not in attributes for own in fields.values()):
            return _INVALID
        form: Any = content.form or content
        if "location" in form.__struct_fields__:
            attributes.setdefault("location", node.location)
        made = form(**attributes)
        if hasattr(content, "from_mapping"):
            made = content.from_mapping(made, self.author)
        return _INVALID if made is None else made

    def _attributes(
        self, values: dict[str, Any], fields: dict[str, Field], node: Mapping
    ) -> dict[str, Any]:
        """Return the attributes that keys set; report keys that set the same attribute."""
        attributes: dict[str, Any] = {}
        used: dict[str, Field] = {}
        for name, value in values.items():
            own = fields[name]
            if value is not _INVALID and value is not None:
                other = used.setdefault(own.attribute, own)
                if other is not own:
                    self._report_conflict(other, own, node)
                attributes[own.attribute] = (
                    own.convert(value, self.author) if own.convert else value
                )
        return attributes

    def _report_unknown(
        self, key: LocatedStr, node: Mapping, content: type[Content], known: list[str]
    ) -> None:
        renamed = renaming(key, node, known)
        if renamed:
            problem, edit = renamed
            self.diagnostics.error(problem.code, problem.message, key.location, problem.hint, edit)
            return
        hint, edit = "", None
        if self.diagnostics.total < _MAX_SUGGESTIONS:
            hint, variant = did_you_mean(key, known), case_variant(key, known)
            if variant and [k.casefold() for k in node.items].count(variant.casefold()) == 1:
                edit = correction(key.location, key, variant)
        self.diagnostics.error(
            Code.UNKNOWN_KEY, f"unknown key '{key}' in {content.noun}", key.location, hint, edit
        )

    def _report_conflict(self, one: Field, other: Field, node: Mapping) -> None:
        """Report two keys that set the same field."""
        first, second = sorted((one, other), key=lambda field: field.number)
        value = next(value for key, value in node.items.items() if key == second.name)
        self.diagnostics.error(
            Code.CONFLICTING_KEYS,
            f"'{first.name}' and '{second.name}' cannot be used together",
            value.location if isinstance(value, Scalar) else node.location,
            second.conflict,
        )

    def _report_missing(self, content: type[Content], missing: Field, location: Location) -> None:
        self.diagnostics.error(
            Code.MISSING_KEY,
            f"missing key '{missing.name}' in {content.noun}",
            location,
            f"write '{missing.name}: …' with {missing.type.expected()}",
        )


def _checked(text: str, field_type: FieldType) -> Any:
    """Return the text, or the number that it contains; `_INVALID` if it is not accepted."""
    accepts = field_type.accepts
    if field_type.scalar is int:
        try:
            number = msgspec.convert(str(text), int, strict=False)
        except msgspec.ValidationError:
            return _INVALID
        return number if accepts.minimum is None or number >= accepts.minimum else _INVALID
    return text if not accepts.pattern or re.search(accepts.pattern, text) else _INVALID


def _noun(node: Node) -> str:
    """Return the kind of a node, for messages."""
    if isinstance(node, Scalar):
        return "text" if node.text.strip() else "an empty value"
    return "a list" if isinstance(node, Sequence) else "a mapping"


def _plain(node: Node) -> Any:
    """Convert a free-form value to strings, lists and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.items.items()}
