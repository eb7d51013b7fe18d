"""A text's blocks: Python-Markdown's parser, within bounds, and asking only whom it may concern.

The library asks all its processors about each block, twenty of them, with a regular expression
each.  Most blocks are paragraphs, which have none of the signs that the others begin with.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import SubElement

from markdown.extensions import Extension
from markdown.util import STX, AtomicString

from coursegen.markdown.complexity import table_cost
from coursegen.markdown.limits import MOST_CELLS, MOST_DEEP, MOST_READ, too_complex, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits, Skipped

_INDENT = "    "
_SIGNS: dict[str, tuple[str, ...]] = {
    "markdown_block": (STX,),
    "admonition": ("!!!", _INDENT),
    "indent": (_INDENT,),
    "defindent": (_INDENT,),
    "code": (_INDENT,),
    "table": ("|",),
    "hashheader": ("#",),
    "setextheader": ("\n=", "\n-"),
    "hr": ("-", "*", "_"),
    "olist": (". ",),
    "ulist": ("- ", "* ", "+ "),
    "deflist": (": ",),
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("*[",),
    "reference": ("]:",),
}
"""The library's processors: each wants a block with one of these; those not named want any."""
_EMPTY, _PARAGRAPH = "empty", "paragraph"
_PLAIN = re.compile(r"[^\W\d_][^\n|]*+(?:\n *+[^\W\d_][^\n|]*+)*\Z")
"""A block whose lines all begin with a letter, and no table: a paragraph, whatever is in it."""


class Blocks(Extension):
    """Parses blocks as the library's parser does, so long as they are few and flat enough."""

    def __init__(self, bounds: Limits) -> None:
        super().__init__()
        self._bounds = bounds
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks; must come after all that adds processors."""
        md.registerExtension(self)
        md.parser.parseBlocks = self._parse  # type: ignore[method-assign] # no other place
        known: Any = md.parser.blockprocessors
        # One that is not known, from another version of the library, may want anything.
        whole = {*_SIGNS, _EMPTY, _PARAGRAPH}
        names = {name for name in whole if name in known}
        self._paragraph = known[_PARAGRAPH] if len(names) == len(known) else None
        signs = {known[name]: _SIGNS.get(name, ("",)) for name in names}
        self._processors = [(processor, signs.get(processor, ("",))) for processor in known]

    def reset(self) -> None:
        """Begin another text."""
        self._depth = 0
        self._read = 0
        self._outermost = ""

    def _parse(self, parent: Element, blocks: Iterable[str]) -> None:
        """What `BlockParser.parseBlocks` does."""
        waiting: Any = _Queue(blocks)
        self._depth += 1
        while waiting:
            block = waiting[0]
            if self._depth == 1:
                self._outermost = block
            self._read += len(block)
            left = self._beyond(block)
            if left:
                self._bounds.left.append(left)
                SubElement(parent, "p").text = AtomicString(waiting.pop().strip())
            elif self._paragraph and _PLAIN.match(block):
                self._paragraph.run(parent, waiting)
            else:
                self._first_that_takes(parent, waiting)
        self._depth -= 1

    def _first_that_takes(self, parent: Element, waiting: Any) -> None:
        block = waiting[0]
        for processor, signs in self._processors:
            for sign in signs:
                if sign in block:
                    break
            else:
                continue
            # As in the library: one that says False when it runs has left the block to others.
            tested = processor.test(parent, block)
            if tested and processor.run(parent, waiting) is not False:
                break

    def _beyond(self, block: str) -> Skipped | None:
        """Why a block is too much, if it is; one of spaces never is."""
        if self._depth > MOST_DEEP:
            left = too_deep
        elif self._read > MOST_READ or (
            len(block) > 1000 and "|" in block and table_cost(block) > MOST_CELLS
        ):
            left = too_complex
        else:
            return None
        begins = self._outermost.lstrip("\n").partition("\n")[0]
        return left(begins) if block.strip() else None


class _Queue(deque[str]):
    """The blocks that wait; taking the first of a list moves all others."""

    def pop(self, _first: int = 0) -> str:
        """The first, as processors ask of a list."""
        return self.popleft()
