"""Python-Markdown's block parsing, with limits and fewer tests per block.

The library tests each block with all of its twenty processors, and each processor uses a regular
expression. Most blocks are paragraphs, which contain none of the markers that the other processors
need.
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

    from coursegen.markdown.fragment import Skipped
    from coursegen.markdown.limits import Limits

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
"""Maps each processor to its markers, at least one of which occurs in every block it processes.

Processors that are not listed may process any block.
"""
_EMPTY, _PARAGRAPH = "empty", "paragraph"
_PLAIN_PARAGRAPH = re.compile(r"[^\W\d_][^\n|]*+(?:\n *+[^\W\d_][^\n|]*+)*\Z")
"""A block that is certainly a paragraph: each line starts with a letter and has no pipe."""


class Blocks(Extension):
    """Parses blocks like the library's parser, but within limits on size and nesting."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the parser; this must happen after all other processors are registered."""
        md.registerExtension(self)
        md.parser.parseBlocks = self._parse  # type: ignore[method-assign] # there is no other hook
        processors: Any = md.parser.blockprocessors
        # An unknown processor, from another version of the library, may process any block.
        expected = {*_MARKERS, _EMPTY, _PARAGRAPH}
        names = {name for name in expected if name in processors}
        self._paragraph = processors[_PARAGRAPH] if len(names) == len(processors) else None
        markers = {processors[name]: _MARKERS.get(name, ("",)) for name in names}
        self._processors = [(processor, markers.get(processor, ("",))) for processor in processors]

    def reset(self) -> None:
        """Reset the state before the next conversion."""
        self._depth = 0
        self._read_characters = 0
        self._top_block = ""

    def _parse(self, parent: Element, blocks: Iterable[str]) -> None:
        """Parse blocks; this replaces `BlockParser.parseBlocks`."""
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
        for processor, markers in self._processors:
            for marker in markers:
                if marker in block:
                    break
            else:
                continue
            # As in the library, a processor that returns False has not processed the block.
            tested = processor.test(parent, block)
            if tested and processor.run(parent, queue) is not False:
                break

    def _limit_exceeded(self, block: str) -> Skipped | None:
        """Return the problem if a block that is not blank exceeds a limit."""
        if self._depth > MAX_DEPTH:
            make_skipped = too_deep
        elif self._read_characters > MAX_BLOCK_CHARACTERS or (
            len(block) > 1000 and "|" in block and table_cost(block) > MAX_TABLE_COST
        ):
            make_skipped = too_complex
        else:
            return None
        first_line = self._top_block.lstrip("\n").partition("\n")[0]
        return make_skipped(first_line) if block.strip() else None


class _BlockQueue(deque[str]):
    """A queue of blocks; removing the first item of a list would move all other items."""

    def pop(self, _first: int = 0) -> str:
        """Remove and return the first block, with the signature of `list.pop`."""
        return self.popleft()
