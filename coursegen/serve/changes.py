"""Debounce file changes, so that many changes at once cause only one build."""

from __future__ import annotations

import asyncio
import time

from tornado.ioloop import IOLoop

QUIET_SECONDS = 0.02
"""The number of seconds without a change before a build starts.

Saving a file in an editor causes several changes.
"""

MAX_WAIT_SECONDS = 1.0
"""The maximum number of seconds before a build starts, even if the changes continue."""


class DebouncedChanges:
    """The changes since the last build; the object must be created in the event loop's thread."""

    def __init__(self) -> None:
        self._loop = IOLoop.current()
        self._has_change = asyncio.Event()
        self._is_pending = False
        self._first = self._last = 0.0

    def note(self) -> None:
        """Record a change, from any thread."""
        self._last = time.monotonic()
        if not self._is_pending:  # wake the loop only once for many changes
            self._is_pending = True
            self._first = self._last
            self._loop.add_callback(self._has_change.set)

    async def debounced(self) -> None:
        """Wait for a change, and then until no further changes follow."""
        await self._has_change.wait()
        while True:
            due = min(self._last + QUIET_SECONDS, self._first + MAX_WAIT_SECONDS)
            wait = due - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        self._has_change.clear()
        self._is_pending = False
