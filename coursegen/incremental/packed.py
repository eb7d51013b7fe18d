"""Convert plain data to bytes and back (MessagePack), for the caches."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

T = TypeVar("T")

LongText = Annotated[str, msgspec.Meta(min_length=40)]
"""A string with a minimum length, such as a digest.

A short item takes up 40 times as much space in memory as in a file.  If every item contains a
long string, the memory for untrusted data is at most about five times its size.
"""
LongBytes = Annotated[bytes, msgspec.Meta(min_length=40)]
"""Bytes with the same minimum length as `LongText`."""

_UNFIT = (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError)
"""The exceptions that the library raises for unsupported data and for invalid bytes."""


class Unpackable(ValueError):  # noqa: N818 - not an error for users
    """Data that cannot be packed, or bytes that cannot be unpacked to the requested type."""


def pack(data: object) -> bytes:
    """Convert lists, mappings, strings and numbers to bytes.  Raises `Unpackable`."""
    try:
        return msgspec.msgpack.encode(data)
    except _UNFIT as error:
        raise Unpackable(str(error)) from error


def unpack(data: bytes, kind: type[T] | Any = Any) -> T:
    """Convert untrusted bytes to a value of type `kind`.  Raises `Unpackable`."""
    try:
        found: T = msgspec.msgpack.decode(data, type=kind)
    except _UNFIT as error:
        raise Unpackable(str(error)) from error
    return found
