"""What a template may do: write values.

A course's templates come with the course, and with whatever somebody proposes to change in it.  So
they read no file but templates, start no program, see nothing of Python's internals, of the clock
or of the machine, and take no more memory than `Budget` allows.  Only the time is not limited: a
template that loops for long is stopped like any other program.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from sys import getsizeof
from typing import TYPE_CHECKING, Any, cast

from jinja2 import FileSystemLoader, Template, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext, Macro
from markupsafe import Markup, escape

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import TEMPLATES, walk
from coursegen.base.struct import Struct
from coursegen.base.text import LocatedStr
from coursegen.templates.budget import (
    ELEMENT,
    ESCAPED,
    LONG,
    Budget,
    MemoryLimitError,
    RefusedError,
    describe,
)
from coursegen.templates.builtin_filters import METERED_FILTERS, METERED_TESTS
from coursegen.templates.builtin_methods import cost_of
from coursegen.templates.compiled import Writer
from coursegen.templates.formatting import Format, percent_cost
from coursegen.templates.metered import MeteredEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, MutableMapping
    from pathlib import Path

    from jinja2 import Environment

_MAX_TEMPLATE = 60_000
"""Characters of a template: Jinja takes up to 4 KB for one. The theme's longest has a twelfth."""
_MAX_BITS = 10_000
"""Binary digits of a number."""
_MISSING = object()
_MAX_CACHED_TEMPLATES = 400
"""Templates that are cached by name, of which one may have many; as many as Jinja caches."""
_MAX_CACHED_STRING = 200
"""Characters of a string whose HTML is cached: most are in many pages."""
_MAX_FREE_ARGUMENTS = 50
"""Arguments of a macro that are not charged."""
_SAFE_TYPES = frozenset({LoopContext, TemplateModule, date, datetime})
"""Types of the library and of Python whose public attributes are safe."""
_MAX_UNMEASURED_PARTS = 100
"""Parts of a block that are joined without a look at how long they are."""
_BATCH = 1000
"""Parts of a page that are joined at a time."""
_OUTPUT_COPIES = 4
"""A page is in memory as its parts, as a whole, and when it is finished and encoded."""


_SURROGATE = re.compile("[\ud800-\udfff]")
_SCOPE_ARGUMENTS = frozenset({"_loop_vars", "_block_vars"})
"""What Jinja's code adds to the arguments of every call."""
_UNORDERED: tuple[type, ...] = (set, frozenset, type({}.keys()), type({}.items()))
"""What `-` makes of these has no order."""


class _Context(Context):
    """The variables of a template, which are copied for each template that it includes."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], *args: Any, **options: Any
    ) -> None:
        budget: Budget = environment.budget  # type: ignore[attr-defined] # always a Sandbox
        budget.charge(2 * ELEMENT * len(parent))
        super().__init__(environment, parent, *args, **options)


class _Template(Template):
    """A template whose module, once made for all pages, is charged to all of them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        budget: Budget = self.environment.budget  # type: ignore[attr-defined] # always a Sandbox
        known, left = self._module is not None, budget.left
        module = super()._get_default_module(ctx)
        if not known and self._module is not None:
            budget.keep(left - budget.left)
        return module


