"""A construct that is not rendered, and the views of a text in which constructs are found."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from coursegen.markdown.code.without_code import spaces_for, without_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.base.diagnostics import Problem
    from coursegen.markdown.fragment import CodeBlock

BLOCK_START = r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?"
"""Matches before the mark of a block at the start of a line, also in a list or a quote."""
_HIDDEN = re.compile(
    r"<(?P<tag>pre|script|style|svg|textarea|code|kbd|math)\b[^<>]*>.*?(?:</(?P=tag)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_NOT_WORDS = re.compile(
    r"<(?:[a-zA-Z][^<>\n]*|/[a-zA-Z][^<>\n]*)>"  # a tag or a URL in angle brackets
    r"|\bhttps?://[^\s<>)\]]+"
    r"|(?<=\]\()(?:[^()\n]|\([^()\n]*\))*"  # the destination of a link
    r"|^[ ]{0,3}\[[^\]\n]+\]:[^\n]*",  # a definition
    re.MULTILINE,
)
_CODE_ELEMENT = re.compile(r"<(pre|code|script|style)\b[^>]*>.*?(?:</\1>|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


class Construct(NamedTuple):
    """A construct from `start` to `end`; the characters up to `mark_end` show where it begins.

    If there is exactly one equivalent, `replacement` contains it. If it contains a link to a page,
    `target` is the link, and the page must exist.
    """

    problem: Problem
    start: int
    end: int
    mark_end: int = 0
    replacement: str | None = None
    target: str = ""


class Prose:
    """The text of a page outside of code; in all views, offsets are those of the text."""

    def __init__(self, text: str, code: Iterable[CodeBlock], html: str) -> None:
        self.text = text
        self.code = tuple(code)
        self._html = html

    @cached_property
    def bare(self) -> str:
        """The text with code, comments and scripts replaced by spaces."""
        bare = without_code(self.text, self.code)
        return _HIDDEN.sub(lambda found: spaces_for(found[0]), bare) if "<" in bare else bare

    @cached_property
    def outside_blocks(self) -> str:
        """The text with code blocks and comments replaced by spaces, but not code spans."""
        # Without backticks, there are no code spans. Control characters do not occur in the text.
        hidden = without_code(self.text.replace("`", "\0"), self.code)
        return hidden.replace("\0", "`")

    @cached_property
    def words(self) -> str:
        """The text with tags, URLs and the definitions of links replaced by spaces, too."""
        return _NOT_WORDS.sub(lambda found: spaces_for(found[0]), self.bare)

    def is_printed(self, mark: str) -> bool:
        """Return whether a mark is visible on the page, outside of code."""
        return _SPACE.sub("", mark) in self._visible

    def is_printed_as_code(self, mark: str) -> bool:
        """Return whether a mark is visible on the page in code."""
        return _SPACE.sub("", mark) in self._visible_with_code

    @cached_property
    def _visible_with_code(self) -> str:
        return _visible(self._html)

    @cached_property
    def _visible(self) -> str:
        return _visible(_CODE_ELEMENT.sub("", self._html))

    @cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def line_of(self, position: int) -> int:
        """Return the number of the line that contains a position, counted from 0."""
        return bisect_left(self._line_ends, position)

    def line_end(self, position: int) -> int:
        """Return the end of the line that contains a position."""
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end


def _visible(html: str) -> str:
    """Return the text of HTML without spaces."""
    return _SPACE.sub("", unescape(_TAG.sub("", html)))
