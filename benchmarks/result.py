"""What was measured of a tool, and how it stands beside the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

BASE = "hugo"
"""The peer that the goals are set by."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds on the clock, seconds of processors, and whether it was any good.

    A stale one left old text standing.
    """

    seconds: float
    cpu: float = 0
    code: int = 0
    stale: bool = False


class Memory(NamedTuple):
    """The most memory in MB: of one process, and of all at one moment, what they share once.

    Both are 0 where the system does not tell; Linux does.
    """

    one: float
    together: float


@dataclass(slots=True)
class Result:
    """One tool and one course: all runs by scenario, and what the site holds.

    `failed` says why nothing could be measured.
    """

    name: str
    runs: dict[str, list[Run]] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    memory: Memory | None = None
    failed: str = ""

    def note(self, scenario: str, run: Run) -> None:
        """Keep a run."""
        self.runs.setdefault(scenario, []).append(run)

    def is_stale(self, scenario: str) -> bool:
        """Whether old text was left standing, once or more."""
        return any(run.stale for run in self.runs[scenario])

    def is_good(self, scenario: str) -> bool:
        """Whether every run did what it should."""
        return not self.is_stale(scenario) and not any(run.code for run in self.runs[scenario])


class Standing(NamedTuple):
    """A median in seconds, as a multiple of Hugo's and of the fastest other peer's.

    A multiple is 0 where there is nobody to compare with.  `best` is that other peer.
    """

    seconds: float
    to_base: float
    to_best: float
    best: str


def standings(
    results: Sequence[Result], scenario: str, peers: Collection[str]
) -> dict[str, Standing]:
    """How each tool stands in a scenario, by name; peers count where all their runs were good."""
    measured = [result for result in results if scenario in result.runs]
    medians = {r.name: median(run.seconds for run in r.runs[scenario]) for r in measured}
    others = {r.name: medians[r.name] for r in measured if r.name in peers and r.is_good(scenario)}
    base = others.pop(BASE, 0)
    best = min(others, key=lambda name: others[name], default="")
    return {
        name: Standing(
            seconds, seconds / base if base else 0, seconds / others[best] if best else 0, best
        )
        for name, seconds in medians.items()
    }
