"""Templates compiled once: every template in a process, the theme's with the program.

A course's templates are kept in memory alone: what is read from a disk as code, somebody else may
have written.  The theme's are kept where Python keeps what it made of this module, and on the same
terms: who can write there can change the program itself.
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

from coursegen.paths import TEMPLATES, THEME
from coursegen.program import keep

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.bccache import Bucket

_THEME = str(THEME / TEMPLATES) + os.sep
_MAKERS = (compiler, idtracking, lexer, nodes, optimizer, parser)
"""What of Jinja makes code of a template."""


class Writer(compiler.CodeGenerator):
    """Makes a template's code, which writes values by `Sandbox.escaped`."""

    def write_commons(self) -> None:
        """Open a function."""
        super().write_commons()
        self.writeline("escape = environment.escaped")


class Compiled(BytecodeCache):
    """Keeps each template's code, known by its file, as long as its source stays the same."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}
        self._circumstances: WeakKeyDictionary[Environment, bytes] = WeakKeyDictionary()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The path of a template's file."""
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it is known."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code
        elif bucket.key.startswith(_THEME):
            with suppress(OSError, EOFError, ValueError, TypeError):  # not there, or cut short
                bucket.code = _read(bucket, self._head(bucket))
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code in the place of what it had before."""
        self._keep(bucket)
        if bucket.key.startswith(_THEME):
            keep(_disk(bucket), self._head(bucket) + marshal.dumps(bucket.code))

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)

    def _head(self, bucket: Bucket) -> bytes:
        """What opens the file of a template's code: where it differs, the code is made anew.

        The template's path is in it, since the code knows that, too.
        """
        environment = bucket.environment
        if environment not in self._circumstances:
            self._circumstances[environment] = _circumstances(environment)
        digest = sha256(self._circumstances[environment])
        digest.update(f"{bucket.key}|{bucket.checksum}".encode())
        return MAGIC_NUMBER + digest.digest()


COMPILED = Compiled()
"""Of all courses."""


def _circumstances(environment: Environment) -> bytes:
    """Whatever else goes into a template's code: Jinja itself, and how it is set up."""
    files = (__file__, *(str(module.__file__) for module in _MAKERS))
    makers = list(map(os.stat, files))
    helpers = {**environment.tests, **environment.filters}
    everything = (
        [(maker.st_size, maker.st_mtime_ns) for maker in makers],
        {key: v for key, v in vars(environment).items() if isinstance(v, str | bool | None)},
        [sorted(getattr(environment, f"intercepted_{kind}", ())) for kind in ("binops", "unops")],
        sorted(environment.extensions),
        environment.code_generator_class.__qualname__,
        sorted((name, str(getattr(h, "jinja_pass_arg", ""))) for name, h in helpers.items()),
    )
    return repr(everything).encode()


def _read(bucket: Bucket, head: bytes) -> CodeType | None:
    """The code that an earlier run made of a template, if it was made of the same."""
    with open(_disk(bucket), "rb") as file:  # noqa: PTH123 - each build opens twenty of them
        code = marshal.load(file) if file.read(len(head)) == head else None  # noqa: S302 - no less to be trusted than this module
    return code if isinstance(code, CodeType) else None


def _disk(bucket: Bucket) -> str:
    """`render/__pycache__/theme.partials.head.cpython-311.pyc`, or where Python is told.

    Not in the theme's own folder: that one is walked, watched and copied from.
    """
    name = bucket.key.removeprefix(_THEME).replace(os.sep, ".")
    return cache_from_source(str(Path(__file__).with_name(f"theme.{name}")))
