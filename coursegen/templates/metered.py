"""What all operations of templates use: an environment with a budget."""

from __future__ import annotations

from sys import getsizeof
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from coursegen.templates.budget import CONTAINERS, ELEMENT, ESCAPED, LONG, Budget


class MeteredEnvironment(ImmutableSandboxedEnvironment):
    """An environment whose templates change nothing and are charged for what they make.

    Jinja computes nothing when it compiles a template: that would be charged to no page.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(optimized=False, **options)
        self.budget = Budget()
        self.charge = self.budget.charge

    def text(self, value: Any) -> str:
        """A value as text, where it is not written as HTML."""
        if not isinstance(value, str):
            self.charge(ESCAPED * self.budget.text_size(value))
        elif len(value) > LONG:
            self.charge(4 * len(value))
        return str(value)

    def compared(self, value: Any) -> Any:
        """A value that is compared or a key; a container that holds others is measured.

        A few lists that hold each other twice would be compared for hours, without a loop.
        """
        if type(value) in CONTAINERS and not CONTAINERS.isdisjoint(
            map(type, value.values() if type(value) is dict else value)
        ):
            self.charge(self.budget.size_of(value) // ELEMENT)
        return value

    def add(self, left: Any, right: Any) -> Any:
        """`left + right`."""
        if isinstance(left, str) or isinstance(right, str):
            times = ESCAPED if isinstance(left, Markup) or isinstance(right, Markup) else 1
            self.charge(sum(getsizeof(each) for each in (left, right)) * times)
        elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
            self.charge(ELEMENT + 8 * (len(left) + len(right)))
        return left + right
