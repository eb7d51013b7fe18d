"""What a template may do: write values.

A course's templates come with the course, and with whatever somebody proposes to change in it.  So
they reach no file but their own, no program, nothing of Python's insides, and no more memory than
a page needs.  That a template may loop for long is left: it is ended like any other program.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, TemplateNotFound, TemplateRuntimeError, TemplateSyntaxError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from coursegen.diagnostics import Diagnostics
from coursegen.paths import TEMPLATES, walk
from coursegen.render.compiled import Writer
from coursegen.source import Text
from coursegen.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping
    from pathlib import Path

    from jinja2 import Environment, Template
    from jinja2.runtime import Context

MOST_LETTERS = 64_000_000
"""Letters that one page may have."""
_MOST_TEMPLATE = 100_000
"""Letters of a template; the theme's longest has a twentieth."""
_MOST_DIGITS = 10_000
"""Binary digits of a number."""
_PLAIN = frozenset({str, Text, Markup, int, bool, tuple, date, type(None), Macro})
"""Types whose values lead nowhere; most of what templates ask for is of these."""
_NOTHING = object()
_MOST_KNOWN = 400
"""Templates that are remembered by name, of which one may have many; as many as Jinja keeps."""
_SHORT = 200
"""Letters of a text that is remembered as it is in HTML: most stand in many pages."""
_escaped = lru_cache(maxsize=2000)(escape)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates change nothing that they are given."""

    intercepted_binops = frozenset({"*", "**"})
    code_generator_class = Writer

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._open: set[tuple[type, str]] = set()
        self._known: dict[str, Template] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute: of a value of ours, or a plain one, at once if its name is public.

        All else comes after the questions of Jinja's, which asks none about the keys of a dict.
        """
        kind = type(obj)
        if (kind, attribute) in self._open:
            try:
                return getattr(obj, attribute)
            except AttributeError:  # of a property
                pass
        value = getattr(obj, attribute, _NOTHING)
        if value is not _NOTHING and not attribute.startswith("_"):
            if issubclass(kind, Value):
                self._open.add((kind, attribute))
                return value
            if type(value) in _PLAIN:
                return value
        if value is _NOTHING and kind is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template may call; a macro, which is one's own, at once."""
        if type(called) is not Macro:
            return super().call(context, called, *args, **kwargs)
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
            if type(name) is str and len(self._known) < _MOST_KNOWN:
                self._known[name] = known
        return known

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows; the same for all, unless some are added."""
        return super().make_globals(d) if d else self.globals

    @staticmethod
    def escaped(value: Any) -> str:
        """A value as text in HTML; see `Writer`."""
        if type(value) is Markup:
            return value
        if type(value) is str and len(value) < _SHORT:
            return _escaped(value)
        return escape(value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply, unless what comes out would fill the memory."""
        several, times = (left, right) if hasattr(left, "__len__") else (right, left)
        if hasattr(several, "__len__") and isinstance(times, int):
            if len(several) * times > MOST_LETTERS:
                raise TemplateRuntimeError(f"{times} times as long is too long")
        elif isinstance(left, int) and isinstance(right, int):
            digits = left.bit_length()
            if (digits * right if operator == "**" else digits + right.bit_length()) > _MOST_DIGITS:
                raise TemplateRuntimeError("the number is too large")
        return super().call_binop(context, operator, left, right)


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
        if len(source) > _MOST_TEMPLATE:
            raise TemplateSyntaxError(
                f"it has more than {_MOST_TEMPLATE:,} letters", 1, template, disk
            )
        return source, disk, is_new

    def list_templates(self) -> list[str]:
        """The names of all."""
        return sorted(self._names)


def written(template: Template, values: Mapping[str, Any]) -> str:
    """What a template makes of the values."""
    parts, letters = [], 0
    for part in template.generate(values):
        letters += len(part)
        if letters > MOST_LETTERS:
            raise TemplateRuntimeError(f"it writes more than {MOST_LETTERS // 1_000_000} MB")
        parts.append(part)
    return "".join(parts)
