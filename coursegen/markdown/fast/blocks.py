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
from coursegen.markdown.limits import (
    MAX_BLOCK_CHARACTERS,
    MAX_DEPTH,
    MAX_TABLE_COST,
    too_complex,
    too_deep,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits, Skipped

_INDENT = "    "
_MARKERS: dict[str, tuple[str, ...]] = {
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
_PLAIN_PARAGRAPH = re.compile(r"[^\W\d_][^\n|]*+(?:\n *+[^\W\d_][^\n|]*+)*\Z")
"""A block whose lines all begin with a letter, and no table: a paragraph, whatever is in it."""


class Blocks(Extension):
    """Parses blocks as the library's parser does, so long as they are few and flat enough."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks; must come after all that adds processors."""
        md.registerExtension(self)
        md.parser.parseBlocks = self._parse  # type: ignore[method-assign] # no other place
        known: Any = md.parser.blockprocessors
        # One that is not known, from another version of the library, may want anything.
        whole = {*_MARKERS, _EMPTY, _PARAGRAPH}
        names = {name for name in whole if name in known}
        self._paragraph = known[_PARAGRAPH] if len(names) == len(known) else None
        signs = {known[name]: _MARKERS.get(name, ("",)) for name in names}
        self._processors = [(processor, signs.get(processor, ("",))) for processor in known]

    def reset(self) -> None:
        """Begin another text."""
        self._depth = 0
        self._read_characters = 0
        self._top_block = ""

    def _parse(self, parent: Element, blocks: Iterable[str]) -> None:
        """What `BlockParser.parseBlocks` does."""
        queue: Any = _BlockQueue(blocks)
        self._depth += 1
        while queue:
            block = queue[0]
            if self._depth == 1:
                self._top_block = block
            self._read_characters += len(block)
            skipped = self._limit_exceeded(block)
            if skipped:
                self._limits.skipped.append(skipped)
                SubElement(parent, "p").text = AtomicString(queue.pop().strip())
            elif self._paragraph and _PLAIN_PARAGRAPH.match(block):
                self._paragraph.run(parent, queue)
            else:
                self._run_processor(parent, queue)
        self._depth -= 1

    def _run_processor(self, parent: Element, queue: Any) -> None:
        block = queue[0]
        for processor, signs in self._processors:
            for sign in signs:
                if sign in block:
                    break
            else:
                continue
            # As in the library: one that says False when it runs has left the block to others.
            tested = processor.test(parent, block)
            if tested and processor.run(parent, queue) is not False:
                break

    def _limit_exceeded(self, block: str) -> Skipped | None:
        """Why a block is too much, if it is; one of spaces never is."""
        if self._depth > MAX_DEPTH:
            skipped = too_deep
        elif self._read_characters > MAX_BLOCK_CHARACTERS or (
            len(block) > 1000 and "|" in block and table_cost(block) > MAX_TABLE_COST
        ):
            skipped = too_complex
        else:
            return None
        begins = self._top_block.lstrip("\n").partition("\n")[0]
        return skipped(begins) if block.strip() else None


class _BlockQueue(deque[str]):
    """The blocks that wait; taking the first of a list moves all others."""

    def pop(self, _first: int = 0) -> str:
        """The first, as processors ask of a list."""
        return self.popleft()
