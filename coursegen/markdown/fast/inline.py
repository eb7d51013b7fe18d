"""Inline parsing with the library's patterns, each tried only in text that contains its triggers.

Python-Markdown tries all patterns in the text of each element, such as a paragraph.
This module searches each string only with the patterns whose triggers it contains. The patterns,
their results and their order are the same as in the library.
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
    import re
    from collections.abc import Iterator

    from markdown import Markdown

    from coursegen.markdown.feature import Triggers
    from coursegen.markdown.limits import Limits

    Tags = tuple[str, ...]
    Step = tuple[int, str, str, Any, Any, frozenset[str]]

_TRIGGERS: dict[str, tuple[str, ...]] = {
    r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)": ("`",),
    r"\\(.)": ("\\",),
    r"(?<!\!)\[": ("[",),
    r"\!\[": ("![",),
    r"<([A-Za-z][A-Za-z0-9+.-]*://[^<>]*)>": ("<",),
    r"<([^<> !]+@[^@<> ]+)>": ("<",),
    r"  \n": ("  \n",),
    HTML_RE: ("<",),
    r"(&(?:\#[0-9]+|\#x[0-9a-fA-F]+|[a-zA-Z0-9]+);)": ("&",),
}
"""The library's patterns and their triggers. Each match of a pattern contains one of its triggers.

