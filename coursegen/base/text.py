"""Sources, locations in them, strings with a location, and other values from an author's file."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self

from coursegen.base.struct import Meta

_MARKS = re.compile(r"[`*\[\\]|~~")
_MAX_MARKED = 1000
"""The maximum length of a text with marks in characters; longer texts are not titles."""


class Source:
    r"""A text file.

    `name` is the path that messages show: relative to the course's folder, with forward slashes.
    `text` is the whole content; all line endings are `\n`.
    """

    # Not a struct: the codec would then encode the text of the file with every location.
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without line endings."""
        return self.text.split("\n")

    @cached_property
    def digest(self) -> str:
        """The SHA-256 digest of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def drop_caches(self) -> None:
        """Delete the cached properties, which take twice as much memory as the text."""
        for name in ("lines", "_line_starts"):
            self.__dict__.pop(name, None)

    def line(self, number: int) -> str:
        """Return line `number` (counted from 1), or an empty string if there is no such line."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @cached_property
    def _line_starts(self) -> list[int]:
        """The offset of each line in the text."""
        return [0, *accumulate(len(line) + 1 for line in self.lines[:-1])]

    def find(self, needle: str, from_line: int = 1) -> Location:
        """Find the first `needle` on or after `from_line`, or return the start of that line."""
        if 0 < from_line <= len(self.lines) and "\n" not in needle:
            offset = self.text.find(needle, self._line_starts[from_line - 1])
            if offset >= 0:
                line = bisect_right(self._line_starts, offset)
                column = offset - self._line_starts[line - 1] + 1
                return Location(self, line, column, len(needle))
        return Location(self, from_line)


Position = Annotated[int, Meta(ge=0, le=10_000_000)]
"""A number in a location; the limit applies to decoded data, which may be damaged."""


class Location(NamedTuple):
    """A range of characters in a line of a source; line and column are counted from 1."""

    source: Source
    line: Position = 1
    column: Position = 1
    length: Position = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def marked(self) -> str:
        """The characters at the location."""
        return self.source.line(self.line)[self.column - 1 : self.column - 1 + self.length]

    @property
    def order(self) -> tuple[str, int, int]:
        """A key that sorts locations by file, line and column."""
        return (self.source.name, self.line, self.column)


NO_LOCATION = Location(Source("", ""))
"""The location of a value that is not from a file, such as a default."""


class LocatedStr(str):
    """A string with its location in the author's file."""

    __slots__ = ("location",)
    location: Location

    def __new__(cls, value: str, location: Location = NO_LOCATION) -> Self:
        """Create a string with a location."""
        located = str.__new__(cls, value)
        located.location = location
        return located


if TYPE_CHECKING:
    Text = str
else:
    Text = LocatedStr
"""The declared type of text in the model: text from a file has a location, other text does not.

At run time, it is `LocatedStr`, so that the codec keeps the locations.
"""


class Moment(datetime):
    """A time in the course's time zone."""


class FreeData(dict[Any, Any]):
    """Any keys with any values, for the author's templates: text, lists and mappings."""


def location_of(value: str) -> Location:
    """Return the location of `value`, or `NO_LOCATION` for a plain string."""
    return value.location if isinstance(value, LocatedStr) else NO_LOCATION


def has_marks(text: str) -> bool:
    """Return whether a title or another short text may contain inline Markdown."""
    return len(text) <= _MAX_MARKED and bool(_MARKS.search(text))


def has_link(text: str) -> bool:
    """Return whether a short text contains a link."""
    if "](" not in text or not has_marks(text):
        return False
    from coursegen.base.inline_markdown import inline_html  # noqa: PLC0415 - few titles have links

    return "<a " in inline_html(text)


def plain_text(text: str) -> str:
    """Return a short text without the marks of inline Markdown."""
    if not has_marks(text):
        return text
    from coursegen.base.inline_markdown import without_marks  # noqa: PLC0415 - as above

    return without_marks(text)
