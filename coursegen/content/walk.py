"""Find the links, images, Markdown and times in any content, by the declared types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from coursegen.base.struct import Struct, declared_types, replace
from coursegen.schema.fields import EXPIRY, MARKDOWN, RELEASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from coursegen.content.when import When

T = TypeVar("T", bound=Struct)
V = TypeVar("V")


def find(value: object, kind: type[T]) -> Iterator[T]:
    """Yield every value of type `kind`, such as `Target`, in a value."""
    for part in holders(value, kind):
        if type(part) is kind:
            yield part


def change_all(value: V, kind: type[T], change: Callable[[tuple[Struct, ...], str, T], T]) -> V:
    """Return a value in which `change` has replaced every value of type `kind`.

    `change` gets the structs that contain the part, from the outermost to the innermost, the name
    of the field, and the part.
    """

    def changed(part: Any, owners: tuple[Struct, ...], name: str) -> Any:
        if type(part) is kind:
            return change(owners, name, part)
        if isinstance(part, tuple):
            return tuple(changed(each, owners, name) for each in part)
        if isinstance(part, Mapping):
            return {key: changed(each, owners, name) for key, each in part.items()}
        if isinstance(part, Struct):
            inner = (*owners, part)
            fields = {each: getattr(part, each) for each in _inner(type(part), kind)}
            return replace(part, **{each: changed(fields[each], inner, each) for each in fields})
        return part

    result: V = changed(value, (), "")
    return result


def markdown_in(value: object) -> Iterator[str]:
    """Yield every Markdown text in a value, except the bodies of pages."""
    for part in holders(value, MARKDOWN):
        for name in _marked(type(part), MARKDOWN):
            yield from _texts(getattr(part, name))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def dated(value: object, mark: str = RELEASE) -> Iterator[tuple[Struct, datetime | None]]:
    """Yield everything in a value that can have a release or expiry time, with that time."""
    for part in holders(value, mark):
        for name in _marked(type(part), mark):
            when: When | None = getattr(part, name)
            yield part, when.time if when else None


def at_time(value: V, now: datetime) -> V:
    """Return a value as it is at `now`.

    Items of tuples that are released later are left out, and expired parts have `is_expired` set.
    """
    done: Any = value
    if isinstance(value, tuple):
        done = tuple(at_time(each, now) for each in value if not _is_future(each, now))
    elif isinstance(value, Mapping):
        done = {key: at_time(each, now) for key, each in value.items()}
    elif isinstance(value, Struct):
        kind = type(value)
        names = dict.fromkeys((*_inner(kind, RELEASE), *_inner(kind, EXPIRY)))
        changed: dict[str, Any] = {name: at_time(getattr(value, name), now) for name in names}
        if any(time <= now for time in _times(value, EXPIRY)):
            changed["is_expired"] = True
        done = replace(value, **changed)
    result: V = done
    return result


def _is_future(value: object, now: datetime) -> bool:
    return any(time > now for time in _times(value, RELEASE))


def _times(value: object, mark: str) -> Iterator[datetime]:
    kind: Any = type(value)
    for name in _marked(kind, mark):
        when: When | None = getattr(value, name)
        if when is not None:
            yield when.time


def holders(value: object, wanted: Any) -> list[Struct]:
    """Return the structs in a value that are, or can contain, what is wanted: a type or a mark."""
    found: list[Struct] = []
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, Struct):
            found.append(part)
            inner = [getattr(part, name) for name in _inner(type(part), wanted)]
        elif isinstance(part, tuple):
            inner = list(part)
        elif isinstance(part, Mapping):
            inner = list(part.values())
        else:
            continue
        pending += reversed(inner)
    return found


@cache
def _marked(kind: type[Any], mark: Any) -> tuple[str, ...]:
    """Return the names of the fields of a type that have a mark."""
    if not issubclass(kind, Struct):
        return ()
    return tuple(name for name, type_ in declared_types(kind).items() if mark in _marks(type_))


def _marks(declared: Any) -> tuple[object, ...]:
    """Return the marks of a declared type, and of the items of a list."""
    inner = (mark for part in get_args(declared)[:1] for mark in _marks(part))
    return (*getattr(declared, "__metadata__", ()), *inner)


@cache
def _inner(kind: type[Any], wanted: Any) -> tuple[str, ...]:
    """Return the names of the fields of a type whose values can contain what is wanted."""
    return tuple(
        name
        for name, type_ in declared_types(kind).items()
        if any(_can_contain(inner, wanted) for inner in _types(type_))
    )


def _can_contain(kind: type[Struct], wanted: Any) -> bool:
    """Return whether a type is wanted, or contains it at any depth."""
    seen, pending = {kind}, [kind]
    while pending:
        each = pending.pop()
        if each is wanted or (not isinstance(wanted, type) and _marked(each, wanted)):
            return True
        inner = {inner for type_ in declared_types(each).values() for inner in _types(type_)}
        pending += inner - seen
        seen |= inner
    return False


def _types(declared: Any) -> Iterator[type[Struct]]:
    """Yield the structs in a declared type, such as `Image` for `tuple[Image, ...] | None`."""
    if isinstance(declared, type) and issubclass(declared, Struct):
        yield declared
    if hasattr(declared, "__metadata__"):
        yield from _types(declared.__origin__)
    else:
        for part in get_args(declared):
            yield from _types(part)
