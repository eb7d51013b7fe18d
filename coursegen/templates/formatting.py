"""The memory that Python's ways to format text take: `%`, `str.format` and `strftime`."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from jinja2.sandbox import SandboxedEscapeFormatter, SandboxedFormatter
from markupsafe import Markup

from coursegen.templates.budget import ESCAPED, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from string import Formatter

    from coursegen.templates.metered import MeteredEnvironment

_CONVERSION = re.compile(r"%(?:\([^)]*\))?[-#0 +]*(?P<width>\*|\d*)(?:\.(?P<precision>\*|\d*))?")
"""A conversion of printf-style formatting, up to its type."""
_NUMBER = re.compile(r"\d+")
_DATE_FORMAT = re.compile(r"(?:[^%]|%-?[aAbBdDeFHIjmMpRSTuUVwWyYGz%])*", re.DOTALL)
"""Those that depend on the date alone; `%s` and `%Z` do on the machine's time zone."""
_MAX_DATE_FORMAT = 1_000
_MAX_DIRECTIVE_WIDTH = 16
"""Characters of the longest of them for each of its own."""


def percent_cost(sandbox: MeteredEnvironment, form: str, values: Any) -> int:
    """The most bytes that `form % values` can take."""
    budget = sandbox.budget
    arguments = values if isinstance(values, tuple) else (values,)
    size = budget.text_size(form)
    conversions = 0
    for found in _CONVERSION.finditer(form):
        conversions += 1
        for number in (found["width"], found["precision"]):
            if number and number != "*":
                size += 4 * _parse_width(sandbox, number)
    if "*" in form:
        size += 4 * sum(abs(each) for each in arguments if isinstance(each, int))
    # A mapping's values can be named any number of times; of a tuple each is used once.
    times = max(conversions, 1) if isinstance(values, dict) else 1
    return size + ESCAPED * times * budget.text_size(values)


def check_date_format(form: object) -> None:
    """Raise `RefusedError` for a long format, or one that differs between machines."""
    if isinstance(form, str) and len(form) > _MAX_DATE_FORMAT:
        raise RefusedError(f"the format of a date has more than {_MAX_DATE_FORMAT:,} characters")
    if isinstance(form, str) and not _DATE_FORMAT.fullmatch(form):
        raise RefusedError(
            "this format of a date is not the same on every machine",
            "use only directives such as %d, %m, %B and %Y",
        )


def strftime_cost(sandbox: MeteredEnvironment, form: object) -> int:
    """The most bytes that `strftime(form)` can take."""
    check_date_format(form)
    return _MAX_DIRECTIVE_WIDTH * sandbox.budget.text_size(form)


class Format:
    """`str.format` or `str.format_map` of one string, as templates may call it."""

    def __init__(self, sandbox: MeteredEnvironment, form: str, *, is_map: bool) -> None:
        self._sandbox = sandbox
        self._form = form
        self._is_map = is_map

    def __call__(self, *values: Any, **named: Any) -> str:
        """The formatted string, of the same type; raises `TypeError` for wrong arguments."""
        mapping: Mapping[str, Any] = named
        if self._is_map:
            if named or len(values) != 1:
                raise TypeError("format_map() takes exactly one argument")
            mapping, values = values[0], ()
        self._sandbox.budget.charge(4 * self._sandbox.budget.text_size(self._form))
        formatter: Formatter
        if isinstance(self._form, Markup):
            formatter = _HtmlFormatter(self._sandbox, escape=self._form.escape)
        else:
            formatter = _TextFormatter(self._sandbox)
        kind = Markup if isinstance(self._form, Markup) else str
        return kind(formatter.vformat(self._form, values, mapping))


class _MeteredFormatter(SandboxedFormatter):
    """Charges each field before it is formatted."""

    _env: MeteredEnvironment

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion:
            _charge(self._env, value)
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, date | time):
            check_date_format(format_spec)
            _charge(self._env, value, format_spec)
        else:
            numbers = _NUMBER.findall(format_spec)
            self._env.budget.charge(4 * sum(_parse_width(self._env, number) for number in numbers))
            _charge(self._env, value)
        formatted: str = super().format_field(value, format_spec)
        return formatted


class _TextFormatter(_MeteredFormatter):
    """For plain text."""


class _HtmlFormatter(_MeteredFormatter, SandboxedEscapeFormatter):
    """For HTML."""


def _charge(sandbox: MeteredEnvironment, *values: Any) -> None:
    sandbox.budget.charge(2 * ESCAPED * sandbox.budget.text_size(*values))


def _parse_width(sandbox: MeteredEnvironment, digits: str) -> int:
    """A width; one of too many digits to be read is more than the limit."""
    return int(digits) if len(digits) < 12 else sandbox.budget.left + 1
