"""Markdown extension: emphasis with `*` and `_`, by CommonMark's algorithm.

Python-Markdown's own algorithm cuts through its placeholders in some texts, so that words are lost
or a placeholder is published. The rules for where emphasis begins and ends are those of the
library: `_` inside a word is text, and `**注意。**请` is emphasized, unlike in CommonMark.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown import Markdown

_RUN = re.compile(r"\*+|_+")
_SIMPLE = re.compile(r"(\*\*?)(?![\s*])([^*_]+)(?<!\s)\1(?!\*)")
"""Emphasis without nesting, which needs no list of runs."""
_WORD = re.compile(r"\w")


class Emphasis(Extension):
    """Replaces the pattern for emphasis of a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        md.registerExtension(self)
        self._pattern = _EmphasisProcessor()
        md.inlinePatterns.register(self._pattern, "em_strong", 60)

    def reset(self) -> None:
        """Reset the state before the next conversion."""
        self._pattern.found.clear()


class _Run:
    """A run of delimiters, of which `text[start:end]` is not yet part of a pair."""

    __slots__ = ("closes", "end", "length", "opens", "start")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end, self.length = start, end, end - start
        before, after = text[:start][-1:], text[end : end + 1]
        self.opens = bool(after.strip())
        self.closes = bool(before.strip())
        if text[start] == "_":
            self.opens = self.opens and not _WORD.match(before)
            self.closes = self.closes and not _WORD.match(after)


class _Pair:
    """Emphasis: the opening delimiter at `text[start:inside]`, and the closing one."""

    __slots__ = ("end", "inside", "inside_end", "start")

    def __init__(self, opening: _Run, closing: _Run, size: int) -> None:
        self.start, self.inside = opening.end - size, opening.end
        self.inside_end, self.end = closing.start, closing.start + size


class _Found:
    """The emphasis of a paragraph, and how to recognize the paragraph after each replacement."""

    def __init__(self, text: str, elements: Iterable[tuple[Element, int, int]]) -> None:
        self._text = text
        self._rest = text
        self._start = 0
        self.elements = deque(elements)

    def is_in(self, text: str) -> bool:
        """Return whether a text is the one searched, with placeholders for the elements so far."""
        return text.startswith(INLINE_PLACEHOLDER_PREFIX, self._start) and text.endswith(self._rest)

    def next(self, text: str) -> tuple[Element, int, int]:
        """Return the next element, and its start and end in the text as it is now."""
        element, start, end = self.elements.popleft()
        moved = len(text) - len(self._text)
        self._start, self._rest = start + moved, self._text[end:]
        return element, start + moved, end + moved


class _EmphasisProcessor(InlineProcessor):
    """Finds all emphasis of a text at its first delimiter, and returns one element at a time.

    Between two elements, the text inside the first one is parsed. `found` is therefore a stack.
    """

    def __init__(self) -> None:
        super().__init__(_RUN.pattern)
        self.found: list[_Found] = []

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's types and name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int, int]:
        """Return the next emphasis, or skip the rest of the text if there is none."""
        if not (self.found and self.found[-1].is_in(data)):
            simple = _SIMPLE.match(data, m.start())
            if simple:
                element = Element("em" if simple[1] == "*" else "strong")
                element.text = simple[2]
                return element, simple.start(), simple.end()
            elements = _elements(data, _pairs(data, m.start()))
            if not elements:
                return None, m.start(), len(data)
            self.found.append(_Found(data, elements))
        found = self.found[-1]
        result = found.next(data)
        if not found.elements:
            self.found.pop()
        return result


def _pairs(text: str, position: int) -> list[_Pair]:
    """Return the pairs of delimiters after a position, by CommonMark's "process emphasis"."""
    pairs: list[_Pair] = []
    openers: list[_Run] = []
    bottom: dict[tuple[str, bool, int], int] = {}
    for found in _RUN.finditer(text, position):
        run = _Run(text, *found.span())
        while run.closes and run.start < run.end:
            key = (found[0][0], run.opens, run.length % 3)
            index = _opener(text, openers, run, bottom.get(key, 0))
            if index is None:
                bottom[key] = run.start
                break
            opener = openers[index]
            left, right = opener.end - opener.start, run.end - run.start
            # Like the library, and unlike CommonMark, `***a***` is `<strong><em>`.
            size = 1 if min(left, right) == 1 or left == 3 <= right else 2
            pairs.append(_Pair(opener, run, size))
            opener.end -= size
            run.start += size
            del openers[index + (opener.start < opener.end) :]
        if run.opens and run.start < run.end:
            openers.append(run)
    return pairs


def _opener(text: str, openers: list[_Run], run: _Run, bottom: int) -> int | None:
    """Return the index of the last run that a run can close, of those after `bottom`."""
    for index in range(len(openers) - 1, -1, -1):
        opener = openers[index]
        if opener.start < bottom:
            break
        if text[opener.start] == text[run.start] and not (
            (opener.closes or run.opens)
            and (opener.length + run.length) % 3 == 0
            and (opener.length % 3 or run.length % 3)
        ):
            return index
    return None


def _elements(text: str, pairs: list[_Pair]) -> list[tuple[Element, int, int]]:
    """Return the outermost elements with their positions; the others are inside of them."""
    outermost: list[tuple[Element, int, int]] = []
    boundaries = sorted(
        [(pair.start, True, pair) for pair in pairs]
        + [(pair.inside_end, False, pair) for pair in pairs],
        key=lambda boundary: boundary[0],
    )
    parents: list[Element] = []
    done = 0
    for position, opens, pair in boundaries:
        if parents:
            _append_text(parents[-1], text[done:position])
        if opens:
            element = Element("em" if pair.inside - pair.start == 1 else "strong")
            if parents:
                parents[-1].append(element)
            else:
                outermost.append((element, pair.start, pair.end))
            parents.append(element)
            done = pair.inside
        else:
            parents.pop()
            done = pair.end
    return outermost


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
