"""What was read of the author's files the last time, so that only new ones are read in full."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec

from coursegen.cache import key_of
from coursegen.loader.record import Setting, Unfit, dump, load
from coursegen.program import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from coursegen.cache import Cache
    from coursegen.diagnostics import Diagnostics
    from coursegen.source import Source

T = TypeVar("T")


class Remembered:
    """The values of one course's files, by their content; kept in `cache`, if there is one."""

    def __init__(
        self, cache: Cache | None, site: Source, timezone: tzinfo, diagnostics: Diagnostics
    ) -> None:
        self._cache = cache
        self._site = site
        self._timezone = timezone
        self._diagnostics = diagnostics
        self._key = key_of("course", program())
        self._before = self._read() if cache else {}
        self._now: dict[str, bytes] = {}

    def read(
        self, kind: type[T], source: Source, read: Callable[[], T | None], *, alone: bool = False
    ) -> T | None:
        """The value of a file: as it is known, else as `read` reads it.

        What is read `alone` has nothing of `site.yaml` in it.
        """
        if self._cache is None:
            return read()
        setting = Setting(source, self._site, self._timezone)
        site = "" if alone else self._site.digest
        key = key_of(kind.__name__, site, source.name, source.digest)
        kept = self._before.get(key)
        if kept is not None:
            try:
                value = load(kind, msgspec.msgpack.decode(kept), setting)
            except (Unfit, msgspec.MsgspecError, RecursionError):
                pass
            else:
                self._now[key] = kept
                return value
        told = self._diagnostics.total
        new = read()
        if new is not None and self._diagnostics.total == told:
            with suppress(Unfit, msgspec.MsgspecError, RecursionError, OverflowError):
                self._now[key] = msgspec.msgpack.encode(dump(new, setting))
        return new

    def keep(self) -> None:
        """Keep what was read, and nothing older."""
        if self._cache and self._now != self._before:
            self._cache.put(self._key, msgspec.msgpack.encode(self._now))

    def _read(self) -> dict[str, bytes]:
        kept = self._cache.get(self._key) if self._cache else None
        try:
            return msgspec.msgpack.decode(kept, type=dict[str, bytes]) if kept else {}
        except msgspec.MsgspecError:
            return {}
