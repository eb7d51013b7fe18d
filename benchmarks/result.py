"""The results of the tools, and comparisons between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

BASE = "hugo"
"""The generator that the goals refer to."""


@dataclass(frozen=True, slots=True)
class Run:
    """The result of one run.

    A site is `stale` if it still contains the text from before an edit.
    """

    seconds: float
    cpu: float = 0
    code: int = 0
    stale: bool = False


class Memory(NamedTuple):
    """Peak memory in MB: of the largest process, and of all processes together.

    Memory that processes share is counted once.  Both values are 0 except on Linux.
    """

    one: float
    together: float


@dataclass(slots=True)
class Result:
    """The result of one tool for one course.

    `runs` are keyed by scenario.  `failed` is the reason if nothing could be measured.
    """

    name: str
    runs: dict[str, list[Run]] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    memory: Memory | None = None
    failed: str = ""

    def note(self, scenario: str, run: Run) -> None:
        """Add a run."""
        self.runs.setdefault(scenario, []).append(run)

    def is_stale(self, scenario: str) -> bool:
        """Return whether the site was stale after any run."""
        return any(run.stale for run in self.runs[scenario])

    def is_good(self, scenario: str) -> bool:
        """Return whether all runs succeeded."""
        return not self.is_stale(scenario) and not any(run.code for run in self.runs[scenario])


class Ranking(NamedTuple):
    """The median time of a tool, compared with Hugo and with the fastest other generator.

    A ratio is 0 if there is nothing to compare with.  `best` is the fastest other generator.
    """

    seconds: float
    to_base: float
    to_best: float
    best: str


def rankings(
    results: Sequence[Result], scenario: str, peers: Collection[str]
) -> dict[str, Ranking]:
    """Return the rankings of all tools in a scenario, keyed by the name of the tool.

    Only generators without failed runs are used for comparison.
    """
    measured = [result for result in results if scenario in result.runs]
    medians = {r.name: median(run.seconds for run in r.runs[scenario]) for r in measured}
    others = {r.name: medians[r.name] for r in measured if r.name in peers and r.is_good(scenario)}
    base = others.pop(BASE, 0)
    best = min(others, key=lambda name: others[name], default="")
    return {
        name: Ranking(
            seconds, seconds / base if base else 0, seconds / others[best] if best else 0, best
        )
        for name, seconds in medians.items()
    }
