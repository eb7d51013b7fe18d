"""Build in a separate process, so that the server continues to answer requests."""

from __future__ import annotations

import asyncio
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from coursegen.loader.git import end_group, own_group
from coursegen.serve.build_process import BuildRequest, Progress
from coursegen.serve.rebuild import BuildResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from coursegen.build import Settings

# The modules are found in the same folders as those of the server, and never in the course.
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:]; from coursegen.serve.build_process import main; main()"
)
_STOP_TIMEOUT = 0.5
"""The number of seconds in which the build process must end when the server stops."""


class Worker:
    """Runs one build at a time in a process, which keeps parsed files in memory for the next build.

    The worker is a context manager that ends the process.  The process is in its own process group,
    so Ctrl-C in a terminal ends only the server.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process = _start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    async def build(
        self, settings: Settings, output: Path, before: Callable[[], None]
    ) -> BuildResult:
        """Call `before` in a separate thread, then build the site in `output`.

        Exceptions from `before` are raised here.  If the process has ended, start another one.
        """
        if self._process.poll() is not None:
            self._end()
            self._process = _start()
        done: Future[BuildResult] = Future()
        done.set_running_or_notify_cancel()  # the caller can no longer cancel it

        def run() -> None:
            try:
                before()
                done.set_result(self._build(settings, output))
            except BaseException as error:  # noqa: BLE001 - passed on to the caller
                done.set_exception(error)

        # With an executor, the program would wait for the thread before it exits.
        threading.Thread(target=run, name="build", daemon=True).start()
        return await asyncio.wrap_future(done)

    def _end(self) -> None:
        """End the process with its build, and close its pipes."""
        with suppress(BrokenPipeError), self._process:
            if self._process.stdin:
                self._process.stdin.close()  # ends the process between builds
            self._process.terminate()
            try:
                self._process.wait(_STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                end_group(self._process, self._environment)

    def _build(self, settings: Settings, output: Path) -> BuildResult:
        """Send a request to the process and wait for its result."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests  # noqa: S101 - see `_start`
        assert answers  # noqa: S101 - see `_start`
        request = BuildRequest(
            settings.root,
            settings.now,
            settings.base_url,
            settings.preview,
            dict(settings.environment),
            output,
        )
        try:
            pickle.dump(request, requests)
            requests.flush()
            while isinstance(message := pickle.load(answers), Progress):  # noqa: S301 - from our process
                if message.done == 0:
                    report = settings.progress(message.total, message.unit)
                else:
                    report()
        except (OSError, EOFError, pickle.UnpicklingError):
            return _ended(self._process.wait())
        result: BuildResult = message
        return result


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-X", "utf8", "-c", _PROGRAM, *sys.path]
    return subprocess.Popen(  # noqa: S603 - the same Python
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **own_group()
    )


def _ended(status: int) -> BuildResult:
    """Return the result of a build whose process has ended before its answer."""
    reason = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit code {status}"
    problem = f"error: the build process ended unexpectedly ({reason}); save a file to build again"
    return BuildResult((), 0, 0.0, None, problem)
