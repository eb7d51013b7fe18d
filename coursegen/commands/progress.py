"""Progress bars for long builds and link checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MIN_PAGES = 100
"""The minimum number of pages for which a build shows a progress bar."""


def page_progress_bar(pages: int) -> Callable[[], None]:
    """Return a function that updates a progress bar; call it after each page."""
    return _bar(pages, "page") if pages >= _MIN_PAGES else no_progress_bar(pages)


def link_progress_bar(links: int) -> Callable[[], None]:
    """Return a function that updates a progress bar; call it after each link."""
    return _bar(links, "link") if links else no_progress_bar(links)


def no_progress_bar(_total: int) -> Callable[[], None]:
    """Return a function that does nothing."""
    return lambda: None


def _bar(total: int, unit: str) -> Callable[[], None]:
    from tqdm import tqdm  # noqa: PLC0415 - importing it takes longer than a short build

    bar = tqdm(total=total, unit=unit, delay=1, leave=False)

    def done() -> None:
        bar.update()
        if bar.n >= total:
            bar.close()

    return done
