"""The results of tasks, stored together with what the tasks read.

The stored data may come from an untrusted source: it is decoded to the declared types, and its size
is limited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from coursegen.base.codes import Code  # noqa: TC001 - msgspec reads the types of fields
from coursegen.base.diagnostics import Diagnostic, Severity, TextEdit
from coursegen.base.struct import Struct
from coursegen.base.text import Location
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.packed import LongText, Unpackable, pack, unpack
from coursegen.incremental.reads import Query  # noqa: TC001 - as above

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coursegen.base.text import Source
    from coursegen.incremental.reads import Answers
    from coursegen.incremental.store import Store

T = TypeVar("T")

_MAX_BYTES = 12_000_000
"""The maximum size of all stored results in bytes, which allows more than 20,000 pages."""
SOURCE = "source"
"""The name of the query for a source file by its name."""


class Result(Struct, Generic[T]):
    """The value of a task, its diagnostics, and the queries that it made."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()
    reads: tuple[Query, ...] = ()


class StoredLocation(NamedTuple):
    """A location without its source's text."""

    source: str
    line: int
    column: int
    length: int

    def load(self, answers: Answers) -> Location:
        """Return the location in the current source.  Raises `LookupError` if there is none."""
        source: Source | None = answers.get((SOURCE, self.source))
        if source is None:
            raise LookupError(self.source)
        return Location(source, self.line, self.column, self.length)


def stored_location(location: Location) -> StoredLocation:
    """Return a location without its source's text."""
    return StoredLocation(location.source.name, *location[1:])


class _StoredDiagnostic(NamedTuple):
    code: Code
    severity: Severity
    message: str
    location: StoredLocation
    hint: str
    missing: bool
    edit: tuple[StoredLocation, str] | None

    def load(self, answers: Answers) -> Diagnostic:
        edit = TextEdit(self.edit[0].load(answers), self.edit[1]) if self.edit else None
        location = self.location.load(answers)
        return Diagnostic(
            self.code, self.severity, self.message, location, self.hint, self.missing, edit
        )


class _StoredResult(Struct, Generic[T], array_like=True):
    value: T
    diagnostics: tuple[_StoredDiagnostic, ...]
    reads: tuple[Query, ...]


class _StoredTable(Struct, Generic[T], array_like=True):
    """All results; their reads are positions in `reads`, which contains each read once."""

    reads: list[tuple[Query, LongText]]
    results: dict[str, tuple[T, tuple[_StoredDiagnostic, ...], list[int]]]


class Traces(Generic[T]):
    """The results of the tasks with the given `name` in the last build, keyed by task.

    `type_` is the type of the values.
    """

    def __init__(self, store: Store, name: str, type_: type[T], answers: Answers) -> None:
        self._store = store
        self._key = key_of("traces", name, fingerprint())
        self._type = type_
        self._answers = answers
        content = store.get(self._key, _MAX_BYTES)
        self._table = _StoredTable[T]([], {})
        if content:
            try:
                self._table = unpack(content, _StoredTable[type_])  # type: ignore[valid-type] # known at run time only
            except Unpackable:
                content = None
        self._content = content
        self._valid: dict[int, bool] = {}

    def find(self, key: str) -> Result[T] | None:
        """Return the result of a task, if what it read is still the same."""
        stored = self._table.results.get(key)
        if stored is None or not all(map(self._is_valid, stored[2])):
            return None
        try:
            diagnostics = tuple(each.load(self._answers) for each in stored[1])
        except LookupError:
            return None
        return Result(stored[0], diagnostics, tuple(self._table.reads[at][0] for at in stored[2]))

    def _is_valid(self, position: int) -> bool:
        if position not in self._valid:
            self._valid[position] = self._is_unchanged(position)
        return self._valid[position]

    def _is_unchanged(self, position: int) -> bool:
        if not 0 <= position < len(self._table.reads):
            return False
        query, digest = self._table.reads[position]
        try:
            return self._answers.has(query) and self._answers.digest(query) == digest
        except (AttributeError, LookupError, TypeError, ValueError):  # invalid arguments
            return False

    def save(self, results: Mapping[str, Result[T]]) -> None:
        """Store the results of all tasks, in place of those of the last build."""
        positions: dict[Query, int] = {}
        table = _StoredTable[T]([], {})
        for key, result in results.items():
            reads = [positions.setdefault(query, len(positions)) for query in result.reads]
            table.results[key] = (result.value, _stored(result.diagnostics), reads)
        table.reads.extend((query, self._answers.digest(query)) for query in positions)
        content = pack(table)
        if content != self._content:
            self._store.put(self._key, content)


def _stored(diagnostics: Iterable[Diagnostic]) -> tuple[_StoredDiagnostic, ...]:
    return tuple(
        _StoredDiagnostic(
            each.code,
            each.severity,
            each.message,
            stored_location(each.location),
            each.hint,
            each.missing,
            (stored_location(each.edit.location), each.edit.text) if each.edit else None,
        )
        for each in diagnostics
    )


def pack_result(result: Result[T]) -> bytes:
    """Convert a result to bytes, to pass it to another process of the same build."""
    return pack(_StoredResult(result.value, _stored(result.diagnostics), result.reads))


def unpack_result(data: bytes, type_: type[T], answers: Answers) -> Result[T]:
    """Convert bytes from `pack_result` back to a result."""
    stored: _StoredResult[T] = unpack(data, _StoredResult[type_])  # type: ignore[valid-type] # as above
    diagnostics = tuple(each.load(answers) for each in stored.diagnostics)
    return Result(stored.value, diagnostics, stored.reads)
