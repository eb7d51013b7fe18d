"""Values: what never changes once it is made, and equals whatever has the same parts.

As frozen dataclasses, but made in a fiftieth of the time: a build begins with seventy of them.
"""

from __future__ import annotations

from typing import dataclass_transform

from msgspec import NODEFAULT, Struct, field
from msgspec.structs import asdict, astuple, replace

__all__ = ["Record", "Value", "asdict", "astuple", "field", "parts_of", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True):
    """A value; its parts are declared as those of a dataclass."""


class Record(Struct):
    """What is filled in while something is read."""


class Part(Value):
    """A part of a kind of value: its type as it is written, and what it is unless it is given."""

    name: str
    declared: str
    default: object = NODEFAULT


def parts_of(kind: type[Value]) -> list[Part]:
    """What a kind of value declares, in order."""
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    required = (NODEFAULT,) * (len(names) - len(defaults))
    declared = (kind.__annotations__[name] for name in names)
    return list(map(Part, names, declared, (*required, *defaults)))
