"""Validates YAML nodes and converts them to the values that the content types declare.

An invalid value is reported at its location and omitted. Reading continues, so that one run
reports every mistake.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from coursegen.base.codes import Code
from coursegen.base.diagnostics import case_variant, correction, did_you_mean_nearest
from coursegen.base.files import SITE_FILE
from coursegen.base.struct import Struct, field
from coursegen.base.text import LocatedStr
from coursegen.schema.field_types import (
    A_MAPPING,
    Field,
    FieldType,
    fields_of,
    list_key,
    main_list,
    needs_text,
)
from coursegen.schema.fields import BOOLEANS, MARKDOWN, Content
from coursegen.schema.renamed_keys import renaming
from coursegen.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from collections.abc import Mapping as Keys

    from coursegen.base.diagnostics import Diagnostics, TextEdit
    from coursegen.base.text import Location

C = TypeVar("C", bound=Content)

_MAX_SUGGESTIONS = 1000
"""After this many diagnostics, unknown keys get no suggestion, because finding one is slow."""
_INVALID = object()
"""The result of reading an invalid value, which is reported separately."""


class Reader(Struct):
    """Reads YAML nodes as content.

    `author` is passed to the functions that convert values.  `extra_keys` maps the name of each
    extra-key group to its members, such as the material kinds of the course.  `place_of` returns
    where a key belongs, for a hint in the file with the given path.
    """

    diagnostics: Diagnostics
    author: Any
    extra_keys: Keys[str, Collection[str]] = field(default_factory=dict)
    place_of: Callable[[str, str], str] = lambda _key, _file: ""

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
            if not (isinstance(node, Scalar) and self._has_joined_key(node, content)):
                from coursegen.schema.value_hints import document_hint  # noqa: PLC0415 - only for this mistake

                self.diagnostics.error(
                    Code.VALUE_TYPE,
                    f"expected {A_MAPPING}, found {_noun(node)}",
                    node.location,
                    document_hint(node, content),
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
        from coursegen.schema.value_hints import type_hint  # noqa: PLC0415 - only for this mistake

        self.diagnostics.error(
            Code.VALUE_TYPE,
            f"expected {field_type.expected()}, found {_noun(node)}",
            node.location,
            type_hint(node, field_type),
        )
        return _INVALID

    def _scalar(self, node: Scalar, field_type: FieldType) -> Any:
        text = node.text
        if field_type.scalar is bool:
            boolean = BOOLEANS.get(text.lower())
            if boolean is None:
                self._report_value(node, field_type, "")
                return _INVALID
            return boolean
        if field_type.content is not None and self._has_joined_key(node, field_type.content):
            return _INVALID
        if field_type.accepts.title and _is_in_typographic_quotes(text, field_type):
            self._report_value(node, field_type, f"write {text[1:-1]}, or use straight quotes")
            return _INVALID
        value = _checked(text, field_type)
        if value is _INVALID:
            variants = (text.strip(), text.strip().lower())
            right = next(
                (word for word in variants if _checked(word, field_type) is not _INVALID), text
            )
            suggestion = right if right != text else field_type.accepts.suggest(text)
            hint = f"write {suggestion}" if suggestion else _choice_hint(text, field_type)
            edit = correction(node.location, text, right) if right != text else None
            self._report_value(node, field_type, hint, edit)
            return _INVALID
        if field_type.accepts.convert:
            return field_type.accepts.convert(value, self.author)
        if field_type.content is not None:
            read: Any = field_type.content
            value = read.from_text(text, self.author)
            return _INVALID if value is None else value
        return value

    def _report_value(
        self, node: Scalar, field_type: FieldType, hint: str, edit: TextEdit | None = None
    ) -> None:
        self.diagnostics.error(
            Code.INVALID_VALUE,
            f"expected {field_type.expected()}, found '{node.text}'",
            node.location,
            hint,
            edit,
        )

    def _has_joined_key(self, node: Scalar, content: type[Content]) -> bool:
        """Report text that begins with a key and a colon, but no space after the colon."""
        key, colon, value = node.text.partition(":")
        is_key = colon and key in fields_of(content)
        if not is_key or not value or value.startswith((" ", "\n", "//")):
            return False
        self.diagnostics.error(
            Code.YAML_NO_COLON,
            f"missing space after '{key}:'",
            node.location,
            f"write '{key}: {value.strip()}'",
        )
        return True

    def _content(self, node: Mapping, content: type[Content], given: dict[str, Any]) -> Any:
        fields, before = fields_of(content), self.diagnostics.total
        extra = next((f for f in fields.values() if f.extra_keys), None)
        if self._is_list_in_braces(node, fields, extra):
            return _INVALID
        values, extra_values = self._values(node, content, extra)
        if values is None:
            return _INVALID
        attributes = given | self._attributes(values, fields, node)
        if extra is not None:
            attributes[extra.attribute] = extra_values
        if any(own.required and own.attribute not in attributes for own in fields.values()):
            return _INVALID
        if content.is_omitted_if_invalid and self.diagnostics.total > before:
            return _INVALID
        form: Any = content.form or content
        if "location" in form.__struct_fields__:
            attributes.setdefault("location", node.location)
        made = form(**attributes)
        if hasattr(content, "from_mapping"):
            made = content.from_mapping(made, self.author)
        return _INVALID if made is None else made

    def _values(
        self, node: Mapping, content: type[Content], extra: Field | None
    ) -> tuple[dict[str, Any] | None, dict[LocatedStr, Any]]:
        """Return the values of a mapping's own keys and of its extra keys; report other keys.

        The values are None if the only key is unknown, as in `Spring break: Mar 9-13`.
        """
        fields, extra_keys = fields_of(content), self._extra_keys_of(extra)
        values: dict[str, Any] = {}
        extra_values: dict[LocatedStr, Any] = {}
        meant: set[str] = set()  # the known keys that unknown keys probably replace
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
                meant.add(self._report_unknown(key, node, content, known))
        if len(node.items) == 1 and meant == {""}:
            return None, {}
        for own in fields.values():
            if own.required and own.name not in values and own.name not in meant:
                self._report_missing(content, own, node.location)
        return values, extra_values

    def _extra_keys_of(self, extra: Field | None) -> Collection[str]:
        return self.extra_keys.get(extra.extra_keys, ()) if extra else ()

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

    def _is_list_in_braces(
        self, node: Mapping, fields: Keys[str, Field], extra: Field | None
    ) -> bool:
        """Report a list that is written in braces, which is a mapping without values."""
        extra_keys = self._extra_keys_of(extra)
        items = node.items.items()
        is_list = items and all(isinstance(value, Scalar) and value.empty for _, value in items)
        if not is_list or any(key in fields or key in extra_keys for key in node.items):
            return False
        self.diagnostics.error(
            Code.VALUE_TYPE,
            "these keys have no values",
            node.location,
            f"for a list, write brackets instead of braces: [{', '.join(node.items)}]",
        )
        return True

    def _report_unknown(
        self, key: LocatedStr, node: Mapping, content: type[Content], known: list[str]
    ) -> str:
        """Report an unknown key; return the known key that the author probably means, or ""."""
        renamed = renaming(key, node, known)
        if renamed:
            problem, edit = renamed
            self.diagnostics.error(problem.code, problem.message, key.location, problem.hint, edit)
            return ""
        hint, meant, edit = "", "", None
        if self.diagnostics.total < _MAX_SUGGESTIONS:
            from coursegen.schema.key_hints import key_hint, pair_hint  # noqa: PLC0415 - only for this mistake

            file = key.location.source.name
            meant = main_list(content) if file.endswith(f"/{key}.yaml") else ""
            if meant:  # the name of the file in place of its list
                hint = f"did you mean '{meant}'?"
            else:
                is_inside_site = file == SITE_FILE and "extra" not in known
                hint, meant = key_hint(
                    key, known, lambda name: "" if is_inside_site else self.place_of(name, file)
                )
                hint = (not meant and pair_hint(key, node, known)) or hint
            variant = case_variant(key, known)
            if variant and [k.casefold() for k in node.items].count(variant.casefold()) == 1:
                edit = correction(key.location, key, variant)
        self.diagnostics.error(
            Code.UNKNOWN_KEY, f"unknown key '{key}' in {content.noun}", key.location, hint, edit
        )
        return meant

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


def _is_in_typographic_quotes(text: str, field_type: FieldType) -> bool:
    """Return whether curly quotes enclose a value that is not free text."""
    is_quoted = text[:1] in ("“", "„", "”", "‘") and text[-1:] in ("“", "”", "’")
    return is_quoted and len(text) > 2 and field_type.accepts is not MARKDOWN


def _choice_hint(text: str, field_type: FieldType) -> str:
    """Return a hint with the most similar word if only a few words are accepted."""
    if field_type.scalar is int:
        return "write it in digits"
    choices = re.fullmatch(r"\^\(([\w|]+)\)\\Z", field_type.accepts.pattern)
    return did_you_mean_nearest(text, choices[1].split("|")) if choices else ""


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
