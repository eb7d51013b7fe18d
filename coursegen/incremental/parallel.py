"""Distribute work among copies of this process, which contain all its data.

Creating a copy takes a few milliseconds.  A copy needs no further input, and returns its results in
shared memory.  If a copy fails or is killed, this process does the remaining work.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAX_WORKERS = 8
_QUEUE_SIZE = 1024
"""The maximum number of items in a pipe; on some systems, a pipe holds one page of memory."""
_SIZE = 4
"""The size of a number in bytes."""


def workers_for(work: int, minimum: int) -> int:
    """Return the number of processes to use so that each does at least `minimum` of the work."""
    return max(1, min(_processors(), work // minimum, _MAX_WORKERS))


def run_in_child(work: Callable[[], object]) -> Callable[[], None]:
    """Start `work`, which writes files, in a process copy; return a function that waits for it.

    If no copy can be started, or if it fails, `work` may have no effect.
    """
    if _processors() < 2:
        return lambda: None
    try:
        copy = os.fork()
    except OSError:
        return lambda: None
    if copy == 0:
        try:
            work()
        finally:
            os._exit(0)  # exits without cleanup or messages
    return lambda: os.waitpid(copy, 0) and None


def _processors() -> int:
    """Return the number of processes that can run at the same time.

    Processes are copied only on Linux, where copying a process with one thread is safe.  The system
    libraries of macOS do not support it, and Windows has no equivalent.
    """
    threading = sys.modules.get("threading")
    if sys.platform != "linux" or (threading and threading.active_count() > 1):
        return 1
    if not hasattr(os, "memfd_create"):  # this Python was built for an older system
        return 1
    return len(os.sched_getaffinity(0))


def in_parallel(
    count: int, work: Callable[[int], bytes], workers: int
) -> Iterator[tuple[int, bytes]]:
    """Yield each number below `count` with the result of `work` for it, in any order."""
    if workers < 2:
        yield from ((number, work(number)) for number in range(count))
        return
    step = count // _QUEUE_SIZE + 1
    queue, end = os.pipe()
    os.write(end, b"".join(first.to_bytes(_SIZE, "little") for first in range(0, count, step)))
    os.close(end)
    remaining = set(range(count))
    copies: dict[int, int] = {}
    try:
        for _ in range(workers - 1):
            try:
                memory = os.memfd_create("coursegen")
            except OSError:  # the system has insufficient resources
                break
            try:
                copy = os.fork()
            except OSError:
                os.close(memory)
                break
            if copy == 0:
                _work_and_exit(_numbers(queue, count, step), work, memory)
            copies[copy] = memory
        for number in _numbers(queue, count, step):
            remaining.discard(number)
            yield number, work(number)
        while copies:
            copy = next(iter(copies))
            os.waitpid(copy, 0)
            for number, result in _results(copies.pop(copy)):
                remaining.discard(number)
                yield number, result
    finally:
        os.close(queue)
        for copy, memory in copies.items():
            os.close(memory)
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(copy, signal.SIGKILL)
                os.waitpid(copy, 0)
    yield from ((number, work(number)) for number in sorted(remaining))


def _numbers(queue: int, count: int, step: int) -> Iterator[int]:
    """Yield the numbers that this process reads from the shared pipe."""
    while first := os.read(queue, _SIZE):
        start = int.from_bytes(first, "little")
        yield from range(start, min(start + step, count))


def _work_and_exit(numbers: Iterator[int], work: Callable[[int], bytes], memory: int) -> None:
    """Do the work of a copy and exit without cleanup, because the parent reports all problems."""
    status = 1
    try:
        with os.fdopen(memory, "wb") as target:
            for number in numbers:
                result = work(number)
                target.write(number.to_bytes(_SIZE, "little"))
                target.write(len(result).to_bytes(_SIZE, "little"))
                target.write(result)
        status = 0
    finally:
        os._exit(status)


def _results(memory: int) -> Iterator[tuple[int, bytes]]:
    """Yield the complete results that a copy wrote, even if the copy was killed."""
    with os.fdopen(memory, "rb") as source:
        source.seek(0)
        while True:
            number, size = (int.from_bytes(source.read(_SIZE), "little") for _ in range(2))
            result = source.read(size)
            if not size or len(result) < size:
                return
            yield number, result
