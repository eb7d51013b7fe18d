"""Caches of compiled templates, so that each template is compiled only once.

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
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from jinja2 import BytecodeCache, compiler, idtracking, lexer, nodes, optimizer, parser

from coursegen.base.files import TEMPLATES, THEME
from coursegen.incremental.fingerprint import keep
from coursegen.templates.budget import ELEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from jinja2.bccache import Bucket
    from jinja2.compiler import Frame

_MOST_DIGITS = 10_000
"""The maximum number of binary digits in a number."""
_NAMES = {
    "escape": "escaped",
    "text": "text",
    "html_join": "html_join",
    "text_join": "text_join",
    "compared": "compared",
    "charge": "charge",
}
"""The names of functions in the generated code, and the methods of `Sandbox` that they call."""
_REPEATED = (nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)
_THEME = str(THEME / TEMPLATES) + os.sep
_MAKERS = (compiler, idtracking, lexer, nodes, optimizer, parser)
"""The Jinja modules that compile templates."""


class Writer(compiler.CodeGenerator):
    """Generates a template's code, which uses the operations of `Sandbox`.

    At compile time, only literals are evaluated.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._costs: dict[int, int] = {}

    def write_commons(self) -> None:
        """Write the first lines of a function."""
        super().write_commons()
        for name, method in _NAMES.items():
            self.writeline(f"{name} = environment.{method}")

    def visit_Template(  # noqa: N802 - Jinja's name
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        """Compute the cost of each part that can run more than once."""
        whole = (node, *node.find_all(nodes.Block))
        for part in (*whole, *node.find_all((nodes.For, nodes.Macro, nodes.CallBlock))):
            self._costs[id(part.body)] = _cost(part.body)  # type: ignore[attr-defined] # all these nodes have a body
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Charge the cost of a part each time that it runs."""
        cost = self._costs.get(id(nodes))
        if cost:
            self.writeline(f"charge({cost})")
        super().blockvisit(nodes, frame)

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write a literal."""
        if isinstance(node.value, int) and node.value.bit_length() > _MOST_DIGITS:
            self.fail("a number is too large", node.lineno)
        super().visit_Const(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write the concatenation `a ~ b`."""
        if frame.eval_ctx.volatile:
            self.write("(html_join if context.eval_ctx.volatile else text_join)((")
        else:
            self.write("html_join((" if frame.eval_ctx.autoescape else "text_join((")
        for each in node.nodes:
            self.visit(each, frame)
            self.write(", ")
        self.write("))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write the subscript `a[b]` or the slice `a[b:c]`."""
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.sliced(")
        self.visit(node.node, frame)
        self.write(", slice(")
        for position in (node.arg.start, node.arg.stop, node.arg.step):
            if position is None:
                self.write("None, ")
            else:
                self.visit(position, frame)
                self.write(", ")
        self.write("))")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write a comparison such as `a == b`; comparisons with a literal are not charged."""
        self.write("(")
        operands = [node.expr, *(operation.expr for operation in node.ops)]
        is_plain = len(operands) == 2 and any(isinstance(o, nodes.Const) for o in operands)
        for sign, operand in zip(["", *(o.op for o in node.ops)], operands, strict=True):
            self.write(f" {compiler.operators[sign]} " if sign else "")
            self._checked(operand, frame, is_plain=is_plain)
        self.write(")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write a dictionary such as `{a: b}`."""
        self.write("{")
        for pair in node.items:
            self._checked(pair.key, frame, is_plain=isinstance(pair.key, nodes.Const))
            self.write(": ")
            self.visit(pair.value, frame)
            self.write(", ")
        self.write("}")

    def _checked(self, node: nodes.Expr, frame: Frame, *, is_plain: bool) -> None:
        self.write("" if is_plain else "compared(")
        self.visit(node, frame)
        self.write("" if is_plain else ")")

    def _output_child_pre(self, _node: nodes.Expr, frame: Frame, _finalize: Any) -> None:
        """Write the start of the call that outputs a value."""
        if frame.eval_ctx.volatile:
            self.write("(escape if context.eval_ctx.autoescape else text)(")
        else:
            self.write("escape(" if frame.eval_ctx.autoescape else "text(")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """Return the constant output of a node: the template's text, or a literal."""
        if not isinstance(node, nodes.Const | nodes.TemplateData):
            raise nodes.Impossible
        const = super()._output_child_to_const(node, frame, finalize)
        const.encode()  # a lone surrogate is an error here
        return const


def _cost(body: list[nodes.Node]) -> int:
    """Return the number of bytes that a body takes when it runs, without its repeated parts."""
    cost = 0
    stack = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Output):
            cost += 8 * len(node.nodes)
        elif isinstance(node, nodes.List | nodes.Tuple | nodes.Dict):
            cost += ELEMENT * (1 + len(node.items))
        elif isinstance(node, nodes.Macro | nodes.CallBlock | nodes.Block):
            cost += 8 * ELEMENT
        without = ("body",) if isinstance(node, _REPEATED) else ()
        stack.extend(node.iter_child_nodes(exclude=without))
    return cost


class Compiled(BytecodeCache):
    """Caches the code of each template, keyed by file, until its source changes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}
        self._circumstances: WeakKeyDictionary[Environment, bytes] = WeakKeyDictionary()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the path of a template's file."""
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's code from the cache, if it is there."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code
        elif bucket.key.startswith(_THEME):
            with suppress(OSError, EOFError, ValueError, TypeError):  # missing or truncated file
                bucket.code = _read(bucket, self._head(bucket))
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a template's code in the cache, replacing older code."""
        self._keep(bucket)
        if bucket.key.startswith(_THEME):
            keep(_disk(bucket), self._head(bucket) + marshal.dumps(bucket.code))

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)

    def _head(self, bucket: Bucket) -> bytes:
        """Return the header of a template's code file; if it differs, the code is not used.

        The header depends on the template's path, since the code also contains the path.
        """
        environment = bucket.environment
        if environment not in self._circumstances:
            self._circumstances[environment] = _circumstances(environment)
        digest = sha256(self._circumstances[environment])
        digest.update(f"{bucket.key}|{bucket.checksum}".encode())
        return MAGIC_NUMBER + digest.digest()


COMPILED = Compiled()
"""The cache of compiled templates for all courses."""


def _circumstances(environment: Environment) -> bytes:
    """Return the other inputs of a template's code: Jinja itself and its configuration."""
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
