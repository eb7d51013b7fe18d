"""HTML comments, in which authors hide notes and solutions: found in Markdown and in HTML.

`hide_comments` empties them before Markdown is converted, because Markdown shows some of them as
text: those with an empty line, for example.  `strip_comments` removes the rest from the HTML that
Markdown generated; it recognizes exactly what a browser treats as a comment.  Code contains no
comments.

Source: the HTML standard, sections 13.2.5.43 to 13.2.5.53 (comments) and 13.2.5.72 (CDATA).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY = "<!---->"
"""What `hide_comments` leaves of a comment that begins a line: an HTML block, like the comment."""

_COMMENT_END = re.compile(r"--!?>")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BOGUS_END_TAG = re.compile("</[^a-zA-Z]")
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
"""Elements whose content is text to a browser."""
_LONG_LINE = 1000
"""Characters; a comment further on in a line does not begin it, nor is it in indented code."""
_FOREIGN = ("svg", "math")
"""Elements in which `<![CDATA[` begins text."""

_MARKUP = r"<!|<\?|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/<>]*)"
# Values are bounded, for a text may open many that it does not close.  A `<` outside of one ends
# the search: what looks like a comment in a tag was meant as one.
_IN_TAG = re.compile(r"""=\s*(?:"[^"]{0,4000}"|'[^']{0,4000}')|[<>]""")
_IN_HTML = re.compile(rf"{_MARKUP}|</(?=[^a-zA-Z])")
_IN_MARKDOWN = re.compile(
    rf"\\[\\`]|(?:(?<=\n)|\A)(?P<fence>`{{3,}}|~{{3,}})[^\n`]*\n|(?P<ticks>`+)|{_MARKUP}"
)
_CLOSING_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_CONTAINER = re.compile(r"(?:[*+-]|\d+\.)[ \t]|!!!|:[ \t]|\[\^[^\]]+\]:")
"""What the indented lines below belong to: a list, an admonition, a definition, a footnote."""


def hide_comments(text: str, instead: str = EMPTY) -> tuple[str, int | None]:
    """A text without what its comments say, and where one begins that is never closed.

    `instead` is what remains of a comment that begins a line.  One that is never closed reaches to
    the end of the text, as in a browser.
    """
    if "<!" not in text and "<?" not in text:
        return text, None
    scan = _Scan(text)
    parts: list[str] = []
    done = 0
    for start, end in scan.in_markdown():
        before = scan.line_before(start)
        begins = before is not None and not before.strip()
        parts += (text[done:start], instead if begins else "")
        done = end
    return "".join((*parts, text[done:])), scan.open_at


def strip_comments(html: str) -> str:
    """HTML without what a browser takes for comments."""
    if "<!" not in html and "<?" not in html and not _BOGUS_END_TAG.search(html):
        return html
    parts: list[str] = []
    done = 0
    for start, end in _Scan(html).in_html():
        parts.append(html[done:start])
        done = end
    return "".join((*parts, html[done:]))


