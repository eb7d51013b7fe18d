"""A limit on the memory that decoded images use at the same time."""

from __future__ import annotations

import ctypes
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_LIMIT = 220_000_000
"""Bytes that all threads together may use for decoded images and encoders."""
_M_MMAP_THRESHOLD = -3
"""The constant from glibc's malloc.h."""


def _return_large_blocks() -> None:
    """Make glibc return an image's memory to the system as soon as it is freed.

    By default it keeps the memory that threads free, and a build would use nearly twice the limit.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 8 << 20)


class MemoryBudget:
    """Makes threads wait until the memory that they need is available.

    A reservation larger than `limit` waits until there is no other.
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
