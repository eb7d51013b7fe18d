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
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from jinja2 import BytecodeCache, compiler, idtracking, lexer, nodes, optimizer, parser

from coursegen.base.files import TEMPLATES, THEME
from coursegen.incremental.program import keep
from coursegen.templates.budget import ELEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from jinja2.bccache import Bucket
    from jinja2.compiler import Frame

_MOST_DIGITS = 10_000
"""Binary digits of a number."""
_NAMES = {
    "escape": "escaped",
    "text": "text",
    "html_join": "html_join",
    "text_join": "text_join",
    "compared": "compared",
    "charge": "charge",
}
"""What the code calls, by the method of `Sandbox`."""
_REPEATED = (nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)
_THEME = str(THEME / TEMPLATES) + os.sep
_MAKERS = (compiler, idtracking, lexer, nodes, optimizer, parser)
"""What of Jinja makes code of a template."""


class Writer(compiler.CodeGenerator):
    """Makes a template's code, whose operations are those of `Sandbox`.

    Nothing but literals is computed when a template is compiled.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._costs: dict[int, int] = {}

    def write_commons(self) -> None:
        """Open a function."""
        super().write_commons()
        for name, method in _NAMES.items():
            self.writeline(f"{name} = environment.{method}")

    def visit_Template(  # noqa: N802 - Jinja's name
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        """Note what each part that can run more than once takes."""
        whole = (node, *node.find_all(nodes.Block))
        for part in (*whole, *node.find_all((nodes.For, nodes.Macro, nodes.CallBlock))):
            self._costs[id(part.body)] = _cost(part.body)  # type: ignore[attr-defined] # each has one
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Charge what a part takes each time that it runs."""
        cost = self._costs.get(id(nodes))
        if cost:
            self.writeline(f"charge({cost})")
        super().blockvisit(nodes, frame)

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """A literal."""
        if isinstance(node.value, int) and node.value.bit_length() > _MOST_DIGITS:
            self.fail("a number is too large", node.lineno)
        super().visit_Const(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """`a ~ b`."""
        if frame.eval_ctx.volatile:
            self.write("(html_join if context.eval_ctx.volatile else text_join)((")
        else:
            self.write("html_join((" if frame.eval_ctx.autoescape else "text_join((")
        for each in node.nodes:
            self.visit(each, frame)
            self.write(", ")
        self.write("))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """`a[b]` or `a[b:c]`."""
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
        """`a == b`, and a chain of them; what is compared with a literal needs no care."""
        self.write("(")
        operands = [node.expr, *(operation.expr for operation in node.ops)]
        is_plain = len(operands) == 2 and any(isinstance(o, nodes.Const) for o in operands)
        for sign, operand in zip(["", *(o.op for o in node.ops)], operands, strict=True):
            self.write(f" {compiler.operators[sign]} " if sign else "")
            self._checked(operand, frame, is_plain=is_plain)
        self.write(")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """`{a: b}`."""
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
        """Open the call that writes a value."""
        if frame.eval_ctx.volatile:
            self.write("(escape if context.eval_ctx.autoescape else text)(")
        else:
            self.write("escape(" if frame.eval_ctx.autoescape else "text(")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """What is written in any case: the template's own text, and literals."""
        if not isinstance(node, nodes.Const | nodes.TemplateData):
            raise nodes.Impossible
        const = super()._output_child_to_const(node, frame, finalize)
        const.encode()  # half of a surrogate pair is reported where it is written
        return const


def _cost(body: list[nodes.Node]) -> int:
    """The bytes that a body takes once, without what runs more than once in it."""
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
