"""Encode values for the store (MessagePack), and decode them.

The declared types of the fields determine the format.  Decoded values have these types even if the
data is damaged or forged.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

from coursegen.base.struct import Struct
from coursegen.base.text import NO_LOCATION, FreeData, LocatedStr, Location, Moment, Source

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LongText = Annotated[str, msgspec.Meta(min_length=40)]
"""A string with a minimum length, such as a digest.

A short item takes up 40 times as much space in memory as in a file.  If every item contains a
long string, the memory for untrusted data is at most about five times its size.
"""

_OWN, _SITE = 0, 1
_PROBLEMS = (
    *(msgspec.MsgspecError, TypeError, ValueError, LookupError, OSError),
    *(RecursionError, OverflowError),
)
"""The exceptions that the library and the hooks raise for unsupported values and invalid data."""


class EncodeError(ValueError):
    """Raised for a value that would be decoded differently or not at all."""


class DecodeError(ValueError):
    """Raised for data that is not a value of the requested type."""


class Context(Struct):
    """What encoded data refers to: the file that the value is from, `site.yaml`, the time zone.

    `find` returns another source by its name, or None.  It is needed only for diagnostics; without
    it, values from other files are rejected.
    """

    source: Source
    site: Source
    timezone: tzinfo
    find: Callable[[str], Source | None] = lambda _name: None


def pack(data: object) -> bytes:
    """Convert structs, lists, mappings, strings and numbers to bytes.  Raises `EncodeError`."""
    try:
        return msgspec.msgpack.encode(data)
    except (*_PROBLEMS, UnicodeError) as error:
        raise EncodeError(str(error)) from error


def unpack(data: bytes, kind: type[T] | Any) -> T:
    """Convert untrusted bytes from `pack` to a value of type `kind`.  Raises `DecodeError`."""
    try:
        value: T = msgspec.msgpack.decode(data, type=kind)
    except (*_PROBLEMS, UnicodeError) as error:
        raise DecodeError(str(error)) from error
    return value


def encode(value: object, context: Context) -> bytes:
    """Convert a value to bytes.  Raises `EncodeError`."""
    return encoder(context)(value)


def encoder(context: Context) -> Callable[[object], bytes]:
    """Return a function that converts many values to bytes, as `encode` does."""

    def convert(part: Any) -> object:
        if type(part) is LocatedStr:
            location = part.location
            if location is NO_LOCATION:
                return str(part)
            text = (str(part), *location[1:])
            return text if location.source is context.source else (*text, mark(location.source))
        if type(part) is Source:
            return mark(part)
        if isinstance(part, tzinfo):
            return str(getattr(part, "key", ""))
        if type(part) is Moment:
            if part.tzinfo is not context.timezone or part.fold:
                raise ValueError(part)
            return part.replace(tzinfo=None).isoformat()
        raise TypeError(type(part))

    def mark(source: Source) -> int | str:
        if source is context.source:
            return _OWN
        if source is context.site:
            return _SITE
        if context.find(source.name) is source:
            return source.name
        raise ValueError(source)

    library = msgspec.msgpack.Encoder(enc_hook=convert)

    def encode_value(value: object) -> bytes:
        try:
            return library.encode(value)
        except (*_PROBLEMS, UnicodeError) as error:
            raise EncodeError(str(error)) from error

    return encode_value


def decode(data: bytes, kind: type[T] | Any, context: Context) -> T:
    """Convert bytes, which may be damaged, to a value of type `kind`.  Raises `DecodeError`."""
    value: T = _decoder(kind).decode(data, context)  # type: ignore[arg-type] # types are hashable
    return value


@cache
def _decoder(kind: Any) -> _Decoder:
    return _Decoder(kind)


class _Decoder:
    """Decodes values of one type; it takes longer to create than most values to decode."""

    def __init__(self, kind: Any) -> None:
        self._library = msgspec.msgpack.Decoder(kind, dec_hook=self._convert)
        self._context = Context(NO_LOCATION.source, NO_LOCATION.source, UTC)
        self._limit = 0

    def decode(self, data: bytes, context: Context) -> Any:
        outer = self._context, self._limit  # `find` may decode a value of the same type
        self._context, self._limit = context, len(context.source.text) + 1
        try:
            return self._library.decode(data)
        except (*_PROBLEMS, UnicodeError) as error:
            raise DecodeError(str(error)) from error
        finally:
            self._context, self._limit = outer

    def _convert(self, kind: type[Any], part: Any) -> object:
        if kind is LocatedStr:
            return self._text(part)
        if kind is Source:
            return self._marked(part)
        if kind is FreeData and type(part) is dict:
            return FreeData({self._text(key): self._free(value) for key, value in part.items()})
        if kind is tzinfo:
            return _zone(part)
        if kind is Moment:
            time = Moment.fromisoformat(part)
            if time.tzinfo is not None:
                raise ValueError(part)
            return time.replace(tzinfo=self._context.timezone)
        raise TypeError(kind)

    def _text(self, part: Any) -> LocatedStr:
        if type(part) is str:
            return LocatedStr(part)
        words, line, column, length, *elsewhere = part
        if elsewhere:
            source = self._marked(elsewhere[0])
            limit = len(source.text) + 1
        else:
            source, limit = self._context.source, self._limit
        if type(words) is not str or not (type(line) is type(column) is type(length) is int):
            raise TypeError(part)
        if not (0 <= line <= limit and 0 <= column <= limit and 0 <= length <= limit):
            raise ValueError(part)
        return LocatedStr(words, Location(source, line, column, length))

    def _free(self, part: Any) -> object:
        if type(part) is dict:
            return {self._text(key): self._free(value) for key, value in part.items()}
        # Free data contains no numbers, so a list with a number is a text with its location.
        if type(part) is list and not (len(part) > 1 and type(part[1]) is int):
            return [self._free(each) for each in part]
        return self._text(part)

    def _marked(self, mark: Any) -> Source:
        if mark == _OWN:
            return self._context.source
        if mark == _SITE:
            return self._context.site
        source = self._context.find(mark) if type(mark) is str else None
        if source is None:
            raise ValueError(mark)
        return source


def _zone(key: Any) -> tzinfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only needed for a course with a time zone

    return ZoneInfo(key) if key else UTC
