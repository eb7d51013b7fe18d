"""Python-Markdown's block parsing, with limits and fewer tests per block.

The library tests each block with all of its twenty processors, and each processor uses a regular
expression. Most blocks are paragraphs, which contain none of the triggers of other processors.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import SubElement

from markdown.extensions import Extension
from markdown.util import AtomicString

from coursegen.markdown.complexity import table_cost
from coursegen.markdown.feature import INDENT
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

    from coursegen.markdown.feature import Triggers
    from coursegen.markdown.fragment import Skipped
    from coursegen.markdown.limits import Limits

_LIBRARY = "markdown."
_TRIGGERS: dict[str, tuple[str, ...]] = {
    "indent": (INDENT,),
    "code": (INDENT,),
    "hashheader": ("#",),
    "setextheader": ("\n=", "\n-"),
    "hr": ("-", "*", "_"),
    "olist": (". ",),
    "ulist": ("- ", "* ", "+ "),
    "quote": (">",),
    "reference": ("]:",),
}
"""The triggers of the library's own processors, some of which its extensions replace."""
_EMPTY, _PARAGRAPH = "empty", "paragraph"
_LINES_OF_LETTERS = re.compile(r"[^\W\d_][^\n]*+(?:\n *+[^\W\d_][^\n]*+)*\Z")
"""A block whose lines begin with letters, which none of the library's own processors accepts.

It is certainly a paragraph, unless it contains a trigger of a feature.
"""


class Blocks(Extension):
    """Parses blocks like the library's parser, but within limits on size and nesting."""

    def __init__(self, md: Markdown, limits: Limits, triggers: Triggers) -> None:
        super().__init__()
        self._limits = limits
        self.reset()
        md.registerExtension(self)
        md.parser.parseBlocks = self._parse  # type: ignore[method-assign] # there is no other hook
        processors: Any = md.parser.blockprocessors
        own = {
            processors[name]: _TRIGGERS.get(name, ("",))
            for name in (*_TRIGGERS, _EMPTY, _PARAGRAPH)
            if type(processors[name]).__module__.startswith(_LIBRARY)
        }
        added = {processors[name]: triggers[name] for name in triggers if name in processors}
        self._processors = [
            (processor, added.get(processor) or own.get(processor, ("",)))
            for processor in processors
        ]
        others = [each for each in self._processors if each[0] not in own]
        self._of_features = tuple({trigger for _, required in others for trigger in required})
        self._paragraph = processors[_PARAGRAPH]

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
            elif _LINES_OF_LETTERS.match(block) and not self._may_be_of_feature(block):
                self._paragraph.run(parent, queue)
            else:
                self._run_processor(parent, queue)
        self._depth -= 1

    def _may_be_of_feature(self, block: str) -> bool:
        """Return whether a block contains a trigger of a feature."""
        for trigger in self._of_features:  # noqa: SIM110 - twice as fast as any()
            if trigger in block:
                return True
        return False

    def _run_processor(self, parent: Element, queue: Any) -> None:
        block = queue[0]
        for processor, triggers in self._processors:
            for trigger in triggers:
                if trigger in block:
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
