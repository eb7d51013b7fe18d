"""Results of pure functions, stored for later builds."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

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

    from coursegen.base.files import FileStat, SourceFile
    from coursegen.base.text import Source
    from coursegen.incremental.store import Store

T = TypeVar("T")

_MAX_BYTES = 50_000
"""The default maximum size of a result in bytes; each byte may take 64 bytes after decoding."""
PLAIN = Context(NO_LOCATION.source, NO_LOCATION.source, UTC)
"""The context of values without locations."""


class Memory:
    """What a process retains between builds: the results of one memo, and source files."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[Source, object, tuple[Diagnostic, ...]]] = {}
        self.stored: dict[str, bytes] | None = None
        self._sources: dict[str, tuple[FileStat, Source, bool]] = {}

    def source(self, file: SourceFile, read: Callable[[], Source | None]) -> Source | None:
        """Return the source of a file, which is not read again if its status is unchanged.

        The status cannot distinguish two changes in quick succession.  Therefore, the file is read
        twice before the status is trusted.
        """
        known = self._sources.pop(file.os_path, None)
        if known and known[0] == file.stat and known[2]:
            source: Source | None = known[1]
        else:
            source = read()
            if known and source and known[0] == file.stat and known[1].text == source.text:
                source = known[1]
        if source and file.stat:
            is_trusted = known is not None and source is known[1]
            self._sources[file.os_path] = (file.stat, source, is_trusted)
        return source


class Memo:
    """Results of pure functions, each identified by a key, in one entry of the store.

    The diagnostics of a function are part of its result: they are added to `diagnostics` each time.
    A process with `memory` writes to the store only once; the next process adds later results.
    """

    def __init__(
        self, store: Store, name: str, diagnostics: Diagnostics, memory: Memory | None = None
    ) -> None:
        self._store = store
        self._key = key_of("memo", name, fingerprint())
        self._diagnostics = diagnostics
        self.memory = memory
        self._known = memory.values if memory else {}
        self._values: dict[str, tuple[Source, object, tuple[Diagnostic, ...]]] = {}
        self._used: dict[str, bytes] = {}

    @cached_property
    def _stored(self) -> dict[str, bytes]:
        if self.memory and self.memory.stored is not None:
            return self.memory.stored
        content = self._store.get(self._key)
        try:
            return unpack(content, dict[LongText, bytes]) if content else {}
        except DecodeError:
            return {}

    def has(self, key: str) -> bool:
        """Return whether a result is stored for a key; it may be invalid."""
        return key in self._stored or key in self._known

    def get(
        self,
        type_: Any,
        key: str,
        compute: Callable[[Diagnostics], T],
        context: Context = PLAIN,
        limit: int = _MAX_BYTES,
    ) -> T:
        """Return the stored result of type `type_` for a key, or else that of `compute`.

        The key identifies all inputs of `compute`, which gets an object for its diagnostics.
        Stored results may be forged; those of more than `limit` bytes are ignored.
        """
        stored = self._stored.get(key, b"")
        known = self._known.get(key)
        if known and known[0] is context.source:
            value: Any = known[1]
            found = known[2]
        else:
            try:
                stored = stored if len(stored) <= limit else b""
                value, found = decode(stored, tuple[type_, tuple[Diagnostic, ...]], context)
            except DecodeError:  # also for no data
                computed = Diagnostics()
                value = compute(computed)
                found, stored = tuple(computed), b""
        self._diagnostics.extend(found)
        self._values[key] = (context.source, value, found)
        if not stored and not (self.memory and self.memory.stored is not None):
            with suppress(EncodeError):  # for example, a location in another file
                stored = encode((value, found), context)
        if stored:
            self._used[key] = stored
        result: T = value
        return result

    def save(self) -> None:
        """Store the results that were used, and remove all others."""
        if self._used != self._stored and not (self.memory and self.memory.stored is not None):
            self._store.put(self._key, pack(self._used))
        if self.memory:
            self.memory.values, self.memory.stored = self._values, self._used
