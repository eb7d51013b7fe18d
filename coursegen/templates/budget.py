"""A memory budget for templates while a page is rendered.

An operation whose result can be larger than its operands is charged before it runs. Freed
memory is not credited. The budget therefore needs no support from the operating system, and a
template exceeds the limit either on every machine or on none.
"""

from __future__ import annotations

import gc
import re
from datetime import date, time, timedelta
from enum import Enum
from math import log2
from sys import getsizeof
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateRuntimeError, Undefined
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LIMIT = 192_000_000
"""The maximum number of bytes that templates may allocate for one page."""
_TYPICAL_PAGE = 300_000
"""The number of bytes that templates allocate for a typical page."""
ELEMENT = 64
"""The size in bytes of one element in a list, tuple or mapping: a reference and a small object."""
ESCAPED = 6
"""The factor by which escaping for HTML, JSON or URLs can lengthen a string."""
LONG = 1_000
"""Strings of at least this length are charged each time they are output, even if not copied."""
_WIDE = 65_536
"""The minimum number of characters for which the cost of joining is estimated in advance."""
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_SEQUENCES: tuple[Any, ...] = (list, tuple, set, frozenset, range, *_VIEWS)
CONTAINERS = frozenset({dict, *_SEQUENCES})
"""The types of containers."""
_PRINTABLE = (int, float, date, time, timedelta, Enum, Undefined, type(None))


class MemoryLimitError(TemplateRuntimeError):
    """The error for a template that needs more memory than the limit for a page."""


class RefusedError(SecurityError):
    """The error for an operation that templates may not use; `hint` is the alternative."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Budget:
    """The remaining memory for the page that is being rendered."""

    __slots__ = ("_limit", "_uncollected", "left")

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = self.left = limit
        self._uncollected = 0

    def reset(self) -> None:
        """Reset the budget for the next page.

        Macros and the variables that they use form reference cycles. They are collected here when
        they are large, since Python's collector considers only the number of objects.
        """
        self._uncollected += max(self._limit - self.left - _TYPICAL_PAGE, 0)
        if self._uncollected > LIMIT // 6:
            gc.collect()
            self._uncollected = 0
        self.left = self._limit

    def keep(self, size: int) -> None:
        """Reduce the limit permanently, for memory that stays in use after this page."""
        self._limit -= size

    def charge(self, size: int) -> None:
        """Charge `size` bytes; raise `MemoryLimitError` if they exceed the remaining budget."""
        self.left -= size
        if self.left < 0:
            raise MemoryLimitError("the page takes too much memory")

    def join(self, parts: list[str], copies: int) -> str:
        """Join `parts` into one string, and charge the given number of copies."""
        characters = sum(map(len, parts))
        if characters > _WIDE:
            self.charge(copies * characters * max(map(_width, parts)))
            return "".join(parts)
        joined = "".join(parts)
        self.charge(copies * getsizeof(joined))
        return joined

    def metered(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield `values`, and charge for each of them."""
        for value in values:
            self.charge(ELEMENT)
            yield value

    def elements(self, values: Any) -> Sequence[Any]:
        """Return `values` as a sequence, charged as a copy.

        Raises `TypeError` if it is not iterable.
        """
        if isinstance(values, list | tuple | str | range):
            self.charge(ELEMENT * len(values))
            return values
        return list(self.metered(values))

    def size_of(self, *values: Any) -> int:
        """Return the size of the values in bytes, counting nested values each time they occur.

        Raises `MemoryLimitError` as soon as the size exceeds the remaining budget.
        """
        return self._measure(values, printed=False)

    def text_size(self, *values: Any) -> int:
        """Return the size in bytes of the values as text, without converting them.

        Raises `RefusedError` for a value whose text is useless or differs between builds, and
        `MemoryLimitError` as soon as the size exceeds the remaining budget.
        """
        return self._measure(values, printed=True)

    def _measure(self, values: tuple[Any, ...], *, printed: bool) -> int:
        size = 0
        stack = list(values)
        while stack:
            value: Any = stack.pop()
            if isinstance(value, str):
                size += getsizeof(value)
            elif isinstance(value, dict):
                size += 2 * ELEMENT * len(value)
                self.check(size)
                stack.extend(value)
                stack.extend(value.values())
            elif isinstance(value, _SEQUENCES):
                size += ELEMENT * len(value)
                self.check(size)
                if printed and isinstance(value, set | frozenset):
                    raise RefusedError("a set has no order", "sort it: … | sort")
                stack.extend(value)
            elif isinstance(value, TemplateModule):
                size += sum(map(len, value._body_stream)) * 4  # noqa: SLF001 - nothing public
            else:
                size += ELEMENT
                if printed and not isinstance(value, _PRINTABLE):
                    raise RefusedError(f"{describe(value)} cannot be printed", _hint(value))
            self.check(size)
        return size

    def check(self, size: int) -> None:
        """Raise `MemoryLimitError` if `size` bytes exceed the remaining budget."""
        if size > self.left:
            self.charge(size)


def _width(text: str) -> int:
    """Return the bytes per character of a string in memory (PEP 393): 1, 2 or 4."""
    if text.isascii():
        return 1
    if len(text) > LONG:  # the size of the header is negligible
        return 1 << round(log2(getsizeof(text) / len(text)))
    highest = ord(max(text))
    return 1 if highest < 2**8 else 2 if highest < 2**16 else 4


def describe(value: object) -> str:
    """Return the name of a value for messages: `this string`, `this date`."""
    if isinstance(value, str):
        return "this string"
    return f"this {re.sub(r'(?<=.)(?=[A-Z])|_', ' ', type(value).__name__).lower()}"


def _hint(value: object) -> str:
    if hasattr(value, "__next__"):
        return "convert it to a list: … | list"
    if callable(value):
        return "call it: …()"
    return "print one of its attributes"
