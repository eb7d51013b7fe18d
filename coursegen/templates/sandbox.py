"""A sandbox for templates, which can only output values.

Templates are part of the course, so a pull request can change them. They cannot read files other
than templates, start programs, access Python internals, or use the clock or properties of the
machine. `Budget` limits their memory, but nothing limits their time: a template with a long loop
can be interrupted like any other program.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from sys import getsizeof
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from jinja2 import FileSystemLoader, Template, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import TEMPLATES, walk
from coursegen.base.struct import Struct
from coursegen.base.text import LocatedStr, Moment
from coursegen.site.site_reads import InfoReads
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
from coursegen.templates.code_generator import CodeGenerator
from coursegen.templates.formatting import Format, percent_cost
from coursegen.templates.metered import MeteredEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, MutableMapping
    from pathlib import Path

    from jinja2 import Environment

    from coursegen.incremental.reads import Query, Reads

_MAX_TEMPLATE = 60_000
"""The maximum number of characters in a template. Jinja may use 4 KB of memory for each.

The theme's templates have fewer than 5,000 characters.
"""
_MAX_BITS = 10_000
"""The maximum number of bits in an integer."""
_MISSING = object()
_MAX_CACHED_TEMPLATES = 400
"""The maximum number of names in the template cache, as in Jinja's own cache."""
_MAX_CACHED_STRING = 200
"""The maximum length of a string whose HTML is cached. Most short strings recur on many pages."""
_MAX_FREE_ARGUMENTS = 50
"""The arguments of a macro are charged only beyond this number."""
_SAFE_TYPES = frozenset({InfoReads, LoopContext, TemplateModule, date, datetime, Moment})
"""The types from Jinja and Python whose public attributes are safe."""
_MAX_UNMEASURED_PARTS = 100
"""If a block has more parts than this, they are measured before they are joined."""
_BATCH = 1000
"""The number of page parts that are joined at a time."""
_OUTPUT_COPIES = 4
"""The number of copies of a page in memory: in parts, joined, postprocessed and encoded."""


_SURROGATE = re.compile("[\ud800-\udfff]")
_SCOPE_ARGUMENTS = frozenset({"_loop_vars", "_block_vars"})
"""The arguments that Jinja's code adds to every call."""
_UNORDERED: tuple[type, ...] = (set, frozenset, type({}.keys()), type({}.items()))
"""The types for which the result of `-` has no defined order."""


class Lazy(Struct):
    """The value of a global variable that is computed, and recorded, when a template uses it."""

    read: Callable[[], Any]


