"""The build process of the server, which builds the course on request until its input ends.

It has only one thread, so that it can be copied to use all processors (`incremental/spread.py`).
Its input contains pickled requests; its output contains the pickled progress and result of each.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.build import Settings
from coursegen.incremental.memo import Memory
from coursegen.serve.rebuild import rebuild

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path


class BuildRequest(Struct):
    """The settings of a build, without functions; the site is written to `output`."""

    root: Path
    now: datetime
    base_url: str
    preview: bool
    environment: Mapping[str, str]
    output: Path


class Progress(Struct):
    """The number of things that are done, first 0, their total number, and the name of one."""

    done: int
    total: int
    unit: str


def main() -> None:
    """Build on request.  SIGTERM ends a running build after its next page or picture.

    The signal handler raises no exception, because Python ignores exceptions in some functions,
    such as those that it calls after a fork.
    """
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    gc.set_threshold(100_000, 50, 100)  # as in `cli.py`
    memory = Memory()
    with open(0, "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # text that a library prints must not be mixed with the answers

        def send(message: object) -> None:
            pickle.dump(message, answers)
            answers.flush()

        def progress(total: int, unit: str) -> Callable[[], None]:
            done = count()

            def report() -> None:
                if stopping:
                    sys.exit()
                send(Progress(next(done), total, unit))

            report()
            return report

        with suppress(EOFError, BrokenPipeError):  # the server has ended
            while True:
                request: BuildRequest = pickle.load(requests)  # noqa: S301 - from the server
                settings = Settings(
                    request.root,
                    request.now,
                    request.base_url,
                    cards=False,
                    progress=progress,
                    environment=request.environment,
                    memory=memory,
                    preview=request.preview,
                )
                send(rebuild(settings, request.output))
