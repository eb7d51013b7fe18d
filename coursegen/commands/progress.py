"""A progress bar for what may take long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MIN_PAGES = 100
"""Pages from which on a build may be long enough for a bar."""


def page_progress_bar(pages: int) -> Callable[[], None]:
    """What to call after each of `pages` pages; the bar shows up after a second of work."""
    return _bar(pages, "page") if pages >= _MIN_PAGES else no_progress_bar(pages)


def link_progress_bar(links: int) -> Callable[[], None]:
    """The same for links to other sites, of which one alone may take long."""
    return _bar(links, "link") if links else no_progress_bar(links)


def no_progress_bar(_total: int) -> Callable[[], None]:
    """Show nothing."""
    return lambda: None


def _bar(total: int, unit: str) -> Callable[[], None]:
    from tqdm import tqdm  # noqa: PLC0415 - costs more than a short build

    bar = tqdm(total=total, unit=unit, delay=1, leave=False)

    def done() -> None:
        bar.update()
        if bar.n >= total:
            bar.close()

    return done
