"""Many changes, one answer: a change counts once the course has been quiet for a moment."""

from __future__ import annotations

import asyncio
import time

from tornado.ioloop import IOLoop

QUIET_SECONDS = 0.02
"""Seconds without a change after which a build may begin: an editor's save is several changes."""

MAX_WAIT_SECONDS = 1.0
"""Seconds of changes without a pause after which a build begins anyway."""


class DebouncedChanges:
    """Changes since the last build began; make it where the event loop runs."""

    def __init__(self) -> None:
        self._loop = IOLoop.current()
        self._has_change = asyncio.Event()
        self._is_pending = False
        self._first = self._last = 0.0

    def note(self) -> None:
        """Take note of a change, from any thread."""
        self._last = time.monotonic()
        if not self._is_pending:  # thousands of changes wake the loop once
            self._is_pending = True
            self._first = self._last
            self._loop.add_callback(self._has_change.set)

    async def debounced(self) -> None:
        """Wait for a change, and then for the end of its kind; what comes later counts anew."""
        await self._has_change.wait()
        while True:
            due = min(self._last + QUIET_SECONDS, self._first + MAX_WAIT_SECONDS)
            wait = due - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        self._has_change.clear()
        self._is_pending = False
