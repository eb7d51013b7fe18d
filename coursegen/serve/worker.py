"""Build in a separate thread, so that the server continues to answer requests."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from coursegen.base.struct import replace
from coursegen.loader.remembered import Memory
from coursegen.serve.rebuild import BuildCancelled, BuildResult, rebuild

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coursegen.build import Settings

_STOP_TIMEOUT = 0.5
"""The number of seconds to wait for a running build when the server stops."""


class Worker:
    """Runs one build at a time; calls `before` before each build, in the same thread."""

    def __init__(self, before: Callable[[], None]) -> None:
        self._before = before
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._memory = Memory()

    async def build(self, settings: Settings, output: Path) -> BuildResult:
        """Build the site in `output`; exceptions from `before` are raised here."""
        done: Future[BuildResult] = Future()
        done.set_running_or_notify_cancel()  # the caller can no longer cancel it
        settings = replace(
            settings, progress=self._cancellable(settings.progress), memory=self._memory
        )

        def run() -> None:
            try:
                self._before()
                done.set_result(rebuild(settings, output))
            except BaseException as error:  # noqa: BLE001 - passed on to the caller
                done.set_exception(error)

        # With an executor, the program would wait for the thread before it exits.
        self._thread = threading.Thread(target=run, name="build", daemon=True)
        self._thread.start()
        return await asyncio.wrap_future(done)

    def stop(self) -> None:
        """Cancel a running build at its next page, and wait briefly for it to end."""
        self._stopping.set()
        if self._thread:
            self._thread.join(_STOP_TIMEOUT)

    def _cancellable(
        self, progress: Callable[[int], Callable[[], None]]
    ) -> Callable[[int], Callable[[], None]]:
        def begin(total: int) -> Callable[[], None]:
            report = progress(total)

            def after_page() -> None:
                if self._stopping.is_set():
                    raise BuildCancelled
                report()

            return after_page

        return begin
