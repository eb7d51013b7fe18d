"""Measure how long each phase of a build takes, and report the progress in a phase."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Progress: TypeAlias = Callable[[int, str], Callable[[], None]]
    """Called with the number of things to do, and the name of one, such as "page".

    Returns a function to call after each of them.
    """


def no_progress(_total: int, _unit: str) -> Callable[[], None]:
    """Report nothing."""
    return lambda: None


class Timer:
    """The total seconds of each phase; `startup` is the time before the timer was created."""

    def __init__(self, startup: float = 0.0) -> None:
        self.phases: dict[str, float] = {"start": startup}
        self._last = time.perf_counter()

    def lap(self, phase: str) -> None:
        """Add the time since the last lap to `phase`."""
        now = time.perf_counter()
        self.phases[phase] = self.phases.get(phase, 0.0) + now - self._last
        self._last = now

    def table(self) -> str:
        """Return a table with one line for each phase, in the order in which phases first ended."""
        total = sum(self.phases.values())
        lines = [
            f"{seconds * 1000:9.1f} ms {seconds / total:6.1%}  {phase}"
            for phase, seconds in self.phases.items()
        ]
        return "\n".join([*lines, f"{total * 1000:9.1f} ms         total"])


class _DisabledTimer(Timer):
    """A timer that measures nothing."""

    def lap(self, phase: str) -> None:
        """Do nothing."""


NO_TIMER: Timer = _DisabledTimer()
