"""Where the time of a build goes, room by room."""

from __future__ import annotations

import time


class Timer:
    """Adds up the seconds of each room; `started` is what went by before it was made."""

    def __init__(self, started: float = 0.0) -> None:
        self.rooms: dict[str, float] = {"start": started}
        self._last = time.perf_counter()

    def lap(self, room: str) -> None:
        """What went by since the last lap was spent in `room`."""
        now = time.perf_counter()
        self.rooms[room] = self.rooms.get(room, 0.0) + now - self._last
        self._last = now

    def table(self) -> str:
        """A line for each room, in the order in which they were entered first."""
        total = sum(self.rooms.values())
        lines = [
            f"{seconds * 1000:9.1f} ms {seconds / total:6.1%}  {room}"
            for room, seconds in self.rooms.items()
        ]
        return "\n".join([*lines, f"{total * 1000:9.1f} ms         in all"])


class _Stopped(Timer):
    """Measures nothing."""

    def lap(self, room: str) -> None:
        """Let it go by."""


NO_TIMER: Timer = _Stopped()