class Sandbox(MeteredEnvironment):
    """The environment of a course's templates.

    The code that `Writer` makes calls the methods below in place of Python's operators.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    code_generator_class = Writer
    context_class = _Context
    template_class = _Template

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._open: set[tuple[type, str]] = set()
        self._known: dict[str, Template] = {}
        self.escaped = _make_escape(self.budget)
        self.filters = dict(METERED_FILTERS)
        self.tests = dict(METERED_TESTS)
        del self.globals["lipsum"]  # random text

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            return super()._parse(source, name, filename)
        except ValueError as error:  # of `int`
            raise TemplateSyntaxError("a number is too large", 1, name, filename) from error

    def refuse_surrogates(self) -> None:
        """From now on, writing half of a surrogate pair is an error; that is looked for slowly."""
        escaped = self.escaped

        def strictly_escaped(value: Any) -> str:
            html = escaped(value)
            if _SURROGATE.search(html):
                raise RefusedError(
                    "half of a surrogate pair cannot be written as UTF-8",
                    "write the whole character",
                )
            return html

        self.escaped = strictly_escaped
        for template in self._known.values():
            template._module = None  # noqa: SLF001 - as Jinja made it, with the function before

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute: of a value of ours at once if its name is public.

        All else is checked by Jinja, which does not check the keys of a dict.
        """
        kind = type(obj)
        if (kind, attribute) in self._open:
            try:
                return getattr(obj, attribute)
            except AttributeError:  # of a property
                pass
        value = getattr(obj, attribute, _MISSING)
        if value is _MISSING:
            if kind is dict and attribute in obj:
                return obj[attribute]
        elif not attribute.startswith("_") and (issubclass(kind, Struct) or kind in _SAFE_TYPES):
            self._open.add((kind, attribute))
            return value
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item of a mapping or sequence, else an attribute of that name."""
        return super().getitem(obj, self.compared(argument))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """What templates get for `str.format` and `str.format_map`; None for any other value."""
        owner, name = getattr(value, "__self__", None), getattr(value, "__name__", "")
        if isinstance(owner, str) and name in {"format", "format_map"}:
            return Format(self, owner, is_map=name == "format_map")
        return None

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template may call; a macro, which is one's own, at once."""
        if type(called) is not Macro:
            options = {k: v for k, v in kwargs.items() if k not in _SCOPE_ARGUMENTS}
            self.charge(cost_of(self, called, args, options))
            return super().call(context, called, *args, **kwargs)
        if len(args) > _MAX_FREE_ARGUMENTS:
            self.charge(ELEMENT * len(args))
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(context.eval_ctx, *args, **kwargs)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as the library calls it
    ) -> Template:
        """A template by its name; Jinja looks for it once."""
        known = self._known.get(name) if type(name) is str and not globals else None
        if known is None:
            known = super().get_template(name, parent, globals)
            if type(name) is str and len(self._known) < _MAX_CACHED_TEMPLATES:
                self._known[name] = known
        return known

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows; the same for all, unless some are added."""
        return super().make_globals(d) if d else self.globals

    def concat(self, parts: Iterable[str]) -> str:
        """What a block of a template has written, as one string."""
        if type(parts) is not list or len(parts) > _MAX_UNMEASURED_PARTS:
            return self.budget.join(parts if type(parts) is list else list(parts), 2)
        joined = "".join(parts)  # none is long that was not charged when it was written
        self.charge(2 * getsizeof(joined))
        return joined

    def html_join(self, values: tuple[Any, ...]) -> str:
        """`a ~ b`: HTML if one of them is, and text if none is."""
        texts = [each if isinstance(each, str) else _html_or_text(self, each) for each in values]
        if not any(isinstance(each, Markup) for each in texts):
            return self.text_join(tuple(texts))
        return Markup(self.budget.join([self.escaped(each) for each in texts], 2))  # noqa: S704 - all of it is escaped

    def text_join(self, values: tuple[Any, ...]) -> str:
        """`a ~ b` where nothing is escaped."""
        return self.budget.join([self.text(each) for each in values], 1)

    def sliced(self, obj: Any, part: slice) -> Any:
        """`obj[start:stop:step]`."""
        if isinstance(obj, str | list | tuple):
            length = len(range(*part.indices(len(obj))))
            element = 1 if isinstance(obj, str) and obj.isascii() else 8
            self.charge(ELEMENT + length * element)
        return obj[part]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An arithmetic operation, unless its result would take too much memory."""
        for operand in (left, right):
            if isinstance(operand, _UNORDERED):
                raise RefusedError(f"{describe(operand)} has no '{operator}' in a template")
        if operator == "+":
            return self.add(left, right)
        if operator == "%" and isinstance(left, str):
            self.charge(ESCAPED * percent_cost(self, left, right))
        elif operator in {"*", "**"}:
            self._multiply(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def _multiply(self, operator: str, left: Any, right: Any) -> None:
        several, times = (left, right) if hasattr(left, "__len__") else (right, left)
        if isinstance(several, str | list | tuple) and isinstance(times, int):
            element = 8
            if isinstance(several, str):
                element = 1 if several.isascii() else 4
            self.charge(ELEMENT + len(several) * element * max(times, 0))
        elif isinstance(left, int) and isinstance(right, int):
            digits = left.bit_length()
            if (digits * right if operator == "**" else digits + right.bit_length()) > _MAX_BITS:
                raise RefusedError("the number is too large")


class CourseTemplates(FileSystemLoader):
    """The templates of a course: the regular files in its folder, and no other."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # What is wrong with the others was said when the course was read.
        self._names = {found.path for found in walk(folder, TEMPLATES, Diagnostics())}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """As the library's; for nothing else that a name may lead to."""
        if template not in self._names:
            raise TemplateNotFound(template)
        source, disk, is_new = super().get_source(environment, template)
        if len(source) > _MAX_TEMPLATE:
            raise TemplateSyntaxError(
                f"it has more than {_MAX_TEMPLATE:,} characters", 1, template, disk
            )
        return source, disk, is_new

    def list_templates(self) -> list[str]:
        """The names of all."""
        return sorted(self._names)


def _make_escape(budget: Budget) -> Callable[[Any], str]:
    """A function that writes a value as HTML, and charges what is not cached.

    What is short is counted, and compared with the limit by whatever is charged next.
    """

    def escape_counted(value: str | int) -> str:
        html = escape(value)
        budget.left -= getsizeof(html)
        return html

    escape_cached = lru_cache(maxsize=2000)(escape_counted)

    def escaped(value: Any) -> str:
        kind = type(value)
        if kind is Markup:
            if len(value) > LONG:
                budget.charge(4 * len(value))
            return value  # type: ignore[no-any-return] # its type says so
        if kind is str or kind is LocatedStr:
            if len(value) > _MAX_CACHED_STRING:
                budget.charge(ESCAPED * getsizeof(value))
            elif kind is str:
                return escape_cached(value)
            return escape_counted(value)
        if kind is int:
            return escape_counted(value)
        budget.charge(2 * ESCAPED * budget.text_size(value))
        return escape(value)

    return escaped


def _html_or_text(sandbox: Sandbox, value: Any) -> str:
    """A value that may know how to write itself as HTML."""
    return sandbox.escaped(value) if hasattr(value, "__html__") else sandbox.text(value)


def render_template(template: Template, values: Mapping[str, Any]) -> str:
    """What a template makes of the values; charged to the budget of its environment."""
    budget: Budget = template.environment.budget  # type: ignore[attr-defined] # always a Sandbox
    parts = cast("Generator[str]", template.generate(values))
    joined = []
    while batch := list(islice(parts, _BATCH)):
        try:
            joined.append(budget.join(batch, _OUTPUT_COPIES))
        except MemoryLimitError as error:
            parts.throw(error)  # where the template is
    return "".join(joined)
