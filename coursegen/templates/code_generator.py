"""Generates the Python code of templates, which uses the operations of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import compiler, nodes

from coursegen.templates.budget import ELEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2.compiler import Frame

_MAX_DIGITS = 10_000
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


class CodeGenerator(compiler.CodeGenerator):
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
        if isinstance(node.value, int) and node.value.bit_length() > _MAX_DIGITS:
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
