"""Find HTML comments in HTML, and in Markdown outside code."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT_END = re.compile(r"--!?>")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Elements whose content is plain text, not markup."""
_LONG_LINE = 1000
"""The maximum number of characters that are searched for the start of a comment's line."""
_FOREIGN = ("svg", "math")
"""Elements in which `<![CDATA[` starts text."""

_MARKUP = r"<!|<\?|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/<>]*)"
# The length of values is limited, because a document may have many unclosed quotes.  A `<` outside
# a value ends the tag, so that a comment inside a tag is treated as a comment.
_IN_TAG = re.compile(r"""=\s*(?:"[^"]{0,4000}"|'[^']{0,4000}')|[<>]""")
_IN_HTML = re.compile(rf"{_MARKUP}|</(?=[^a-zA-Z])")
_IN_MARKDOWN = re.compile(
    r"\\[\\`]|(?:(?<=\n)|\A)(?P<before>[ \t>]*+(?:(?:[*+-]|\d{1,9}[.)])[ \t]++)*)"
    # A directive, such as "```{note}", contains Markdown.
    rf"(?P<fence>`{{3,}}+|~{{3,}}+)(?!\{{[\w-]+\}})[^\n`]*\n|(?P<ticks>`+)|{_MARKUP}"
)
_CLOSING_FENCE = re.compile(r"^[ \t>]*+(?P<fence>`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_UNINDENTED = re.compile(r"\n[^\s>]")
"""The start of a line that is in no list or quote."""
_CONTAINER = re.compile(r"(?:[*+-]|\d+\.)[ \t]|!!!|:[ \t]|\[\^[^\]]+\]:")
"""Matches the start of a list, an admonition, a definition or a footnote (indented blocks)."""


class CommentScan:
    """Searches a document for comments without repeating failed searches."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._depth = 0  # the nesting depth of elements in which CDATA is text
        self._not_found: set[str] = set()
        self.open_at: int | None = None

    def in_html(self) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each comment, according to the HTML standard."""
        position = 0
        while match := _IN_HTML.search(self._text, position):
            start, position = match.span()
            if match["name"]:
                position = self._after_tag(match)
            elif self._is_text(start):
                continue
            else:
                position = (
                    self._end_of_comment(start) or self._find(">", start + 2) or len(self._text)
                )
                yield start, position

    def in_markdown(self) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each comment outside code."""
        position = 0
        while match := _IN_MARKDOWN.search(self._text, position):
            start, position = match.span()
            if match["fence"]:
                position = self._after_fence(match)
            elif match["ticks"]:
                position = self._after_ticks(start, position)
            elif match["name"]:
                position = self._after_tag(match)
            elif match[0] in ("<!", "<?") and not self._is_text(start):
                end = None if self._is_indented_code(start) else self._end_in_markdown(start)
                if end:
                    yield start, end
                    position = end

    def _end_in_markdown(self, start: int) -> int | None:
        """Return the end of the comment or similar markup at `start`; None if it is text.

        Program code (`<?php … ?>`) and CDATA sections are hidden completely, although a browser
        hides only the part before the first `>`.
        """
        text = self._text
        if text.startswith("<!--", start):
            return self._end_of_comment(start)
        if text.startswith("<![CDATA[", start):
            return self._find("]]>", start)
        if text.startswith("<?", start):
            is_program = text[start + 2 : start + 3].isalpha() or text.startswith("<?=", start)
            return self._find("?>", start) if is_program else None
        if text[start + 2 : start + 3].isalpha() or text.startswith("<![", start):
            return self._find(">", start, self._end_of_paragraph(start))
        return None

    def _end_of_comment(self, start: int) -> int | None:
        """Return the end of the `<!--` comment at `start`; None if there is none."""
        text = self._text
        if not text.startswith("<!--", start):
            return None
        for empty_end in (">", "->"):
            if text.startswith(empty_end, start + 4):
                return start + 4 + len(empty_end)
        end = _COMMENT_END.search(text, start + 4)
        if end:
            return end.end()
        if self.open_at is None:
            self.open_at = start
        return len(text)

    def _is_text(self, start: int) -> bool:
        return self._depth > 0 and self._text.startswith("<![CDATA[", start)

    def _after_tag(self, begin: re.Match[str]) -> int:
        """Return the position after a tag, or after its element if that contains plain text."""
        end = self._end_of_tag(begin.end())
        if end is None:
            return begin.end()
        name, closes = begin["name"].lower(), bool(begin["close"])
        if name in _FOREIGN and self._text[end - 2] != "/":
            self._depth = max(0, self._depth + (-1 if closes else 1))
        if name in _RAW and not closes and not self._depth and name not in self._not_found:
            closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self._text, end)
            if closing:
                return closing.end()
            self._not_found.add(name)
        return end

    def _end_of_tag(self, position: int) -> int | None:
        while match := _IN_TAG.search(self._text, position):
            if match[0] == ">":
                return match.end()
            if match[0] == "<":
                return None
            position = match.end()
        return None

    def _find(self, delimiter: str, start: int, end: int | None = None) -> int | None:
        """Return the position after the next `delimiter`; None if there is none."""
        if delimiter in self._not_found:
            return None
        position = self._text.find(delimiter, start, end)
        if position < 0:
            if end is None:
                self._not_found.add(delimiter)
            return None
        return position + len(delimiter)

    # Methods for code in Markdown.

    def _after_fence(self, opening: re.Match[str]) -> int:
        """Return the position after a code block, or after its backticks if it is unclosed."""
        fence = opening["fence"]
        closing = self._fences[fence]
        following = bisect_left(closing, opening.end())
        if following < len(closing) and (
            not opening["before"] or closing[following] < self._end_of_container(opening.end())
        ):
            return closing[following] + len(fence)
        return self._after_ticks(*opening.span("fence"))

    def _after_ticks(self, start: int, end: int) -> int:
        """Return the position after a code span, or after its backticks if it is unclosed."""
        same = self._ticks[end - start]
        following = bisect_left(same, end)
        if following < len(same) and same[following] < self._end_of_paragraph(start):
            return same[following] + end - start
        return end

    @cached_property
    def _fences(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for match in _CLOSING_FENCE.finditer(self._text):
            positions[match["fence"]].append(match.start("fence"))
        return positions

    def _end_of_container(self, position: int) -> int:
        """Return the start of the next line that is in no list or quote."""
        following = bisect_left(self._unindented, position - 1)
        return self._unindented[following] if following < len(self._unindented) else len(self._text)

    @cached_property
    def _unindented(self) -> list[int]:
        return [match.start() for match in _UNINDENTED.finditer(self._text)]

    @cached_property
    def _ticks(self) -> dict[int, list[int]]:
        positions: dict[int, list[int]] = defaultdict(list)
        for match in re.finditer("`+", self._text):
            positions[len(match[0])].append(match.start())
        return positions

    @cached_property
    def _blank_lines(self) -> list[int]:
        return [match.start() for match in _BLANK_LINE.finditer(self._text)]

    def _end_of_paragraph(self, position: int) -> int:
        following = bisect_left(self._blank_lines, position)
        return (
            self._blank_lines[following] if following < len(self._blank_lines) else len(self._text)
        )

    def _is_indented_code(self, position: int) -> bool:
        before = self.line_before(position)
        if before is None or not before.startswith((" ", "\t")):
            return False
        return position - len(before) in self._indented_code

    def line_before(self, position: int) -> str | None:
        """Return the part of the line before `position`; None if it is longer than `_LONG_LINE`."""
        nearest = max(0, position - _LONG_LINE)
        begins = self._text.rfind("\n", nearest, position) + 1
        if not begins and nearest:
            return None
        return self._text[begins:position]

    @cached_property
    def _indented_code(self) -> set[int]:
        """The start of each line of indented code.

        Code is indented by four spaces after a blank line, or by eight in a list.
        """
        starts, after_blank, required, start, following = set(), True, 4, 0, 0
        for line in self._text.split("\n"):
            start, following = following, following + len(line) + 1
            if not line.strip():
                after_blank = True
                continue
            expanded = line.expandtabs(4)
            indent = len(expanded) - len(expanded.lstrip())
            if after_blank and indent >= required:
                starts.add(start)
                continue
            if indent == 0:
                required = 8 if _CONTAINER.match(line) else 4
            after_blank = False
        return starts
