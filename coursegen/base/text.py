"""Where text came from: sources, places in them, and text that keeps its place."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Self

from coursegen.base.struct import Struct


class Source(Struct, eq=False, dict=True):
    """A text file as it was read.

    `name` is the path that the author knows it by: relative to the course, with forward
    slashes.  `text` is the whole content, with every kind of line end turned into a newline.
    """

    name: str
    text: str

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @cached_property
    def lines(self) -> list[str]:
        """The text, line by line, without line ends."""
        return self.text.split("\n")

    @cached_property
    def digest(self) -> str:
        """A name for the text: two with the same say the same."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def drop_caches(self) -> None:
        """Forget what is made of the text when it is asked for; it takes twice as much room."""
        for made in ("lines", "_starts"):
            self.__dict__.pop(made, None)

    def line(self, number: int) -> str:
        """Line `number` (from 1), or an empty string past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins in the text."""
        return [0, *accumulate(len(line) + 1 for line in self.lines[:-1])]

    def find(self, needle: str, from_line: int = 1) -> Location:
        """The place of the first `needle` at or after `from_line`, else that line's start."""
        if 0 < from_line <= len(self.lines) and "\n" not in needle:
            found = self.text.find(needle, self._starts[from_line - 1])
            if found >= 0:
                line = bisect_right(self._starts, found)
                return Location(self, line, found - self._starts[line - 1] + 1, len(needle))
        return Location(self, from_line)


class Location(NamedTuple):
    """A position in a source: line and column count from 1, in characters."""

    source: Source
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def marked(self) -> str:
        """The letters that it marks, as they stand in the source."""
        return self.source.line(self.line)[self.column - 1 : self.column - 1 + self.length]

    @property
    def order(self) -> tuple[str, int, int]:
        """A key that sorts places by file, line and column."""
        return (self.source.name, self.line, self.column)


NO_LOCATION = Location(Source("", ""))
"""The place of a value that no author wrote, such as a default."""


class LocatedStr(str):
    """A string that knows where its author wrote it."""

    __slots__ = ("location",)
    location: Location

    def __new__(cls, value: str, location: Location = NO_LOCATION) -> Self:
        """Make a string with its place."""
        text = super().__new__(cls, value)
        text.location = location
        return text


def location_of(value: str) -> Location:
    """Where `value` was written; `NO_LOCATION` for a plain string."""
    return value.location if isinstance(value, LocatedStr) else NO_LOCATION
