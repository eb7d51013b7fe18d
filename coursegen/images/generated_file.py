"""A file of the site that is generated only when its bytes are needed."""

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
"""A disabled cache for files that are generated as fast as they are read."""


class GenerateError(Exception):
    """An error that prevents generating a file; the message is a sentence without a period."""

    def __init__(self, message: str, code: Code = Code.IMAGE_UNREADABLE) -> None:
        super().__init__(message)
        self.code = code


class GeneratedFile(Struct, eq=False):
    """A file that is generated on demand; files with the same `key` have the same bytes.

    `make` generates the bytes and may raise `GenerateError`.
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
        """Whether the cache contains an entry, which may be invalid."""
        return self.cache.has(self.key)

    def read(self) -> bytes:
        """Return the bytes from the cache, or generate and cache them."""
        content = self.cache.get(self.key)
        if content is None:
            content = self.make()
            self.cache.put(self.key, content)
        return content


@cache
def pillow_version() -> str:
    """Return the content of Pillow's version file, because importing Pillow is slow."""
    spec = find_spec("PIL")
    if spec is None or spec.origin is None:
        return ""
    return Path(spec.origin).with_name("_version.py").read_text(encoding="utf-8")
