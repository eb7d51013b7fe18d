"""A progress bar for long builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LONG = 100
"""Pages from which on a build may be long enough for a bar."""


def progress_bar(pages: int) -> Callable[[], None]:
    """What to call after each of `pages` pages; the bar shows up after a second of work."""
    if pages < _LONG:
        return lambda: None
    from tqdm import tqdm  # noqa: PLC0415 - costs more than a short build

    bar = tqdm(total=pages, unit="page", delay=1, leave=False)

    def done() -> None:
        bar.update()
        if bar.n >= pages:
            bar.close()

    return done
