"""Record what a task reads, so that a later build can verify that its result is still valid.

A task asks queries, such as "the URL of `labs/1.md`".  The record contains each query with a digest
of its answer.  As long as all answers have the same digests, the result of the task is the same
(verifying traces in Mokhov, Mitchell and Peyton Jones, "Build systems à la carte", 2018).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

from coursegen.base.struct import Struct
from coursegen.base.text import Location
from coursegen.incremental.digest import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Query = tuple[str, ...]
"""The name of a query and its arguments."""


class Answers:
    """The answers to queries in one build; each is computed once.

    `functions` maps the name of each query to a function of its arguments.  The digest of an answer
    is the result of the function in `digests` with the same name, or else depends on its content.
    `inputs` contains, for some names, the digest of everything that all answers to such queries
    depend on.  If it is the same as in the last build, these answers need not be computed.
    """

    def __init__(
        self,
        functions: Mapping[str, Callable[..., Any]],
        digests: Mapping[str, Callable[..., str]],
        inputs: Mapping[str, str] | None = None,
    ) -> None:
        self.inputs = dict(inputs or {})
        self._functions = functions
        self._digests = digests
        self._answers: dict[Query, tuple[Query, Any]] = {}
        self._known_digests: dict[Query, str] = {}

    def get(self, query: Query) -> Any:
        """Return the answer to a query.  Raises the exceptions of its function."""
        return self.answered(query)[1]

    def answered(self, query: Query) -> tuple[Query, Any]:
        """Return a query without locations, and its answer."""
        answered = self._answers.get(query)
        if answered is None:
            plain = tuple(map(str, query))
            answered = self._answers[plain] = plain, self._functions[plain[0]](*query[1:])
        return answered

    def digest(self, query: Query) -> str:
        """Return the digest of the answer to a query."""
        digest = self._known_digests.get(query)
        if digest is None:
            own = self._digests.get(query[0])
            if own:
                digest = own(*query[1:])
            else:
                answer = self.get(query)
                is_text = isinstance(answer, str)  # the most common type
                digest = key_of("text", answer) if is_text else key_of(*content_of(answer))
            self._known_digests[query] = digest
        return digest

    def set_digest(self, query: Query, digest: str) -> None:
        """Set the digest of an answer that is known to be the same as in the last build."""
        self._known_digests[query] = digest

    def has(self, query: Query) -> bool:
        """Return whether the name of a query is known; a stored query may be from anywhere."""
        return bool(query) and query[0] in self._functions


class Reads:
    """Answers queries, and records them; `made` contains the queries with their answers."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.made: dict[Query, Any] = {}

    def __call__(self, *query: str) -> Any:
        """Return the answer to a query, and record the query."""
        made = self.made
        if query in made:
            return made[query]
        plain, answer = self.answers.answered(query)
        made[plain] = answer
        return answer

    def add(self, made: Mapping[Query, Any]) -> None:
        """Record queries that were made before."""
        self.made.update(made)

    @contextmanager
    def recorded(self) -> Iterator[dict[Query, Any]]:
        """Record the queries of a block of code separately, and add them to the others."""
        outer, self.made = self.made, {}
        inner = self.made
        try:
            yield inner
        finally:
            self.made = outer
            self.made.update(inner)


def content_of(value: Any) -> Iterator[str]:
    """Yield strings that identify the content of a value; locations in source files are ignored."""
    if isinstance(value, Location):
        return
    if isinstance(value, str):
        yield "text"
        yield value
    elif isinstance(value, Struct):
        yield type(value).__name__
        for name in value.__struct_fields__:
            yield from content_of(getattr(value, name))
    elif isinstance(value, Enum):
        yield value.name
    elif isinstance(value, Mapping):
        yield f"{{{len(value)}"
        for key, item in value.items():
            yield from content_of(key)
            yield from content_of(item)
    elif isinstance(value, list | tuple):
        yield f"[{len(value)}"
        for item in value:
            yield from content_of(item)
    else:
        yield repr(value)
