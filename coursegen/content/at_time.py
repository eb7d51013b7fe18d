"""The content that the site contains at a certain time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from coursegen.base.struct import Struct, declared_types, replace, required_fields
from coursegen.base.text import FreeData, LocatedStr, has_marks, location_of, plain_text
from coursegen.content.image import Image
from coursegen.content.target import Target
from coursegen.content.walk import (
    find,
    inner_fields,
    marked_fields,
    types_in,
    with_fields,
    with_items,
)
from coursegen.content.when import ANNOUNCED, UNRELEASED, Releasable
from coursegen.schema.fields import INLINE, MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime


def withheld(value: object, now: datetime) -> tuple[Releasable, ...]:
    """Return the parts of a value that the site does not contain or only announces at `now`.

    Their `visibility` is set.  Content inside such a part is not listed separately.
    """

    def is_withheld(part: Releasable) -> bool:
        return bool(part.visibility_at(now))

    found = filter(is_withheld, find(value, Releasable, is_withheld))
    return tuple(part.state_at(now) for part in found)


def at_time(value: Any, now: datetime, *, preview: bool = False) -> Any:
    """Return a value as the site contains it at `now`, or None if it does not contain it.

    Announced content is reduced to its title and dates.  An item of a list that can't be withheld
    itself, such as a group of people, is left out if everything in it is withheld.  A preview
    contains all content.
    """
    done = value
    if type(value) is tuple:
        items = [at_time(each, now, preview=preview) for each in value]
        done = with_items(value, list(_present(value, items)))
    elif isinstance(value, Mapping):
        done = {key: at_time(each, now, preview=preview) for key, each in value.items()}
    elif isinstance(value, Struct):
        if isinstance(value, Releasable):
            done = value.state_at(now)
            if done.visibility and not preview:
                return _announced(done) if done.visibility == ANNOUNCED else None
            if done.visibility == ANNOUNCED:  # but visitors of the site see less of it
                done = replace(done, visibility=UNRELEASED)
        inner = inner_fields(type(value), Releasable)
        parts = {name: at_time(getattr(value, name), now, preview=preview) for name in inner}
        done = with_fields(done, parts)
    return done


def _present(before: Iterable[Any], after: Iterable[Any]) -> Iterator[Any]:
    """Yield the items of a list that are left, except groups that lost all their content."""
    for old, new in zip(before, after, strict=True):
        is_group = new is not old and not isinstance(old, Releasable)
        if new is not None and not (is_group and _has_content(old) and not _has_content(new)):
            yield new


def _has_content(value: object) -> bool:
    return any(True for _ in find(value, Releasable))


def _announced(value: Any) -> Any:
    """Return a value without its Markdown, links, images and files; None if it needs one of them.

    Content that has its own release is left out, too.
    """
    if type(value) is tuple:
        return tuple(part for part in map(_announced, value) if part is not None)
    if not isinstance(value, Struct):
        return value
    kind = type(value)
    hidden = _hidden_fields(kind)
    if not hidden.isdisjoint(required_fields(kind)):
        return None
    shown = (name for name in kind.__struct_fields__ if name not in hidden)
    inline = marked_fields(kind, INLINE)
    return kind(
        **{
            name: _plain(part) if name in inline else _announced(part)
            for name in shown
            for part in (getattr(value, name),)
        }
    )


def _plain(text: str) -> str:
    """Return a title without its links."""
    return LocatedStr(plain_text(text), location_of(text)) if has_marks(text) else text


@cache
def _hidden_fields(kind: type[Struct]) -> frozenset[str]:
    """Return the fields of a type that announced content does not show."""
    own = kind.hidden_before_release if issubclass(kind, Releasable) else ()
    with_links = (
        name
        for name, declared in declared_types(kind).items()
        if not {Target, Image, FreeData}.isdisjoint(types_in(declared))
    )
    with_markdown, releasable = marked_fields(kind, MARKDOWN), inner_fields(kind, Releasable)
    return frozenset((*own, *with_links, *with_markdown, *releasable))
