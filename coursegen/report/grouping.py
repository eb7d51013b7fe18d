"""Many faults, few lines: the same fault in many places is told once with all its places."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.text import Location

_REPEATS_SHOWN = 3
"""How often the same is shown in full."""


class Group(NamedTuple):
    """A fault to show, and the places of more of its kind, which are not shown themselves."""

    diagnostic: Diagnostic
    more: tuple[Location, ...] = ()

    @property
    def problems(self) -> int:
        """How many faults these are."""
        return 1 + len(self.more)


def group_similar(found: Iterable[Diagnostic]) -> list[Group]:
    """Each fault; of those that say the same only the first few, the last with all other places."""
    same: defaultdict[tuple[object, ...], list[Diagnostic]] = defaultdict(list)
    first: list[Diagnostic] = []
    for diagnostic in found:
        others = same[diagnostic.code, diagnostic.severity, diagnostic.message]
        others.append(diagnostic)
        if len(others) <= _REPEATS_SHOWN:
            first.append(diagnostic)
    rest = {
        id(d[_REPEATS_SHOWN - 1]): d[_REPEATS_SHOWN:]
        for d in same.values()
        if len(d) > _REPEATS_SHOWN
    }
    return [Group(d, tuple(other.location for other in rest.get(id(d), ()))) for d in first]


def split_at_limit(groups: Sequence[Group], limit: int) -> tuple[list[Group], list[Group]]:
    """What is shown and what is left out: errors stay before warnings, each in their order."""
    ranked = sorted(groups, key=lambda one: one.diagnostic.severity is not Severity.ERROR)
    kept_ids = {id(one) for one in ranked[:limit]}
    return [one for one in groups if id(one) in kept_ids], [
        one for one in groups if id(one) not in kept_ids
    ]


def worst_first(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """All faults for a reader who sees only the first few: errors, and each kind before repeats."""
    seen: defaultdict[tuple[object, ...], int] = defaultdict(int)

    def rank(diagnostic: Diagnostic) -> tuple[bool, bool]:
        kind = (diagnostic.code, diagnostic.severity, diagnostic.message)
        seen[kind] += 1
        return (diagnostic.severity is not Severity.ERROR, seen[kind] > _REPEATS_SHOWN)

    return sorted(found, key=rank)
