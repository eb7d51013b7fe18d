"""Many changes, one answer: a change counts once the course has been quiet for a moment."""

from __future__ import annotations

import asyncio
import time

from tornado.ioloop import IOLoop

QUIET = 0.02
"""Seconds without a change after which a build may begin: an editor's save is several changes."""

PATIENCE = 1.0
"""Seconds of changes without a pause after which a build begins anyway."""


class DebouncedChanges:
    """Changes since the last build began; make it where the event loop runs."""

    def __init__(self) -> None:
        self._loop = IOLoop.current()
        self._some = asyncio.Event()
        self._told = False
        self._first = self._last = 0.0

    def note(self) -> None:
        """Take note of a change, from any thread."""
        self._last = time.monotonic()
        if not self._told:  # thousands of changes wake the loop once
            self._told = True
            self._first = self._last
            self._loop.add_callback(self._some.set)

    async def settled(self) -> None:
        """Wait for a change, and then for the end of its kind; what comes later counts anew."""
        await self._some.wait()
        while True:
            due = min(self._last + QUIET, self._first + PATIENCE)
            wait = due - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        self._some.clear()
        self._told = False
