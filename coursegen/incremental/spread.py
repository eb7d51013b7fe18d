"""Work spread over processes: copies of this one, which know all that it knows at that moment.

A copy costs a few milliseconds and nothing has to be sent to it; what it made comes back in memory
that both can read.  What no copy brought back, because it was ended or failed, is done here.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST = 8
_PLACES = 1024
"""Numbers that wait in a pipe: one page of memory, which is all that some users' pipes hold."""
_SIZE = 4
"""Bytes of a number."""


def processes(work: int, enough: int) -> int:
    """How many processes are worth their cost for so much work, of which `enough` pays for one."""
    return max(1, min(_room(), work // enough, _MOST))


def aside(work: Callable[[], object]) -> Callable[[], None]:
    """Let a copy do `work` for what it leaves on the disk; call what comes back to wait for it.

    Where there is no room for one, or it fails, nothing is left there.
    """
    if _room() < 2:
        return lambda: None
    try:
        copy = os.fork()
    except OSError:
        return lambda: None
    if copy == 0:
        try:
            work()
        finally:
            os._exit(0)  # without a word
    return lambda: os.waitpid(copy, 0) and None


def _room() -> int:
    """How many processes can work at the same time.

    Copies are made on Linux, where a process with one thread may be copied without danger; macOS'
    own libraries forbid it, and Windows has no such thing.
    """
    threading = sys.modules.get("threading")
    if sys.platform != "linux" or (threading and threading.active_count() > 1):
        return 1
    if not hasattr(os, "memfd_create"):  # a Python made for older systems
        return 1
    return len(os.sched_getaffinity(0))


def spread(count: int, work: Callable[[int], bytes], hands: int) -> Iterator[tuple[int, bytes]]:
    """Yield each number below `count` with what `work` makes of it, in any order."""
    if hands < 2:
        yield from ((number, work(number)) for number in range(count))
        return
    step = count // _PLACES + 1
    waiting, end = os.pipe()
    os.write(end, b"".join(first.to_bytes(_SIZE, "little") for first in range(0, count, step)))
    os.close(end)
    left = set(range(count))
    copies: dict[int, int] = {}
    try:
        for _ in range(hands - 1):
            try:
                memory = os.memfd_create("coursegen")
            except OSError:  # the system has no more to give
                break
            try:
                copy = os.fork()
            except OSError:
                os.close(memory)
                break
            if copy == 0:
                _do_and_leave(_taken(waiting, count, step), work, memory)
            copies[copy] = memory
        for number in _taken(waiting, count, step):
            left.discard(number)
            yield number, work(number)
        while copies:
            copy = next(iter(copies))
            os.waitpid(copy, 0)
            for number, made in _brought(copies.pop(copy)):
                left.discard(number)
                yield number, made
    finally:
        os.close(waiting)
        for copy, memory in copies.items():
            os.close(memory)
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(copy, signal.SIGKILL)
                os.waitpid(copy, 0)
    yield from ((number, work(number)) for number in sorted(left))


def _taken(waiting: int, count: int, step: int) -> Iterator[int]:
    """The numbers that this process takes from the pipe, which all share."""
    while first := os.read(waiting, _SIZE):
        start = int.from_bytes(first, "little")
        yield from range(start, min(start + step, count))


def _do_and_leave(numbers: Iterator[int], work: Callable[[int], bytes], memory: int) -> None:
    """Work as a copy, and end without a word: whoever was copied speaks for all."""
    status = 1
    try:
        with os.fdopen(memory, "wb") as target:
            for number in numbers:
                made = work(number)
                target.write(number.to_bytes(_SIZE, "little"))
                target.write(len(made).to_bytes(_SIZE, "little"))
                target.write(made)
        status = 0
    finally:
        os._exit(status)


def _brought(memory: int) -> Iterator[tuple[int, bytes]]:
    """What a copy wrote; of one that was ended in between, what is whole."""
    with os.fdopen(memory, "rb") as source:
        source.seek(0)
        while True:
            number, size = (int.from_bytes(source.read(_SIZE), "little") for _ in range(2))
            made = source.read(size)
            if not size or len(made) < size:
                return
            yield number, made
