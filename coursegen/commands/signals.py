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
    """Exit on SIGTERM and SIGHUP without leaving temporary files behind."""

    def end(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)  # the exit code that shells use for a signal

    names = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP; under `nohup`, it is ignored
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
