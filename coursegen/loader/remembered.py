"""Cache the parsed values of the author's files, so that only changed files are parsed."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

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
    from datetime import tzinfo

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.files import FileStat, SourceFile
    from coursegen.base.text import Source
    from coursegen.incremental.store import Store

T = TypeVar("T")

_LONGEST = 2_000_000
"""The maximum size of a file's value in bytes; a course with 10,000 lectures needs less."""


def _longest(source: Source) -> int:
    """Return the maximum size of a file's value in bytes, which is far above normal sizes.

    Each byte may take up to 64 bytes of memory after decoding.
    """
    return min(10_000 + 20 * len(source.text), _LONGEST)


class Memory:
    """The sources and values that a process retains while it reads the same course repeatedly."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.records: dict[str, bytes] | None = None
        self._sources: dict[str, tuple[FileStat, Source, bool]] = {}

    def source(self, file: SourceFile, read: Callable[[], Source | None]) -> Source | None:
        """Return the source of a file, which is not read again if its status is unchanged.

        The status cannot distinguish two changes in quick succession.  Therefore, the file is read
        twice before the status is trusted.
        """
        known = self._sources.pop(file.os_path, None)
        stamp = file.stat
        if known and known[0] == stamp and known[2]:
            source: Source | None = known[1]
        else:
            source = read()
            if known and source and known[0] == stamp and known[1].text == source.text:
                source = known[1]
        if source and stamp:
            sure = known is not None and source is known[1]
            self._sources[file.os_path] = (stamp, source, sure)
        return source


class Remembered:
    """The values of a course's files, keyed by their content.

    They are stored in `cache` and `memory`, if these exist.  A process with `memory` writes to the
    cache only once; the next process adds later values.
    """

    def __init__(
        self,
        cache: Store | None,
        memory: Memory | None,
        site: Source,
        timezone: tzinfo,
        diagnostics: Diagnostics,
    ) -> None:
        self._cache = cache
        self._memory = memory
        self._site = site
        self._timezone = timezone
        self._diagnostics = diagnostics
        self._key = key_of("course", fingerprint())
        self._known: dict[str, object] = memory.values if memory else {}
        self._writes = memory is None or memory.records is None
        self._values: dict[str, object] = {}
        self._now: dict[str, bytes] = {}

    def read(
        self, kind: type[T], source: Source, read: Callable[[], T | None], *, alone: bool = False
    ) -> T | None:
        """Return the cached value of a file, or the result of `read`.

        If `alone` is true, the value does not depend on `site.yaml`.
        """
        if self._cache is None:
            return read()
        context = Context(source, self._site, self._timezone)
        site = "" if alone else self._site.digest
        key = f"{kind.__name__} {site} {source.digest} {source.name}"
        known = self._known.get(key)
        kept = self._before.get(key)
        if kept is not None and len(kept) > _longest(source):
            kept = None
        if kept is not None:
            self._now[key] = kept
        if isinstance(known, kind):
            self._values[key] = known
            return known
        if kept is not None:
            with suppress(DecodeError):
                value: T = decode(kept, kind, context)
                self._values[key] = value
                return value
        told = self._diagnostics.total
        new = read()
        if new is not None and self._diagnostics.total == told:
            self._values[key] = new
            if self._writes:
                with suppress(EncodeError):
                    self._now[key] = encode(new, context)
        return new

    def keep(self) -> None:
        """Store the values that were read, and remove all others."""
        if self._cache and self._writes and self._now != self._before:
            self._cache.put(self._key, pack(self._now))
        if self._memory:
            self._memory.values, self._memory.records = self._values, self._now

    @cached_property
    def _before(self) -> dict[str, bytes]:
        if self._memory and self._memory.records is not None:
            return self._memory.records
        kept = self._cache.get(self._key) if self._cache else None
        try:
            return unpack(kept, dict[LongText, bytes]) if kept else {}
        except DecodeError:
            return {}
