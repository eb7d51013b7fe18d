"""Progress bars in the terminal."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_DELAY = 1.0
"""The number of seconds after which a progress bar appears."""


def progress_bar(total: int, unit: str) -> Callable[[], None]:
    """Return a function that updates a progress bar; call it after each of `total` things."""
    began, done = time.monotonic(), 0
    bar: Any = None

    def advance() -> None:
        nonlocal bar, done
        done += 1
        if bar is None and done < total and time.monotonic() - began >= _DELAY:
            from tqdm import tqdm  # noqa: PLC0415 - importing it takes longer than a short build

            size = shutil.get_terminal_size()  # with a default for terminals without one
            bar = tqdm(
                desc=f"{unit}s",
                total=total,
                initial=done,
                unit=unit,
                leave=False,
                ncols=size.columns,
                nrows=size.lines,
            )
        elif bar is not None:
            bar.update()
            if done >= total:
                bar.close()

    return advance
