"""The names of parts of a course in the output of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursegen.content.lecture import Lecture
from coursegen.content.material import Material
from coursegen.content.schedule import Week

if TYPE_CHECKING:
    from collections.abc import Sequence


def name_of(part: Any, owners: Sequence[Any] = ()) -> str:
    """Return the name of a part, such as `lecture 5`, `week 3` or `Homework 1`.

    `owners` are the parts that contain it; the name of a material begins with that of its owner.
    """
    if isinstance(part, Lecture):
        heading = part.headings[0]
        named = heading.title or part.kind.key
        return f"{part.kind.key} {heading.number}" if heading.number else named
    if isinstance(part, Week):
        if part.number or not (part.topic or part.lectures):
            return f"week {part.number}".rstrip()
        return part.topic or name_of(part.lectures[0])
    if isinstance(part, Material):
        owner = f"{name_of(owners[-1])}: " if owners else ""
        return owner + (f"{part.kind.key} '{part.title}'" if part.title else part.kind.key)
    return str(getattr(part, "title", "") or getattr(part, "name", ""))
