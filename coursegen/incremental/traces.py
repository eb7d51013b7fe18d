"""The results of tasks, stored together with what the tasks read.

The stored data may come from an untrusted source: it is decoded to the declared types, and its size
is limited.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from coursegen.base.diagnostics import Diagnostic
from coursegen.base.struct import Meta, Struct
from coursegen.base.text import NO_LOCATION, Position
from coursegen.incremental.codec import (
    Context,
    DecodeError,
    EncodeError,
    LongText,
    decode,
    encode,
    encoder,
    pack,
    unpack,
)
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.reads import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coursegen.incremental.reads import Answers
    from coursegen.incremental.store import Store

T = TypeVar("T")

_MAX_BYTES = 12_000_000
"""The maximum size of all stored results in bytes, which allows more than 20,000 pages."""
SOURCE = "source"
"""The name of the query for a source file by its name."""

_Read = tuple[Annotated[Query, Meta(max_length=8)], LongText]
"""A query, and the digest of its answer."""
_Table = tuple[dict[str, LongText], list[_Read], dict[LongText, bytes]]
"""The inputs (see `Answers`), all reads, and all results, keyed by digests of their keys.

Each result contains the value, the diagnostics and the positions of its reads.  It is decoded only
if it is needed, because short items need much more memory than in a file.
"""


class Result(Struct, Generic[T]):
    """The value of a task, its diagnostics, and the queries that it made."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()
    reads: tuple[Query, ...] = ()


class Traces(Generic[T]):
    """The results of the tasks with the given `name` in the last build, keyed by task.

    `type_` is the type of the values.
    """

    def __init__(self, store: Store, name: str, type_: type[T], answers: Answers) -> None:
        self._store = store
        self._key = key_of("traces", name, fingerprint())
        self._answers = answers
        self._context = _context(answers)
        self._kind = tuple[type_, tuple[Diagnostic, ...], list[Position]]  # type: ignore[valid-type] # known at run time only
        self._content = store.get(self._key, _MAX_BYTES)
        self._inputs, self._reads, self._results = _unpacked(self._content)
        self._found: dict[str, tuple[Result[T], bytes, list[int]]] = {}

    def find(self, key: str) -> Result[T] | None:
        """Return the result of a task, if what it read is still the same."""
        try:
            stored = self._results[key_of(key)]
            parts: Any = decode(stored, self._kind, self._context)
            value, diagnostics, reads = parts
            if not all(map(self._valid.__getitem__, reads)):
                return None
            result = Result(value, diagnostics, tuple([self._reads[at][0] for at in reads]))
        except (DecodeError, LookupError):
            return None
        self._found[key] = result, stored, reads
        return result

    @cached_property
    def _valid(self) -> list[bool]:
        """Whether the answer to each stored query is still the same."""
        return [self._is_unchanged(query, digest) for query, digest in self._reads]

    def _is_unchanged(self, query: Query, digest: str) -> bool:
        answers = self._answers
        try:
            if self._inputs.get(query[0]) == answers.inputs.get(query[0], ""):
                answers.set_digest(query, digest)
                return True
            return answers.has(query) and answers.digest(query) == digest
        except (AttributeError, LookupError, TypeError, ValueError):  # invalid arguments
            return False

    def save(self, results: Mapping[str, Result[T]]) -> None:
        """Store the results of all tasks, in place of those of the last build."""
        # The results that were found remain as they are, if each stored query is used.
        known = {query: at for at, (query, _) in enumerate(self._reads)}
        positions, stored, used = self._encoded(results, known)
        if len(used) < max(len(positions), len(self._reads)):
            self._found = {}
            positions, stored, _ = self._encoded(results, {})
        try:
            reads = [(query, self._answers.digest(query)) for query in positions]
            packed = pack((self._answers.inputs, reads, stored))
        except EncodeError:  # a query contains a lone surrogate
            return
        if packed != self._content:
            self._store.put(self._key, packed)

    def _encoded(
        self, results: Mapping[str, Result[T]], positions: dict[Query, int]
    ) -> tuple[dict[Query, int], dict[str, bytes], set[int]]:
        """Return the positions of all queries, the encoded results, and the used positions.

        Adds the queries of new results to `positions`.
        """
        encode = encoder(self._context)
        stored: dict[str, bytes] = {}
        used: set[int] = set()
        for key, result in results.items():
            found = self._found.get(key)
            if found and found[0] is result:
                _, stored[key_of(key)], at = found
            else:
                at = [positions.setdefault(query, len(positions)) for query in result.reads]
                with suppress(EncodeError):  # a diagnostic in a file outside the course
                    stored[key_of(key)] = encode((result.value, result.diagnostics, at))
            used.update(at)
        return positions, stored, used


def _unpacked(content: bytes | None) -> _Table:
    try:
        return unpack(content, _Table) if content else ({}, [], {})
    except DecodeError:
        return {}, [], {}


def _context(answers: Answers) -> Context:
    """Return a context in which all locations refer to sources by their names."""
    none = NO_LOCATION.source
    return Context(none, none, UTC, lambda name: answers.get((SOURCE, name)))


def pack_result(result: Result[Any], answers: Answers) -> bytes:
    """Convert a result to bytes, to pass it to another process.  Raises `EncodeError`."""
    return encode((result.value, result.diagnostics, result.reads), _context(answers))


def unpack_result(data: bytes, type_: type[T], answers: Answers) -> Result[T]:
    """Convert bytes from `pack_result` back to a result."""
    stored = tuple[type_, tuple[Diagnostic, ...], tuple[Query, ...]]  # type: ignore[valid-type] # as above
    result: tuple[T, tuple[Diagnostic, ...], tuple[Query, ...]]
    result = decode(data, stored, _context(answers))
    return Result(*result)
