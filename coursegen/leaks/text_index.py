"""An index of texts, which finds their windows in other texts.

A window has at least eight words, so it contains one of the blocks of five words that start at
every fourth word of a text.  Most texts contain no block of the index and need no further work.
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from coursegen.leaks.words import WINDOW, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BLOCK, _STEP = 5, 4
_NEAR = 2 * WINDOW
"""The maximum number of words of a window: Chinese characters count as half a word."""


class Run(NamedTuple):
    """A sequence of words that consists of windows of the text at `position`."""

    position: int
    words: tuple[str, ...]


class TextIndex:
    """The windows of texts, each a list of words with the position of its text."""

    def __init__(self, texts: Iterable[tuple[int, list[str]]]) -> None:
        self._texts = tuple(texts)

    @cached_property
    def _blocks(self) -> frozenset[tuple[str, ...]]:
        return frozenset(
            block
            for _, words in self._texts
            for block in zip(*(words[start:] for start in range(_BLOCK)), strict=False)
        )

    @cached_property
    def _windows(self) -> dict[int, int]:
        """The lowest position of each window, keyed by its hash."""
        found: dict[int, int] = {}
        for position, words in reversed(self._texts):
            found |= dict.fromkeys(windows(words)[0], position)
        return found

    def runs_in(self, words: Sequence[str]) -> Iterator[Run]:
        """Yield the longest sequences of words that consist of windows of one text."""
        parts = [words[start::_STEP] for start in range(_BLOCK)]
        if self._blocks.isdisjoint(zip(*parts, strict=False)):
            return
        blocks = enumerate(zip(*parts, strict=False))
        found = [number * _STEP for number, block in blocks if block in self._blocks]
        for start, end in _ranges(found):
            some = words[start:end]
            hashes, ends = windows(some)
            if self._windows.keys().isdisjoint(hashes):
                continue
            positions = map(self._windows.get, hashes)
            for position, group in groupby(enumerate(positions), key=itemgetter(1)):
                first, *rest = (number for number, _ in group)
                if position is not None:
                    yield Run(position, tuple(some[first : ends[rest[-1] if rest else first]]))


def _ranges(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that are close to blocks at some places."""
    start = end = 0
    for place in places:
        if place - _NEAR > end:
            yield start, end
            start = place - _NEAR
        end = place + _BLOCK + _NEAR
    yield start, end
