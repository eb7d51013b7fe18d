"""Where the time of a build goes, phase by phase."""

from __future__ import annotations

import time


class Timer:
    """Adds up the seconds of each phase; `started` is what went by before it was made."""

    def __init__(self, started: float = 0.0) -> None:
        self.phases: dict[str, float] = {"start": started}
        self._last = time.perf_counter()

    def lap(self, phase: str) -> None:
        """What went by since the last lap was spent in `phase`."""
        now = time.perf_counter()
        self.phases[phase] = self.phases.get(phase, 0.0) + now - self._last
        self._last = now

    def table(self) -> str:
        """A line for each phase, in the order in which they were entered first."""
        total = sum(self.phases.values())
        lines = [
            f"{seconds * 1000:9.1f} ms {seconds / total:6.1%}  {phase}"
            for phase, seconds in self.phases.items()
        ]
        return "\n".join([*lines, f"{total * 1000:9.1f} ms         in all"])


class _Stopped(Timer):
    """Measures nothing."""

    def lap(self, phase: str) -> None:
        """Let it go by."""


NO_TIMER: Timer = _Stopped()
