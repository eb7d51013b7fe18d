"""Plain data ↔ bytes (MessagePack), for what is kept from one build to the next."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

T = TypeVar("T")

LongText = Annotated[str, msgspec.Meta(min_length=40)]
"""Such as a digest: text of at least so many characters, which take as many bytes.

Decoded, a short item takes forty times the memory that it takes in a file.  Where each item has a
part like this, bytes that come from anywhere cannot take more than some five times their size.
"""
LongBytes = Annotated[bytes, msgspec.Meta(min_length=40)]
"""As `LongText`."""

_UNFIT = (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError)
"""What the library raises for data that cannot be written down, and for bytes that are none."""


class Unpackable(ValueError):  # noqa: N818 - not an error: whoever asked makes the data anew
    """Data that cannot be packed, or bytes that are not what was asked for."""


def pack(data: object) -> bytes:
    """Lists, mappings, texts and numbers as bytes.  Raises `Unpackable`."""
    try:
        return msgspec.msgpack.encode(data)
    except _UNFIT as error:
        raise Unpackable(str(error)) from error


def unpack(data: bytes, kind: type[T] | Any = Any) -> T:
    """The data of a `kind` in bytes, wherever they come from.  Raises `Unpackable`."""
    try:
        found: T = msgspec.msgpack.decode(data, type=kind)
    except _UNFIT as error:
        raise Unpackable(str(error)) from error
    return found
