"""The Jinja environment with a memory budget, which all template operations use."""

from __future__ import annotations

from sys import getsizeof
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from coursegen.templates.budget import CONTAINERS, ELEMENT, ESCAPED, LONG, Budget


class MeteredEnvironment(ImmutableSandboxedEnvironment):
    """An environment whose templates are charged for memory, and cannot modify values.

    Constant folding is disabled, as there is no page to charge at compile time.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(optimized=False, **options)
        self.budget = Budget()
        self.charge = self.budget.charge

    def text(self, value: Any) -> str:
        """Convert a value to text without escaping."""
        if not isinstance(value, str):
            self.charge(ESCAPED * self.budget.text_size(value))
        elif len(value) > LONG:
            self.charge(4 * len(value))
        return str(value)

    def compared(self, value: Any) -> Any:
        """Charge for the containers in a value that will be compared or used as a key; return it.

        Otherwise, comparing a few lists that each contain the next one twice could take hours.
        """
        if type(value) in CONTAINERS and not CONTAINERS.isdisjoint(
            map(type, value.values() if type(value) is dict else value)
        ):
            self.charge(self.budget.size_of(value) // ELEMENT)
        return value

    def add(self, left: Any, right: Any) -> Any:
        """Return `left + right`."""
        if isinstance(left, str) or isinstance(right, str):
            times = ESCAPED if isinstance(left, Markup) or isinstance(right, Markup) else 1
            self.charge(sum(getsizeof(each) for each in (left, right)) * times)
        elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
            self.charge(ELEMENT + 8 * (len(left) + len(right)))
        return left + right
