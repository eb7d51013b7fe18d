"""What stands in a line: the library's patterns, each sought only where its signs are.

Python-Markdown asks each of its patterns about each text of the tree, and about a cell of a table
as about a paragraph.  Here a text without signs is passed by, and the others meet the patterns
whose signs they have.  What a pattern does, and in which order, is the library's.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import HTML_RE, ReferenceInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, INLINE_PLACEHOLDER_RE, AtomicString

from coursegen.markdown.fast.simple_patterns import handler_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_MARKERS: dict[str, tuple[str, ...]] = {
    r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)": ("`",),
    r"\\(.)": ("\\",),
    r"\[\^([^\]]*)\]": ("[^",),
    r"(?<!\!)\[": ("[",),
    r"\!\[": ("![",),
    r"<([A-Za-z][A-Za-z0-9+.-]*://[^<>]*)>": ("<",),
    r"<([^<> !]+@[^@<> ]+)>": ("<",),
    r"  \n": ("  \n",),
    HTML_RE: ("<",),
    r"(&(?:\#[0-9]+|\#x[0-9a-fA-F]+|[a-zA-Z0-9]+);)": ("&",),
    r"\*|_": ("*", "_"),
}
"""The library's patterns, each with signs of which what it matches has one.

A pattern that is not here, from another version of the library, is sought everywhere.
"""
_MIN_CHECKED = 100
"""Letters; what is shorter cannot cost much."""


class Inline(Treeprocessor):
    """Reads the texts of a tree.

    While a text is read, a sign of the library's stands in it for each node that is made; those
    of one tree are in `stashed_nodes`, where patterns ask for them.
    """

    def __init__(self, md: Markdown, limits: Limits) -> None:
        super().__init__(md)
        self._md = md
        self._limits = limits
        self.stashed_nodes: dict[str, Element | str] = {}
        patterns: Any = md.inlinePatterns
        self._all = [_make_step(place, pattern) for place, pattern in enumerate(patterns, start=1)]
        self._without_references = [
            step
            for step, pattern in zip(self._all, patterns, strict=True)
            if not isinstance(pattern, ReferenceInlineProcessor)
        ]
        self._steps = self._all

    def run(self, root: Element) -> None:
        """Read every text: level by level, for footnotes are counted in that order."""
        self.stashed_nodes = {}
        # A reference is nothing in a text that defines none.
        self._steps = self._all if self._md.references else self._without_references
        waiting = deque([root])
        while waiting:
            parent = waiting.popleft()
            made: list[tuple[Element, list[Element]]] = []
            for place, child in enumerate(parent):  # with those that come to stand behind it
                if child.text and not isinstance(child.text, AtomicString):
                    read = self._read_whole(child.text)
                    if INLINE_PLACEHOLDER_PREFIX in read:
                        child.text = None
                        nodes = self._restore_nodes(read, child, in_tail=False)
                        waiting.extend(nodes)
                        made.append((child, nodes))
                if child.tail:
                    parent[place + 1 : place + 1] = self._read_tail(child)
                if len(child):
                    waiting.append(child)
            for child, nodes in made:
                child[:0] = nodes

    def _read_tail(self, child: Element) -> list[Element]:
        """The nodes of a tail, which keeps what is before them."""
        tail = child.tail or ""
        read = tail if isinstance(tail, AtomicString) else self._read_whole(tail)
        if INLINE_PLACEHOLDER_PREFIX not in read:
            return []
        child.tail = None
        return self._restore_nodes(read, child, in_tail=True)

    def _read_whole(self, text: str) -> str:
        """A text with its nodes in the stash."""
        if len(text) >= _MIN_CHECKED and self._limits.rejects(text):
            return self._stash(AtomicString(text))
        return self._read(text, 0)

    def _read(self, text: str, begin: int) -> str:
        """A text, read with the patterns from `begin` on."""
        steps = [step for step in self._steps if step[1] in text or step[2] in text]
        for place, _, _, find, handle in steps:
            if place <= begin:
                continue
            start = 0
            while True:
                for found in find(text, start):
                    node, first, end = handle(found, text)
                    if first is not None and end is not None:
                        break
                else:
                    break
                if node is None:
                    start = end
                    continue
                if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                    self._read_inside(node, place)
                stands = self._stash(node)
                text = f"{text[:first]}{stands}{text[end:]}"
                start = first + len(stands)
        return text

    def _read_inside(self, node: Element, place: int) -> None:
        """Read what is in a node that the pattern at `place` has made, with those that follow."""
        for part in (node, *node):
            if part.text and not isinstance(part.text, AtomicString):
                part.text = self._read(part.text, place)
            if part.tail and not isinstance(part.tail, AtomicString):
                part.tail = self._read(part.tail, place - 1)

    def _stash(self, node: Element | str) -> str:
        number = f"{len(self.stashed_nodes):04}"
        self.stashed_nodes[number] = node
        return f"{INLINE_PLACEHOLDER_PREFIX}{number}{ETX}"

    def _restore_nodes(self, text: str, holder: Element, *, in_tail: bool) -> list[Element]:
        """The nodes that a text stands for; what is before the first becomes `holder`'s own."""
        nodes: list[Element] = []
        for piece in self._split_nodes(text):
            if isinstance(piece, Element):
                for part in (piece, *piece):
                    if part.tail and INLINE_PLACEHOLDER_PREFIX in part.tail:
                        self._restore_inside(piece, part, in_tail=True)
                    if part.text and INLINE_PLACEHOLDER_PREFIX in part.text:
                        self._restore_inside(part, part, in_tail=False)
                nodes.append(piece)
            elif nodes:
                nodes[-1].tail = nodes[-1].tail + piece if nodes[-1].tail else piece
            elif in_tail:
                holder.tail = holder.tail + piece if holder.tail else piece
            else:
                holder.text = holder.text + piece if holder.text else piece
        return nodes

    def _restore_inside(self, node: Element, part: Element, *, in_tail: bool) -> None:
        """Put back what the text or the tail of a part of a node stands for."""
        if in_tail:
            text, part.tail = part.tail or "", None
        else:
            text, part.text = part.text or "", None
        nodes = self._restore_nodes(text, part, in_tail=in_tail)
        place = list(node).index(part) + 1 if in_tail and node is not part else 0
        node[place:place] = nodes

    def _split_nodes(self, text: str) -> Iterator[Element | str]:
        """A text's nodes and what is between them; a text stays atomic only where it is whole."""
        done = 0
        for found in INLINE_PLACEHOLDER_RE.finditer(text):
            node = self.stashed_nodes.get(found[1])
            if node is None:
                continue
            if done < found.start():
                yield text[done : found.start()]
            if node != "":
                yield node
            done = found.end()
        if done < len(text):
            yield AtomicString(text[done:]) if isinstance(text, AtomicString) else text[done:]


def _make_step(place: int, pattern: Any) -> tuple[int, str, str, Any, Any]:
    signs = _MARKERS.get(pattern.pattern, ("",))
    return place, signs[0], signs[-1], pattern.getCompiledRegExp().finditer, handler_for(pattern)
