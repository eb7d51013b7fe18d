"""The performance goals of coursegen, and whether they are met."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.builds import COLD, PAGE, SAME, SCHEDULE
from benchmarks.result import BASE, rankings
from benchmarks.servers import SAVED_PAGE, SAVED_SCHEDULE
from benchmarks.tables import heading, row, times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from benchmarks.result import Result


class Goal(NamedTuple):
    """The maximum ratio to Hugo's time, and whether all tools except Hugo must be slower."""

    scenario: str
    size: str
    to_base: float
    beats_others: bool = True


GOALS = (
    Goal(COLD, "seed", 2),
    Goal(COLD, "S", 2),
    Goal(COLD, "M", 1.5),
    Goal(COLD, "L", 1.5),
    Goal(SAME, "seed", 0.6),
    Goal(SAME, "S", 0.3),
    Goal(SAME, "M", 0.1),
    Goal(SAME, "L", 0.05),
    Goal(PAGE, "S", 0.8),
    Goal(PAGE, "M", 0.25),
    Goal(PAGE, "L", 0.1),
    Goal(SCHEDULE, "S", 0.6, beats_others=False),
    Goal(SCHEDULE, "M", 0.3, beats_others=False),
    Goal(SAVED_PAGE, "S", 1),
    Goal(SAVED_PAGE, "M", 1),
    Goal(SAVED_SCHEDULE, "S", 1),
    Goal(SAVED_SCHEDULE, "M", 1),
)


def as_markdown(results: Mapping[str, Sequence[Result]], peers: Collection[str]) -> str:
    """Return the table of the measured goals; `results` are keyed by size."""
    rows = (
        line
        for goal in GOALS
        for result in results.get(goal.size, ())
        if result.name not in peers and goal.scenario in result.runs
        for line in _rows(goal, result, results[goal.size], peers)
    )
    head = heading("Goal", "tool", f"× {BASE}", "at most", "× fastest other", "below", "met")
    return "\n".join(["## Goals", "", *head, *rows])


def _rows(
    goal: Goal, result: Result, results: Sequence[Result], peers: Collection[str]
) -> Iterator[str]:
    own = rankings(results, goal.scenario, peers)[result.name]
    if not own.to_base:
        return
    met = own.to_base <= goal.to_base and result.is_good(goal.scenario)
    met = met and (own.to_best < 1 or not goal.beats_others)
    yield row(
        f"{goal.size}, {goal.scenario}",
        result.name,
        times(own.to_base),
        f"{goal.to_base:g}",
        times(own.to_best) + (f" ({own.best})" if own.best else ""),
        "1" if goal.beats_others else "–",
        "yes" if met else "no",
    )
