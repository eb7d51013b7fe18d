"""Convert values of the content model to plain data and back, to cache unchanged files.

The conversion follows the declared types of the model's fields.  Therefore, loaded values have the
declared types even if the data is not trusted.  Invalid data is rejected.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from coursegen.base.files import CONTENT
from coursegen.base.struct import Struct, struct_fields
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Source
from coursegen.base.urls import page_path
from coursegen.content.kinds import Kind
from coursegen.content.page import Image, Page
from coursegen.content.schedule import (
    ColumnChoice,
    Dates,
    Heading,
    Lecture,
    Material,
    Schedule,
    Section,
    Speaker,
    Week,
)
from coursegen.content.staff import Person, PersonLink, Staff, StaffGroup
from coursegen.content.target import Target, TargetKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

T = TypeVar("T")

_MODEL: dict[str, type[Any]] = {
    each.__name__: each
    for each in (
        ColumnChoice,
        Dates,
        Heading,
        Kind,
        Lecture,
        Material,
        Page,
        Person,
        PersonLink,
        Image,
        Schedule,
        Section,
        Speaker,
        Staff,
        StaffGroup,
        Target,
        Week,
    )
}
_TUPLE = re.compile(r"tuple\[(.+), \.\.\.\]")
_SCALARS = {"bool": bool, "int": int}
_TARGETS = {kind.value: kind for kind in TargetKind}


class Unfit(Exception):  # noqa: N818 - not an error for users
    """A value that cannot be converted, or data that is not a value of the model."""


class Setting(Struct):
    """The course's time zone, its `site.yaml`, and the source file of the values."""

    source: Source
    site: Source
    timezone: tzinfo


class _Form(Struct):
    """The functions that convert values of one type to data and back."""

    dump: Callable[[Any, Setting], Any]
    load: Callable[[Any, Setting], Any]


def dump(value: object, setting: Setting) -> object:
    """Convert a value of the model to lists, strings and numbers.  Raises `Unfit`."""
    return _form(type(value).__name__).dump(value, setting)


def load(kind: type[T], data: object, setting: Setting) -> T:
    """Convert `data` back to a value of type `kind`.  Raises `Unfit`."""
    try:
        value: T = _form(kind.__name__).load(data, setting)
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise Unfit(str(error)) from error
    return value


@cache
def _form(declared: str) -> _Form:
    """Return the form of a declared type."""
    if declared.endswith(" | None"):
        return _optional(_form(declared.removesuffix(" | None")))
    several = _TUPLE.fullmatch(declared)
    if several:
        return _several(_form(several[1]))
    if declared in _MODEL:
        return _of_class(_MODEL[declared])
    if declared in _SCALARS:
        return _scalar(_SCALARS[declared])
    return _FORMS[declared]


def _optional(form: _Form) -> _Form:
    return _Form(
        lambda value, setting: None if value is None else form.dump(value, setting),
        lambda data, setting: None if data is None else form.load(data, setting),
    )


def _several(form: _Form) -> _Form:
    return _Form(
        lambda value, setting: [form.dump(each, setting) for each in value],
        lambda data, setting: tuple([form.load(each, setting) for each in _a(list, data)]),
    )


def _of_class(kind: type[Any]) -> _Form:
    """Return a form with only the non-default fields and a number whose bits select them."""
    forms = [(part, _form(part.declared)) for part in struct_fields(kind)]
    if kind is Page:
        forms = [(part, _OF_PAGES.get(part.name, form)) for part, form in forms]
    known: dict[int, Callable[[Any, Setting], Any]] = {}

    def dump_fields(value: Any, setting: Setting) -> list[Any]:
        which, data = 0, []
        for number, (part, form) in enumerate(forms):
            held = getattr(value, part.name)
            if held is not part.default and (type(held) is LocatedStr or held != part.default):
                which |= 1 << number
                data.append(form.dump(held, setting))
        return [which, *data]

    def load_fields(data: Any, setting: Setting) -> Any:
        which = _a(list, data)[0]
        if which not in known:
            bits = _a(int, which)
            if not 0 <= bits < 1 << len(forms):
                raise Unfit(kind.__name__)
            told = [each for number, each in enumerate(forms) if bits & (1 << number)]
            known[which] = _maker(kind, {part.name: form.load for part, form in told})
        return known[which](data, setting)

    return _Form(dump_fields, load_fields)


def _maker(
    kind: type[Any], loads: dict[str, Callable[[Any, Setting], Any]]
) -> Callable[[Any, Setting], Any]:
    """Return a function that creates a value from a list with a number and the data of the fields.

    The function is generated for these fields, as in dataclasses, because generated code takes one
    third less time.
    """
    data = "".join(f", of_{name}" for name in loads)
    given = ", ".join(f"{name}=load_{name}(of_{name}, setting)" for name in loads)
    code = f"def make(data, setting):\n    _{data}, = data\n    return kind({given})\n"
    names: dict[str, Any] = {"kind": kind, **{f"load_{name}": f for name, f in loads.items()}}
    exec(code, names)  # noqa: S102 - only names of fields
    made: Callable[[Any, Setting], Any] = names["make"]
    return made


