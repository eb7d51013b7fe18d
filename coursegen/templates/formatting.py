"""Memory costs of Python's string formatting: `%`, `str.format` and `strftime`."""

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
"""A format whose result depends only on the date. `%s` and `%Z` depend on the time zone."""
_MAX_DATE_FORMAT = 1_000
_MAX_DIRECTIVE_WIDTH = 16
"""The maximum number of output characters per character of the format."""


def percent_cost(sandbox: MeteredEnvironment, format_string: str, values: Any) -> int:
    """Return the maximum size in bytes of `format_string % values`."""
    budget = sandbox.budget
    arguments = values if isinstance(values, tuple) else (values,)
    size = budget.text_size(format_string)
    conversions = 0
    for conversion in _CONVERSION.finditer(format_string):
        conversions += 1
        for number in (conversion["width"], conversion["precision"]):
            if number and number != "*":
                size += 4 * _parse_width(sandbox, number)
    if "*" in format_string:
        size += 4 * sum(abs(each) for each in arguments if isinstance(each, int))
    # A mapping's values can be used any number of times; those of a tuple are used once.
    times = max(conversions, 1) if isinstance(values, dict) else 1
    return size + ESCAPED * times * budget.text_size(values)


def check_date_format(format_string: object) -> None:
    """Raise `RefusedError` if a format is too long or its result depends on the machine."""
    if isinstance(format_string, str) and len(format_string) > _MAX_DATE_FORMAT:
        raise RefusedError(f"the date format has more than {_MAX_DATE_FORMAT:,} characters")
    if isinstance(format_string, str) and not _DATE_FORMAT.fullmatch(format_string):
        raise RefusedError(
            "the result of this date format depends on the machine",
            "use only directives such as %d, %m, %B and %Y",
        )


def strftime_cost(sandbox: MeteredEnvironment, format_string: object) -> int:
    """Return the maximum size in bytes of `strftime(format_string)`."""
    check_date_format(format_string)
    return _MAX_DIRECTIVE_WIDTH * sandbox.budget.text_size(format_string)


class Format:
    """The method `format` or `format_map` of a string, callable by templates."""

    def __init__(self, sandbox: MeteredEnvironment, format_string: str, *, is_map: bool) -> None:
        self._sandbox = sandbox
        self._format_string = format_string
        self._is_map = is_map

    def __call__(self, *values: Any, **named: Any) -> str:
        """Return the formatted string; raise `TypeError` for wrong arguments."""
        mapping: Mapping[str, Any] = named
        if self._is_map:
            if named or len(values) != 1:
                raise TypeError("format_map() takes exactly one argument")
            mapping, values = values[0], ()
        self._sandbox.budget.charge(4 * self._sandbox.budget.text_size(self._format_string))
        formatter: Formatter
        if isinstance(self._format_string, Markup):
            formatter = _HtmlFormatter(self._sandbox, escape=self._format_string.escape)
        else:
            formatter = _TextFormatter(self._sandbox)
        kind = Markup if isinstance(self._format_string, Markup) else str
        return kind(formatter.vformat(self._format_string, values, mapping))


class _MeteredFormatter(SandboxedFormatter):
    """Charges for each field before it is formatted."""

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
    """Formats plain text."""


class _HtmlFormatter(_MeteredFormatter, SandboxedEscapeFormatter):
    """Formats HTML."""


def _charge(sandbox: MeteredEnvironment, *values: Any) -> None:
    sandbox.budget.charge(2 * ESCAPED * sandbox.budget.text_size(*values))


def _parse_width(sandbox: MeteredEnvironment, digits: str) -> int:
    """Parse a width; if it has too many digits, return more than the remaining budget."""
    return int(digits) if len(digits) < 12 else sandbox.budget.left + 1
