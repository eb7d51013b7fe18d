"""Handle the signals that end the program."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def handle_signals() -> Iterator[None]:
    """Exit cleanly on SIGTERM and SIGHUP, so that no temporary files are left."""

    def end(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)  # the convention of shells

    names = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP, and nohup ignores it
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