def _scalar(kind: type[Any]) -> _Form:
    return _Form(lambda value, _: value, lambda data, _: _a(kind, data))


def _a(kind: type[T], data: object) -> T:
    if type(data) is not kind:
        raise Unfit(repr(kind))
    return data


def _dump_text(value: str, setting: Setting) -> object:
    if not isinstance(value, LocatedStr) or value.location is NO_LOCATION:
        return str(value)
    return [str(value), *_in_file(value.location, setting)]


def _load_text(data: object, setting: Setting) -> str:
    if type(data) is str:
        return data
    text, *location = _a(list, data)
    if type(text) is not str:
        raise Unfit
    return LocatedStr(text, _location(location, setting))


def _in_file(location: Location, setting: Setting) -> tuple[int, ...]:
    """Return the line, column and length; a fourth number marks a location in `site.yaml`."""
    if location.source is setting.source:
        return location[1:]
    if location.source is setting.site:
        return (*location[1:], 1)
    raise Unfit(str(location))


def _location(data: list[Any], setting: Setting) -> Location:
    line, column, length, *elsewhere = data
    source = setting.site if elsewhere else setting.source
    if not (type(line) is type(column) is type(length) is int):
        raise Unfit(source.name)
    most = len(source.text) + 1
    if line > most or column > most or length > most:
        raise Unfit(source.name)
    return Location(source, line, column, length)


def _load_body_length(data: object, setting: Setting) -> int:
    """Return the length, in characters, of the Markdown at the end of the file."""
    length = _a(int, data)
    if not 0 <= length <= len(setting.source.text):
        raise Unfit
    return length


def _dump_name(value: str, setting: Setting) -> None:
    if setting.source.name != f"{CONTENT}/{value}":
        raise Unfit(value)


def _load_name(_: object, setting: Setting) -> str:
    return setting.source.name.removeprefix(f"{CONTENT}/")


def _dump_path(value: str, setting: Setting) -> str | None:
    """Return the output path of a page; None if it follows from the page's name."""
    return None if value == page_path(_load_name(None, setting)) else str(value)


def _load_path(data: object, setting: Setting) -> str:
    """Return an output path that `page_path` could have returned, so it is inside the site."""
    if data is None:
        return page_path(_load_name(None, setting))
    path = _a(str, data)
    if page_path("", f"/{path}") != path:
        raise Unfit(path)
    return path


def _dump_time(value: datetime, setting: Setting) -> str:
    if value.tzinfo is not setting.timezone or value.fold:
        raise Unfit
    return value.replace(tzinfo=None).isoformat()


def _load_time(data: object, setting: Setting) -> datetime:
    time = datetime.fromisoformat(_a(str, data))
    if time.tzinfo is not None:
        raise Unfit
    return time.replace(tzinfo=setting.timezone)


def _dump_free(value: object, setting: Setting) -> object:
    """Convert the author's data; the first item of a list is its type."""
    if isinstance(value, str):
        return ["text", _dump_text(value, setting)]
    if isinstance(value, list):
        return ["list", *(_dump_free(each, setting) for each in value)]
    if isinstance(value, dict):
        return ["dict", *(_dump_free(each, setting) for pair in value.items() for each in pair)]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise Unfit(repr(type(value)))


def _load_free(data: object, setting: Setting) -> object:
    if data is None or isinstance(data, (bool, int, float)):
        return data
    if not isinstance(data, list):
        raise Unfit(repr(type(data)))
    word, *rest = data
    if word == "text":
        return _load_text(rest[0], setting)
    values = [_load_free(each, setting) for each in rest]
    return values if word == "list" else dict(zip(values[::2], values[1::2], strict=True))


_OF_PAGES = {
    "name": _Form(_dump_name, _load_name),
    "path": _Form(_dump_path, _load_path),
    "body_length": _Form(lambda value, _: value, _load_body_length),
}
"""The forms of page fields whose values must be validated, such as the output path."""
_FORMS = {
    "Mapping[Any, Any]": _Form(
        lambda value, setting: _dump_free(dict(value), setting),
        lambda data, setting: _a(dict, _load_free(data, setting)),
    ),
    "Location": _Form(
        lambda value, setting: None if value is NO_LOCATION else _in_file(value, setting),
        lambda data, setting: NO_LOCATION if data is None else _location(data, setting),
    ),
    "TargetKind": _Form(lambda value, _: value.value, lambda data, _: _TARGETS[data]),
    "date": _Form(
        lambda value, _: value.isoformat(), lambda data, _: date.fromisoformat(_a(str, data))
    ),
    "datetime": _Form(_dump_time, _load_time),
    "str": _Form(_dump_text, _load_text),
}
