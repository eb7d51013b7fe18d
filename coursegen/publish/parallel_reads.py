"""Read slow outputs in parallel while the site is written."""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.outputs.output import Output

_MAX_WORKERS = 32
"""The maximum number of threads; together, they use a limited amount of memory for images."""


def read_all(files: Mapping[str, Output]) -> Iterator[tuple[str, bytes]]:
    """Yield each output path with its bytes, in the order of completion.

    Image encoders release Python's global lock, so several threads are faster.  Only the caller
    writes files, so nothing is written after the caller has stopped.
    """
    waiting = deque(files)
    ready: queue.SimpleQueue[tuple[str, bytes | BaseException]] = queue.SimpleQueue()

    def read() -> None:
        while True:
            try:
                path = waiting.popleft()
            except IndexError:
                return
            try:
                ready.put((path, files[path].read()))
            except BaseException as error:  # noqa: BLE001 - passed on to the caller
                ready.put((path, error))

    # With an executor, the program would wait for all remaining outputs before it exits.
    for _ in range(min(_MAX_WORKERS, os.cpu_count() or 1, len(files))):
        threading.Thread(target=read, daemon=True).start()
    try:
        for _ in range(len(files)):
            path, content = ready.get()
            if isinstance(content, BaseException):
                raise content
            yield path, content
    finally:
        waiting.clear()
