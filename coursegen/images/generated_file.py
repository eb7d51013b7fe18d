"""A file of the site that is made only when somebody needs its bytes."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.struct import Struct
from coursegen.incremental.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_CACHED = Cache(Path(), keeps=False, afresh=True)
"""For files that are made as fast as they would be read."""


class GenerateError(Exception):
    """A file cannot be made; the message is a sentence without a full stop."""

    def __init__(self, message: str, code: Code = Code.PICTURE_BROKEN) -> None:
        super().__init__(message)
        self.code = code


class GeneratedFile(Struct, eq=False):
    """What will stand at an output path: two with the same `key` have the same bytes.

    `make` makes the bytes anew and may raise `GenerateError`; `read` looks into the cache first.
    """

    key: str
    make: Callable[[], bytes]
    cache: Cache

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GeneratedFile) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def is_cached(self) -> bool:
        """Whether it need not be made, as far as a glance tells."""
        return self.cache.has(self.key)

    def read(self) -> bytes:
        """The bytes, made now if they are not kept."""
        content = self.cache.get(self.key)
        if content is None:
            content = self.make()
            self.cache.put(self.key, content)
        return content


@cache
def pillow_version() -> str:
    """Which Pillow makes the files; found out without importing it or reading all metadata."""
    spec = find_spec("PIL")
    if spec is None or spec.origin is None:
        return ""
    return Path(spec.origin).with_name("_version.py").read_text(encoding="utf-8")
