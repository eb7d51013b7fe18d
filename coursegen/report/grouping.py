"""Group repeated problems, so that a message that occurs often is shown only a few times."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.text import Location

_REPEATS_SHOWN = 3
"""The maximum number of times that the same problem is shown in full."""


class Group(NamedTuple):
    """A problem to show, and the locations of repetitions that are not shown in full."""

    diagnostic: Diagnostic
    more: tuple[Location, ...] = ()

    @property
    def problems(self) -> int:
        """The number of problems in the group."""
        return 1 + len(self.more)


def group_similar(found: Iterable[Diagnostic]) -> list[Group]:
    """Group problems with the same message; the last one shown lists the other locations."""
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
    """Split groups into shown and omitted ones, in the same order; errors take precedence."""
    ranked = sorted(groups, key=lambda one: one.diagnostic.severity is not Severity.ERROR)
    shown_ids = {id(one) for one in ranked[:limit]}
    return [one for one in groups if id(one) in shown_ids], [
        one for one in groups if id(one) not in shown_ids
    ]


def worst_first(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort problems by importance: errors first, and new messages before repetitions."""
    seen: defaultdict[tuple[object, ...], int] = defaultdict(int)

    def rank(diagnostic: Diagnostic) -> tuple[bool, bool]:
        kind = (diagnostic.code, diagnostic.severity, diagnostic.message)
        seen[kind] += 1
        return (diagnostic.severity is not Severity.ERROR, seen[kind] > _REPEATS_SHOWN)

    return sorted(found, key=rank)
