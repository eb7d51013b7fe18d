"""Caches the compiled code of templates, so that each template is compiled only once.

The code of a course's templates is cached only in memory, since someone else could have
written the code on disk.  The code of the theme's templates is cached in the same folder as the
bytecode of this module and is equally safe: anyone who can write to this folder can change the
program itself.
"""

from __future__ import annotations

import marshal
import os
from contextlib import suppress
from hashlib import sha256
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from jinja2 import BytecodeCache, compiler, idtracking, lexer, nodes, optimizer, parser

from coursegen.base.files import TEMPLATES, THEME
from coursegen.incremental.fingerprint import write_next_to_bytecode
from coursegen.templates import code_generator

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.bccache import Bucket

_THEME = str(THEME / TEMPLATES) + os.sep
_COMPILERS = (compiler, idtracking, lexer, nodes, optimizer, parser, code_generator)
"""The modules that compile templates."""


class TemplateCodeCache(BytecodeCache):
    """Caches the code of each template, keyed by file, until its source changes."""

    def __init__(self) -> None:
        self._cached: dict[str, tuple[str, CodeType]] = {}
        self._inputs: WeakKeyDictionary[Environment, bytes] = WeakKeyDictionary()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the path of a template's file."""
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's code from the cache, if it is there."""
        checksum, code = self._cached.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code
        elif bucket.key.startswith(_THEME):
            with suppress(OSError, EOFError, ValueError, TypeError):  # missing or truncated file
                bucket.code = _read(bucket, self._head(bucket))
            self._cache(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a template's code in the cache, replacing older code."""
        self._cache(bucket)
        if bucket.key.startswith(_THEME):
            write_next_to_bytecode(_disk(bucket), self._head(bucket) + marshal.dumps(bucket.code))

    def _cache(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._cached[bucket.key] = (bucket.checksum, bucket.code)

    def _head(self, bucket: Bucket) -> bytes:
        """Return the header of a template's code file; if it differs, the code is not used.

        The header depends on the template's path, since the code also contains the path.
        """
        environment = bucket.environment
        if environment not in self._inputs:
            self._inputs[environment] = _inputs(environment)
        digest = sha256(self._inputs[environment])
        digest.update(f"{bucket.key}|{bucket.checksum}".encode())
        return MAGIC_NUMBER + digest.digest()


CODE_CACHE = TemplateCodeCache()
"""The cache of compiled templates for all courses."""


def _inputs(environment: Environment) -> bytes:
    """Return the other inputs of a template's code: Jinja itself and its configuration."""
    files = (__file__, *(str(module.__file__) for module in _COMPILERS))
    compilers = list(map(os.stat, files))
    helpers = {**environment.tests, **environment.filters}
    everything = (
        [(each.st_size, each.st_mtime_ns) for each in compilers],
        {key: v for key, v in vars(environment).items() if isinstance(v, str | bool | None)},
        [sorted(getattr(environment, f"intercepted_{kind}", ())) for kind in ("binops", "unops")],
        sorted(environment.extensions),
        environment.code_generator_class.__qualname__,
        sorted((name, str(getattr(h, "jinja_pass_arg", ""))) for name, h in helpers.items()),
    )
    return repr(everything).encode()


def _read(bucket: Bucket, head: bytes) -> CodeType | None:
    """Return a template's code from an earlier run, if its header matches."""
    with open(_disk(bucket), "rb") as file:  # noqa: PTH123 - faster, and called twenty times per build
        code = marshal.load(file) if file.read(len(head)) == head else None  # noqa: S302 - as trustworthy as this module
    return code if isinstance(code, CodeType) else None


def _disk(bucket: Bucket) -> str:
    """Return the path of a theme template's code, in `__pycache__` or Python's configured folder.

    The path is outside the theme's folder, which is watched for changes.
    """
    name = bucket.key.removeprefix(_THEME).replace(os.sep, ".")
    return cache_from_source(str(Path(__file__).with_name(f"theme.{name}")))
