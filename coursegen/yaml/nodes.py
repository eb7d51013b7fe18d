"""What YAML is taken apart into: nodes with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from coursegen.base.text import LocatedStr, Location

MAX_DEPTH = 60
"""How deep lists and mappings may be nested."""


class Scalar(Struct):
    """A text; `empty` where nothing at all was written (`key:`)."""

    text: LocatedStr
    empty: bool

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.text.location


class Sequence(Struct):
    """A list."""

    items: list[Node]
    location: Location


class Mapping(Struct):
    """Keys with values, each key once."""

    items: dict[LocatedStr, Node]
    location: Location


Node = Scalar | Sequence | Mapping