class _Scan:
    """One look through a text; each search for an end that is in vain is made once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._depth = 0  # of elements in which CDATA is text
        self._vain: set[str] = set()
        self.open_at: int | None = None

    def in_html(self) -> Iterator[tuple[int, int]]:
        """Where each comment begins and ends, as the HTML standard has it."""
        place = 0
        while found := _IN_HTML.search(self._text, place):
            start, place = found.span()
            if found["name"]:
                place = self._after_tag(found)
            elif self._is_text(start):
                continue
            else:
                place = self._end_of_comment(start) or self._find(">", start + 2) or len(self._text)
                yield start, place

    def in_markdown(self) -> Iterator[tuple[int, int]]:
        """Where each comment begins and ends that is in no code."""
        place = 0
        while found := _IN_MARKDOWN.search(self._text, place):
            start, place = found.span()
            if found["fence"]:
                place = self._after_fence(found)
            elif found["ticks"]:
                place = self._after_ticks(start, place)
            elif found["name"]:
                place = self._after_tag(found)
            elif found[0] in ("<!", "<?") and not self._is_text(start):
                end = None if self._is_indented_code(start) else self._end_in_markdown(start)
                if end:
                    yield start, end
                    place = end

    def _end_in_markdown(self, start: int) -> int | None:
        """The end of what begins at `start` as a comment or the like does; None where it is text.

        What belongs to a program that makes pages (`<?php … ?>`) and CDATA is hidden as a whole,
        of which a browser hides the part before the first `>`.
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
        """The end of the comment that begins at `start`, if one does."""
        text = self._text
        if not text.startswith("<!--", start):
            return None
        for at_once in (">", "->"):
            if text.startswith(at_once, start + 4):
                return start + 4 + len(at_once)
        end = _COMMENT_END.search(text, start + 4)
        if end:
            return end.end()
        if self.open_at is None:
            self.open_at = start
        return len(text)

    def _is_text(self, start: int) -> bool:
        return self._depth > 0 and self._text.startswith("<![CDATA[", start)

    def _after_tag(self, begin: re.Match[str]) -> int:
        """Behind a tag, or behind the element whose content is text."""
        end = self._end_of_tag(begin.end())
        if end is None:
            return begin.end()
        name, closes = begin["name"].lower(), bool(begin["close"])
        if name in _FOREIGN and self._text[end - 2] != "/":
            self._depth = max(0, self._depth + (-1 if closes else 1))
        if name in _RAW and not closes and not self._depth and name not in self._vain:
            closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self._text, end)
            if closing:
                return closing.end()
            self._vain.add(name)
        return end

    def _end_of_tag(self, place: int) -> int | None:
        while found := _IN_TAG.search(self._text, place):
            if found[0] == ">":
                return found.end()
            if found[0] == "<":
                return None
            place = found.end()
        return None

    def _find(self, sign: str, start: int, end: int | None = None) -> int | None:
        """Behind the next `sign`."""
        if sign in self._vain:
            return None
        place = self._text.find(sign, start, end)
        if place < 0:
            if end is None:
                self._vain.add(sign)
            return None
        return place + len(sign)

    # --- code in Markdown ---

    def _after_fence(self, opening: re.Match[str]) -> int:
        """Behind the fenced code that begins so, or what its fence is where it has no end."""
        fence = opening["fence"]
        closing = self._fences[fence]
        following = bisect_left(closing, opening.end())
        if following < len(closing):
            return closing[following] + len(fence)
        return self._after_ticks(*opening.span("fence"))

    def _after_ticks(self, start: int, end: int) -> int:
        """Behind the piece of code that begins so, or behind the ticks where none does."""
        same = self._ticks[end - start]
        following = bisect_left(same, end)
        if following < len(same) and same[following] < self._end_of_paragraph(start):
            return same[following] + end - start
        return end

    @cached_property
    def _fences(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for found in _CLOSING_FENCE.finditer(self._text):
            places[found[1]].append(found.start())
        return places

    @cached_property
    def _ticks(self) -> dict[int, list[int]]:
        places: dict[int, list[int]] = defaultdict(list)
        for found in re.finditer("`+", self._text):
            places[len(found[0])].append(found.start())
        return places

    @cached_property
    def _blank_lines(self) -> list[int]:
        return [found.start() for found in _BLANK_LINE.finditer(self._text)]

    def _end_of_paragraph(self, place: int) -> int:
        following = bisect_left(self._blank_lines, place)
        return (
            self._blank_lines[following] if following < len(self._blank_lines) else len(self._text)
        )

    def _is_indented_code(self, place: int) -> bool:
        before = self.line_before(place)
        if before is None or not before.startswith((" ", "\t")):
            return False
        return place - len(before) in self._indented_code

    def line_before(self, place: int) -> str | None:
        """What is before `place` in its line; None where that is too long to matter."""
        nearest = max(0, place - _LONG_LINE)
        begins = self._text.rfind("\n", nearest, place) + 1
        if not begins and nearest:
            return None
        return self._text[begins:place]

    @cached_property
    def _indented_code(self) -> set[int]:
        """Where lines of code begin: four spaces in below an empty line, eight in a list."""
        found, after_gap, depth, begins, following = set(), True, 4, 0, 0
        for line in self._text.split("\n"):
            begins, following = following, following + len(line) + 1
            if not line.strip():
                after_gap = True
                continue
            spaced = line.expandtabs(4)
            indent = len(spaced) - len(spaced.lstrip())
            if after_gap and indent >= depth:
                found.add(begins)
                continue
            if indent == 0:
                depth = 8 if _CONTAINER.match(line) else 4
            after_gap = False
        return found
