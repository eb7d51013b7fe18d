"""Find the links, images and Markdown in any content, by the declared types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from coursegen.base.struct import Struct, declared_types, replace
from coursegen.schema.fields import INLINE, MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T", bound=Struct)
V = TypeVar("V")


def find(value: object, kind: type[T], is_leaf: Callable[[T], object] | None = None) -> Iterator[T]:
    """Yield every value of type `kind`, such as `Target`, in a value.

    The parts of a value for which `is_leaf` is true are left out.
    """
    for part in holders(value, kind, is_leaf):
        if isinstance(part, kind):
            yield part


def find_with_owners(
    value: object, kind: type[T], owners: tuple[Struct, ...] = (), name: str = ""
) -> Iterator[tuple[tuple[Struct, ...], str, T]]:
    """Yield every value of type `kind` in a value, with the structs that contain it.

    The structs are in order from the outermost to the innermost, followed by the name of the field.
    """
    if isinstance(value, Struct):
        if isinstance(value, kind):
            yield owners, name, value
        for field in inner_fields(type(value), kind):
            yield from find_with_owners(getattr(value, field), kind, (*owners, value), field)
    elif isinstance(value, tuple | Mapping):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from find_with_owners(each, kind, owners, name)


def change_all(value: V, kind: type[T], change: Callable[[tuple[Struct, ...], str, T], T]) -> V:
    """Return a value in which `change` has replaced every value of type `kind`.

    `change` gets the structs that contain the part, from the outermost to the innermost, the name
    of the field, and the part.  Parts in which nothing changes remain the same.
    """

    def changed(part: Any, owners: tuple[Struct, ...], name: str) -> Any:
        if type(part) is kind:
            return change(owners, name, part)
        if isinstance(part, tuple):
            return with_items(part, [changed(each, owners, name) for each in part])
        if isinstance(part, Mapping):
            return {key: changed(each, owners, name) for key, each in part.items()}
        if isinstance(part, Struct):
            inner = (*owners, part)
            fields = {
                each: changed(old, inner, each)
                for each in inner_fields(type(part), kind)
                if (old := getattr(part, each)) is not None
            }
            return with_fields(part, fields)
        return part

    result: V = changed(value, (), "")
    return result


def markdown_in(value: object) -> Iterator[str]:
    """Yield every Markdown text in a value, except the bodies of pages."""
    for mark in (MARKDOWN, INLINE):
        for part in holders(value, mark):
            for name in marked_fields(type(part), mark):
                yield from _texts(getattr(part, name))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def find_each(value: object, kinds: tuple[type[Struct], ...]) -> dict[type[Struct], list[Any]]:
    """Return, for each of several types, the same values as `find`, which are found together."""
    found: dict[type[Struct], list[Any]] = {kind: [] for kind in kinds}
    for part in holders(value, kinds):
        for kind in _among(type(part), kinds):
            found[kind].append(part)
    return found


@cache
def _among(kind: type[Struct], kinds: tuple[type[Struct], ...]) -> tuple[type[Struct], ...]:
    """Return those of several types that a type is."""
    return tuple(each for each in kinds if issubclass(kind, each))


def holders(
    value: object, wanted: Any, is_leaf: Callable[[Any], object] | None = None
) -> list[Struct]:
    """Return the structs in a value that are, or can contain, what is wanted.

    This is a type, a tuple of types, or a mark.  The parts of a wanted value for which `is_leaf` is
    true are left out.
    """
    found: list[Struct] = []
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, Struct):
            found.append(part)
            if is_leaf and isinstance(part, wanted) and is_leaf(part):
                continue
            for name in _last_fields_first(type(part), wanted):
                inner = getattr(part, name)
                if inner is not None:
                    pending.append(inner)
        elif isinstance(part, tuple):
            pending.extend(reversed(part))
        elif isinstance(part, Mapping):
            pending.extend(reversed([*part.values()]))
    return found


@cache
def _last_fields_first(kind: type[Struct], wanted: Any) -> tuple[str, ...]:
    return inner_fields(kind, wanted)[::-1]


@cache
def marked_fields(kind: type[Any], mark: Any) -> tuple[str, ...]:
    """Return the names of the fields of a type that have a mark."""
    if not issubclass(kind, Struct):
        return ()
    return tuple(name for name, type_ in declared_types(kind).items() if mark in _marks(type_))


def _marks(declared: Any) -> tuple[object, ...]:
    """Return the marks of a declared type, and of the items of a list."""
    inner = (mark for part in get_args(declared)[:1] for mark in _marks(part))
    return (*getattr(declared, "__metadata__", ()), *inner)


def with_fields(part: T, fields: Mapping[str, Any]) -> T:
    """Return a struct with other values of fields; if they are the same, the same object."""
    if all(getattr(part, name) is value for name, value in fields.items()):
        return part
    return replace(part, **fields)


def with_items(part: tuple[Any, ...], items: list[Any]) -> tuple[Any, ...]:
    """Return a tuple with other items; if they are the same, the same object."""
    is_same = len(part) == len(items) and all(map(is_, part, items))
    return part if is_same else tuple(items)


@cache
def inner_fields(kind: type[Struct], wanted: Any) -> tuple[str, ...]:
    """Return the names of the fields of a type whose values can contain what is wanted."""
    return tuple(
        name
        for name, structs in _structs_in(kind).items()
        if any(_is_wanted(each, wanted) for each in _with_inner(structs))
    )


@cache
def _is_wanted(kind: type[Struct], wanted: Any) -> bool:
    if isinstance(wanted, type | tuple):
        return issubclass(kind, wanted)
    return bool(marked_fields(kind, wanted))


@cache
def _with_inner(kinds: frozenset[type[Struct]]) -> frozenset[type[Struct]]:
    """Return types and the types that they contain at any depth."""
    seen, pending = set(kinds), list(kinds)
    while pending:
        inner = frozenset[type[Struct]]().union(*_structs_in(pending.pop()).values()) - seen
        pending += inner
        seen |= inner
    return frozenset(seen)


@cache
def _structs_in(kind: type[Struct]) -> dict[str, frozenset[type[Struct]]]:
    """Return the struct types in the declared type of each field of a type that has any."""
    declared = declared_types(kind)
    found = {
        name: frozenset(each for each in types_in(declared[name]) if issubclass(each, Struct))
        for name in declared
    }
    return {name: structs for name, structs in found.items() if structs}


def types_in(declared: Any) -> Iterator[type[Any]]:
    """Yield the types in a declared type, such as `Image` for `tuple[Image, ...] | None`."""
    if isinstance(declared, type):
        yield declared
    elif hasattr(declared, "__metadata__"):
        yield from types_in(declared.__origin__)
    else:
        for part in get_args(declared):
            yield from types_in(part)
