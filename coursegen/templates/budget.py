"""The memory that templates may take while one page is rendered.

Every operation that can make a value larger than its operands states its cost here before it runs.
The count is cumulative: memory that Python has freed is not credited.  So it needs no support from
the operating system, and the same template exceeds the limit on every machine.
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
"""Bytes that templates may allocate for one page."""
_TYPICAL_PAGE = 300_000
"""Bytes that templates allocate for a usual page."""
ELEMENT = 64
"""Bytes of an element of a list, tuple or mapping: the reference and a small object."""
ESCAPED = 6
"""How many times as long a string can get as HTML, JSON or part of an address."""
LONG = 1_000
"""Characters of a string that is charged wherever it is written, though it is not copied there."""
_WIDE = 65_536
"""Characters of a string whose width is looked at before it is made."""
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_SEQUENCES: tuple[Any, ...] = (list, tuple, set, frozenset, range, *_VIEWS)
CONTAINERS = frozenset({dict, *_SEQUENCES})
"""The types of values that hold others."""
_PRINTABLE = (int, float, date, time, timedelta, Enum, Undefined, type(None))


class MemoryLimitError(TemplateRuntimeError):
    """A template needs more memory than a page may take."""


class RefusedError(SecurityError):
    """A template does what no template may do; `hint` is what to do instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Budget:
    """What is left of the limit for the page that is being rendered."""

    __slots__ = ("_limit", "_uncollected", "left")

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = self.left = limit
        self._uncollected = 0

    def reset(self) -> None:
        """Begin another page.

        Macros and the variables that they use refer to each other.  What earlier pages have left
        that way is freed when it is much: Python counts objects, whatever their size.
        """
        self._uncollected += max(self._limit - self.left - _TYPICAL_PAGE, 0)
        if self._uncollected > LIMIT // 6:
            gc.collect()
            self._uncollected = 0
        self.left = self._limit

    def keep(self, size: int) -> None:
        """Reserve some of what was charged for good: what it was charged for outlives the page."""
        self._limit -= size

    def charge(self, size: int) -> None:
        """Count `size` bytes; raise `MemoryLimitError` if that is more than is left."""
        self.left -= size
        if self.left < 0:
            raise MemoryLimitError("the page takes too much memory")

    def join(self, parts: list[str], copies: int) -> str:
        """`parts` as one string, of which there will be so many copies."""
        characters = sum(map(len, parts))
        if characters > _WIDE:
            self.charge(copies * characters * max(map(_width, parts)))
            return "".join(parts)
        joined = "".join(parts)
        self.charge(copies * getsizeof(joined))
        return joined

    def metered(self, values: Iterable[Any]) -> Iterator[Any]:
        """`values`, each charged when it is taken."""
        for value in values:
            self.charge(ELEMENT)
            yield value

    def elements(self, values: Any) -> Sequence[Any]:
        """`values` as a sequence, charged as a copy of it.

        Raises `TypeError` if it cannot be iterated over.
        """
        if isinstance(values, list | tuple | str | range):
            self.charge(ELEMENT * len(values))
            return values
        return list(self.metered(values))

    def size_of(self, *values: Any) -> int:
        """The bytes of all that the values hold, counted as often as it is in them.

        Raises `MemoryLimitError` as soon as that is more than is left.
        """
        return self._measure(values, printed=False)

    def text_size(self, *values: Any) -> int:
        """The bytes of the values as text, before they are converted.

        Raises `RefusedError` for a value whose text is of no use or different in every build, and
        `MemoryLimitError` as soon as it is more than is left.
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
        """Raise `MemoryLimitError` if `size` bytes are more than is left."""
        if size > self.left:
            self.charge(size)


def _width(text: str) -> int:
    """The bytes of each character of a string, as Python stores it (PEP 393): 1, 2 or 4."""
    if text.isascii():
        return 1
    if len(text) > LONG:  # the header does not matter
        return 1 << round(log2(getsizeof(text) / len(text)))
    highest = ord(max(text))
    return 1 if highest < 2**8 else 2 if highest < 2**16 else 4


def describe(value: object) -> str:
    """What to call a value in a message: `this text`, `this page view`."""
    if isinstance(value, str):
        return "this text"
    return f"this {re.sub(r'(?<=.)(?=[A-Z])|_', ' ', type(value).__name__).lower()}"


def _hint(value: object) -> str:
    if hasattr(value, "__next__"):
        return "make a list of it: … | list"
    if callable(value):
        return "call it: …()"
    return "print one of its attributes"
