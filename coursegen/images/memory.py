"""A limit for the total memory of decoded images."""

from __future__ import annotations

import ctypes
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_LIMIT = 220_000_000
"""The maximum memory for decoded images and encoders in all threads, in bytes."""
_M_MMAP_THRESHOLD = -3
"""The `mallopt` parameter M_MMAP_THRESHOLD, as defined in glibc's malloc.h."""


def _return_large_blocks() -> None:
    """Configure glibc to return the memory of images to the system as soon as it is freed.

    By default, glibc retains freed memory, and a build would use nearly twice the limit.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # the C library is not glibc
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 8 << 20)


class MemoryBudget:
    """A memory budget; threads wait until the memory that they need is available.

    A reservation that is larger than `limit` waits until there are no others.
    """

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        self._limit = limit
        self._used = 0
        self._changed = threading.Condition()

    @contextmanager
    def reserve(self, size: int) -> Iterator[None]:
        """Reserve `size` bytes; do not nest reservations, or two threads can deadlock."""
        with self._changed:
            self._changed.wait_for(lambda: not self._used or self._used + size <= self._limit)
            self._used += size
        try:
            yield
        finally:
            with self._changed:
                self._used -= size
                self._changed.notify_all()


_return_large_blocks()
MEMORY = MemoryBudget()
"""The memory budget of this process."""
