"""The places of hours in a grid with one column for each day."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coursegen.content.clock import Hours

    Span = tuple[int, int]

_DAY = 24 * 60


def span_of(hours: Hours) -> Span:
    """Return the minutes of the day at which hours start and end."""
    end = hours.end.hour * 60 + hours.end.minute
    return hours.start.hour * 60 + hours.start.minute, end or _DAY


def columns_of(spans: Iterable[Span]) -> int:
    """Return the maximum number of hours at the same time."""
    changes = sorted(change for start, end in spans for change in ((start, 1), (end, -1)))
    return max(accumulate(change for _, change in changes))


def are_alone(spans: Sequence[Span]) -> Iterator[bool]:
    """Yield whether each of the hours of a day, which are sorted, overlaps no others."""
    free_from = [0, *accumulate((end for _, end in spans), max)]
    next_starts = [*(start for start, _ in spans[1:]), _DAY]
    for (start, end), before, after in zip(spans, free_from[:-1], next_starts, strict=True):
        yield before <= start and end <= after
