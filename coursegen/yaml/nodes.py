"""What YAML is taken apart into: nodes with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Value

if TYPE_CHECKING:
    from coursegen.base.text import Place, Text

DEEPEST = 60
"""How deep lists and mappings may be nested."""


class Scalar(Value):
    """A text; `empty` where nothing at all was written (`key:`)."""

    text: Text
    empty: bool

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.text.place


class Sequence(Value):
    """A list."""

    items: list[Node]
    place: Place


class Mapping(Value):
    """Keys with values, each key once."""

    items: dict[Text, Node]
    place: Place


Node = Scalar | Sequence | Mapping
