"""How much memory pictures may take at the same time."""

from __future__ import annotations

import ctypes
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_LIMIT = 220_000_000
"""Bytes that all threads together may use for decoded pictures and encoders."""
_M_MMAP_THRESHOLD = -3
"""As in glibc's malloc.h."""


def _return_large_blocks() -> None:
    """Let glibc give the memory of a picture back to the system as soon as it is freed.

    By itself it keeps what threads free, and a build would take nearly twice the budget.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 8 << 20)


class MemoryBudget:
    """Makes threads wait until there is room for what they need.

    What alone needs more than `limit` bytes runs alone.
    """

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        self._limit = limit
        self._used = 0
        self._changed = threading.Condition()

    @contextmanager
    def reserve(self, size: int) -> Iterator[None]:
        """Hold `size` bytes; not while holding others, or two threads wait for each other."""
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
"""Of this process."""