A pattern that is not listed here, from another version of the library, is always tried. So is a
pattern with more than two triggers, since all texts would be searched for each of them.
"""
_MAX_TRIGGERS = 2
_MIN_CHECKED = 100
"""Strings with fewer characters are not checked against the limits, as they are parsed quickly."""


class Inline(Treeprocessor):
    """Parses the text of all elements of a tree.

    During parsing, each new node is replaced in the text with one of the library's placeholders.
    The nodes of a tree are in `stashed_nodes`, which the library's patterns access.
    """

    def __init__(self, md: Markdown, limits: Limits, triggers: Triggers) -> None:
        super().__init__(md)
        self._md = md
        self._limits = limits
        self.stashed_nodes: dict[str, Element | str] = {}
        patterns: Any = md.inlinePatterns
        declared = {patterns[name]: triggers[name] for name in triggers if name in patterns}
        self._all_steps = [
            _make_step(position, pattern, declared.get(pattern))
            for position, pattern in enumerate(patterns, start=1)
        ]
        self._without_references = [
            step
            for step, pattern in zip(self._all_steps, patterns, strict=True)
            if not isinstance(pattern, ReferenceInlineProcessor)
        ]
        for pattern in patterns:
            pattern.unescape = self._text_of
        self._steps = self._all_steps
        self._needs_ancestors = any(pattern.ANCESTOR_EXCLUDES for pattern in patterns)

    def run(self, root: Element) -> None:
        """Parse all text level by level, since footnotes are numbered in this order."""
        self.stashed_nodes = {}
        # Without definitions, there can be no references.
        self._steps = self._all_steps if self._md.references else self._without_references
        queue: deque[tuple[Element, Tags]] = deque([(root, ())])
        while queue:
            parent, ancestors = queue.popleft()
            tags = self._within(parent, ancestors)
            restored: list[tuple[Element, list[Element]]] = []
            for index, child in enumerate(parent):  # includes nodes inserted by the loop
                if child.text and not isinstance(child.text, AtomicString):
                    inside = self._within(child, tags) if self._needs_ancestors else ()
                    parsed = self._parse_text(child.text, inside)
                    if INLINE_PLACEHOLDER_PREFIX in parsed:
                        child.text = None
                        nodes = self._restore_nodes(parsed, child, in_tail=False)
                        queue.extend((node, inside) for node in nodes)
                        restored.append((child, nodes))
                if child.tail:
                    parent[index + 1 : index + 1] = self._parse_tail(child, tags)
                if len(child):
                    queue.append((child, tags))
            for child, nodes in restored:
                child[:0] = nodes

    def _within(self, element: Element, ancestors: Tags) -> Tags:
        """Return the tags around the content of an element, if any pattern depends on them."""
        return (*ancestors, element.tag.lower()) if self._needs_ancestors else ()

    def _parse_tail(self, child: Element, ancestors: Tags) -> list[Element]:
        """Return the nodes in a tail, and leave the text before the first node as the tail."""
        tail = child.tail or ""
        parsed = tail if isinstance(tail, AtomicString) else self._parse_text(tail, ancestors)
        if INLINE_PLACEHOLDER_PREFIX not in parsed:
            return []
        child.tail = None
        return self._restore_nodes(parsed, child, in_tail=True)

    def _parse_text(self, text: str, ancestors: Tags) -> str:
        """Parse text, and return it with placeholders for its nodes."""
        if len(text) >= _MIN_CHECKED and self._limits.rejects(text):
            return self._stash(AtomicString(text))
        return self._parse(text, 0, ancestors)

    def _parse(self, text: str, first_position: int, ancestors: Tags) -> str:
        """Parse text with the patterns after `first_position`."""
        steps = [step for step in self._steps if step[1] in text or step[2] in text]
        for position, _, _, find, handle, excluded in steps:
            if position <= first_position or (excluded and not excluded.isdisjoint(ancestors)):
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
                    self._parse_inside(node, position, ancestors)
                placeholder = self._stash(node)
                text = f"{text[:first]}{placeholder}{text[end:]}"
                start = first + len(placeholder)
        return text

    def _parse_inside(self, node: Element, position: int, ancestors: Tags) -> None:
        """Parse the text in a new node with the patterns after the one that created it."""
        for part in (node, *node):
            if part.text and not isinstance(part.text, AtomicString):
                inside = self._within(part, ancestors)
                part.text = self._parse(part.text, position, inside)
            if part.tail and not isinstance(part.tail, AtomicString):
                part.tail = self._parse(part.tail, position - 1, ancestors)

    def _stash(self, node: Element | str) -> str:
        number = f"{len(self.stashed_nodes):04}"
        self.stashed_nodes[number] = node
        return f"{INLINE_PLACEHOLDER_PREFIX}{number}{ETX}"

    def _text_of(self, text: str) -> str:
        """Return text with the text of its nodes instead of placeholders, such as for `alt`.

        The library leaves the placeholders inside of nodes, and a page would contain them.
        """
        while INLINE_PLACEHOLDER_PREFIX in text:
            text, count = INLINE_PLACEHOLDER_RE.subn(self._text_of_node, text)
            if not count:
                break
        return text

    def _text_of_node(self, found: re.Match[str]) -> str:
        node = self.stashed_nodes.get(found[1], "")
        return node if isinstance(node, str) else "".join(node.itertext())

    def _restore_nodes(self, text: str, container: Element, *, in_tail: bool) -> list[Element]:
        """Return the nodes in the text, and add the text before the first node to `container`."""
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
                container.tail = container.tail + piece if container.tail else piece
            else:
                container.text = container.text + piece if container.text else piece
        return nodes

    def _restore_inside(self, node: Element, part: Element, *, in_tail: bool) -> None:
        """Restore the nodes in the text or tail of `part`: `node` itself or one of its children."""
        if in_tail:
            text, part.tail = part.tail or "", None
        else:
            text, part.text = part.text or "", None
        nodes = self._restore_nodes(text, part, in_tail=in_tail)
        position = list(node).index(part) + 1 if in_tail and node is not part else 0
        node[position:position] = nodes

    def _split_nodes(self, text: str) -> Iterator[Element | str]:
        """Yield the nodes and strings of the text; if the text is atomic, so is the last string."""
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


def _make_step(position: int, pattern: Any, declared: tuple[str, ...] | None) -> Step:
    triggers = declared or _TRIGGERS.get(pattern.pattern, ("",))
    if len(triggers) > _MAX_TRIGGERS:
        triggers = ("",)
    return (
        position,
        triggers[0],
        triggers[-1],
        pattern.getCompiledRegExp().finditer,
        handler_for(pattern),
        frozenset(tag.lower() for tag in pattern.ANCESTOR_EXCLUDES),
    )
