"""Results of pure functions, stored for later builds."""

from __future__ import annotations

from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from coursegen.base.diagnostics import Diagnostic, Diagnostics
from coursegen.base.text import NO_LOCATION
from coursegen.incremental.codec import (
    Context,
    DecodeError,
    EncodeError,
    LongText,
    decode,
    encode,
    pack,
    unpack,
)
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from coursegen.incremental.store import Store

T = TypeVar("T")

_MAX_BYTES = 50_000
"""The default maximum size of a result in bytes; each byte may take 64 bytes after decoding."""
PLAIN = Context(NO_LOCATION.source, NO_LOCATION.source, UTC)
"""The context of values without locations."""


class Memo:
    """Results of pure functions, each identified by a key, in one entry of the store.

    The diagnostics of a function are part of its result: they are added to `diagnostics` each time.
    """

    def __init__(self, store: Store, name: str, diagnostics: Diagnostics) -> None:
        self._store = store
        self._key = key_of("memo", name, fingerprint())
        self._diagnostics = diagnostics
        self._used: dict[str, bytes] = {}

    @cached_property
    def _stored(self) -> dict[str, bytes]:
        content = self._store.get(self._key)
        try:
            return unpack(content, dict[LongText, bytes]) if content else {}
        except DecodeError:
            return {}

    def get(
        self,
        type_: type[T],
        key: str,
        compute: Callable[[Diagnostics], T],
        context: Context = PLAIN,
        limit: int = _MAX_BYTES,
    ) -> T:
        """Return the stored result of type `type_` for a key, or else that of `compute`.

        The key identifies all inputs of `compute`, which gets an object for its diagnostics.
        Stored results may be forged; those of more than `limit` bytes are ignored.
        """
        kind = tuple[type_, tuple[Diagnostic, ...]]  # type: ignore[valid-type] # known at run time only
        stored = self._stored.get(key)
        if stored is not None and len(stored) <= limit:
            try:
                result: tuple[T, tuple[Diagnostic, ...]] = decode(stored, kind, context)
            except DecodeError:
                pass
            else:
                self._used[key] = stored
                self._diagnostics.extend(result[1])
                return result[0]
        found = Diagnostics()
        value = compute(found)
        self._diagnostics.extend(found)
        try:
            self._used[key] = encode((value, tuple(found)), context)
        except EncodeError:  # for example, a location in another file
            self._used.pop(key, None)
        return value

    def save(self) -> None:
        """Store the results that were used, and remove all others."""
        if self._used != self._stored:
            self._store.put(self._key, pack(self._used))