class _Context(Context):
    """The variables of a template, charged because each included template copies them."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], *args: Any, **options: Any
    ) -> None:
        budget: Budget = environment.budget  # type: ignore[attr-defined] # always a Sandbox
        budget.charge(2 * ELEMENT * len(parent))
        super().__init__(environment, parent, *args, **options)

    def resolve_or_missing(self, key: str) -> Any:
        """Return the value of a variable, which may be computed only now."""
        value = self.vars[key] if key in self.vars else self.parent.get(key, missing)
        return value.read() if type(value) is Lazy else value


class _Template(Template):
    """A template whose module is created once, and charged to and recorded for all pages."""

    _module_reads: Mapping[Query, Any] = MappingProxyType({})

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        sandbox = cast("Sandbox", self.environment)
        is_cached, left = self._module is not None, sandbox.budget.left
        with sandbox.reads.recorded() as made:
            module = super()._get_default_module(ctx)
        if is_cached:
            sandbox.reads.add(self._module_reads)
        elif self._module is not None:
            self._module_reads = made
            sandbox.budget.keep(left - sandbox.budget.left)
        return module


class Sandbox(MeteredEnvironment):
    """The environment of a course's templates.

    The code that `CodeGenerator` generates calls the methods below instead of Python's operators.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    code_generator_class = CodeGenerator
    context_class = _Context
    template_class = _Template

    def __init__(self, reads: Reads, **options: Any) -> None:
        super().__init__(**options)
        self.reads = reads
        self._safe_attributes: set[tuple[type, str]] = set()
        self._cached_templates: dict[str, Template] = {}
        self.escaped = _make_escape(self.budget)
        self.filters = dict(METERED_FILTERS)
        self.tests = dict(METERED_TESTS)
        del self.globals["lipsum"]  # random text

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            return super()._parse(source, name, filename)
        except ValueError as error:  # raised by `int`
            raise TemplateSyntaxError("a number is too large", 1, name, filename) from error

    def refuse_surrogates(self) -> None:
        """Treat lone surrogates in later output as errors; this check is slow."""
        escaped = self.escaped

        def strictly_escaped(value: Any) -> str:
            html = escaped(value)
            if _SURROGATE.search(html):
                raise RefusedError(
                    "a lone surrogate cannot be encoded as UTF-8",
                    "write the whole character",
                )
            return html

        self.escaped = strictly_escaped
        for template in self._cached_templates.values():
            template._module = None  # noqa: SLF001 - to recreate it with the new function

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; public attributes of our own types are always allowed.

        Jinja checks the attributes of other types, except for the keys of a dict.
        """
        kind = type(obj)
        if (kind, attribute) in self._safe_attributes:
            try:
                return getattr(obj, attribute)
            except AttributeError:  # raised by a property
                pass
        value = getattr(obj, attribute, _MISSING)
        if value is _MISSING:
            if kind is dict and attribute in obj:
                return obj[attribute]
        elif not attribute.startswith("_") and (issubclass(kind, Struct) or kind in _SAFE_TYPES):
            self._safe_attributes.add((kind, attribute))
            return value
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item of a mapping or sequence, or else the attribute with this name."""
        return super().getitem(obj, self.compared(argument))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return a safe replacement for `str.format` and `str.format_map`, or None for others."""
        owner, name = getattr(value, "__self__", None), getattr(value, "__name__", "")
        if isinstance(owner, str) and name in {"format", "format_map"}:
            return Format(self, owner, is_map=name == "format_map")
        return None

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function for a template; only macros, which are template code, are not checked."""
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
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - the library's name
    ) -> Template:
        """Return a template by name from a cache that is faster than Jinja's own cache."""
        if type(name) is str:
            self.reads("template", name)
        cached = self._cached_templates.get(name) if type(name) is str and not globals else None
        if cached is None:
            cached = super().get_template(name, parent, globals)
            if type(name) is str and len(self._cached_templates) < _MAX_CACHED_TEMPLATES:
                self._cached_templates[name] = cached
        return cached

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002 - the library's name
    ) -> Template:
        self.reads("template", name)  # also called for each name in a list
        return super()._load_template(name, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the global names of templates; reuse the same mapping if `d` adds no names."""
        return super().make_globals(d) if d else self.globals

    def concat(self, parts: Iterable[str]) -> str:
        """Join the output of a block."""
        if type(parts) is not list or len(parts) > _MAX_UNMEASURED_PARTS:
            return self.budget.join(parts if type(parts) is list else list(parts), 2)
        joined = "".join(parts)  # long parts were charged when they were written
        self.charge(2 * getsizeof(joined))
        return joined

    def html_join(self, values: tuple[Any, ...]) -> str:
        """Return `a ~ b`, which is HTML if any operand is HTML, or else text."""
        texts = [each if isinstance(each, str) else _html_or_text(self, each) for each in values]
        if not any(isinstance(each, Markup) for each in texts):
            return self.text_join(tuple(texts))
        return Markup(self.budget.join([self.escaped(each) for each in texts], 2))  # noqa: S704 - all of it is escaped

    def text_join(self, values: tuple[Any, ...]) -> str:
        """Return `a ~ b` without escaping."""
        return self.budget.join([self.text(each) for each in values], 1)

    def sliced(self, obj: Any, part: slice) -> Any:
        """Return `obj[start:stop:step]`."""
        if isinstance(obj, str | list | tuple):
            length = len(range(*part.indices(len(obj))))
            element = 1 if isinstance(obj, str) and obj.isascii() else 8
            self.charge(ELEMENT + length * element)
        return obj[part]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Evaluate an arithmetic operation if its result does not take too much memory."""
        for operand in (left, right):
            if isinstance(operand, _UNORDERED):
                raise RefusedError(f"'{operator}' cannot be used with {describe(operand)}")
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
    """Loads the templates of a course, but only regular files in its folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # Problems with other files were reported when the course was loaded.
        self._names = {found.path for found in walk(folder, TEMPLATES, Diagnostics())}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's source like Jinja's loader, but only if `walk` found the file."""
        if template not in self._names:
            raise TemplateNotFound(template)
        source, disk, is_new = super().get_source(environment, template)
        if len(source) > _MAX_TEMPLATE:
            raise TemplateSyntaxError(
                f"it has more than {_MAX_TEMPLATE:,} characters", 1, template, disk
            )
        return source, disk, is_new

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return sorted(self._names)


def _make_escape(budget: Budget) -> Callable[[Any], str]:
    """Return a function that escapes a value for HTML, and charges for results not in the cache.

    The sizes of short results are only added up. The next charge compares the sum with the limit.
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
            return value  # type: ignore[no-any-return] # Markup is a str
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
    """Return HTML if the value has `__html__`, otherwise text."""
    return sandbox.escaped(value) if hasattr(value, "__html__") else sandbox.text(value)


def render_template(template: Template, values: Mapping[str, Any]) -> str:
    """Render a template with these values, charged to the budget of its environment."""
    budget: Budget = template.environment.budget  # type: ignore[attr-defined] # always a Sandbox
    parts = cast("Generator[str]", template.generate(values))
    joined = []
    while batch := list(islice(parts, _BATCH)):
        try:
            joined.append(budget.join(batch, _OUTPUT_COPIES))
        except MemoryLimitError as error:
            parts.throw(error)  # adds the template's line to the traceback
    return "".join(joined)
