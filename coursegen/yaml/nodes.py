"""The nodes of a parsed YAML document, with their locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from coursegen.base.text import LocatedStr, Location

MAX_DEPTH = 60
"""The maximum nesting depth of lists and mappings."""
TOO_DEEP = Problem(Code.YAML_TOO_DEEP, f"this is nested more than {MAX_DEPTH} levels deep")


class Mark(Struct):
    """A position in YAML; line and column are counted from 0, as in PyYAML's marks."""

    line: int
    column: int


class Scalar(Struct):
    """A scalar value; `empty` is true if the value is missing (`key:`)."""

    text: LocatedStr
    empty: bool

    @property
    def location(self) -> Location:
        """The location of the value."""
        return self.text.location


class Sequence(Struct):
    """A list."""

    items: list[Node]
    location: Location


class Mapping(Struct):
    """A mapping with unique keys."""

    items: dict[LocatedStr, Node]
    location: Location


Node = Scalar | Sequence | Mapping
