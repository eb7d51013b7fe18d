"""Attributes before or after a block, in a line of their own: `{: .note }` (kramdown).

A paragraph, a quote or a list with the class of an admonition becomes an admonition, as in
just-the-docs; with `{: .note-title }`, its first paragraph is the title. `{:toc}` below an item
replaces the list with a table of contents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.callouts import KINDS, add_callout, parse_content
from coursegen.markdown.limits import TOC_MARKER

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_LIST = r" {0,3}\{:(?P<attributes>[^{}\n]*)\} *"
_BEFORE = re.compile(rf"\A{_LIST}\n(?P<text>.+)", re.DOTALL)
_AFTER = re.compile(rf"(?P<text>.+)\n{_LIST}\Z", re.DOTALL)
_ALONE = re.compile(rf"\A\n*{_LIST}\n*\Z")
_CALLOUT = re.compile(rf" *\.(?P<kind>{'|'.join(sorted(KINDS))})(?P<title>-title)? *")
_TOC = re.compile(r"^ {0,3}(?:[-*+]|\d+\.) [^\n]*\n {0,3}\{: *toc\b[^{}\n]*\} *$", re.MULTILINE)
_TABLE = re.compile(r"[^\n]*\|[^\n]*\n[ |:-]*-[ |:-]*\n")
_NO_PARAGRAPH = re.compile(rf" {{0,3}}#{{1,6}} |{_TABLE.pattern}")
_QUOTE_MARK = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BEFORE_LISTS, _AFTER_CODE = 79, 24
"""The priorities of the processors: before lists and headings, and after fenced code."""


class BlockAttributes(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(
            _BlockAttributes(md.parser), "block_attributes", _BEFORE_LISTS
        )
        md.preprocessors.register(_Toc(md), "kramdown_toc", _AFTER_CODE)


class _Toc(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Replace a list with the attribute `toc` with the marker of the library."""
        return _TOC.sub(f"\n{TOC_MARKER}", "\n".join(lines)).split("\n")


class _BlockAttributes(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block may begin or end with attributes."""
        return "{:" in block

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Convert a block and its attributes; return whether there are any."""
        block = blocks[0]
        if alone := _ALONE.match(block):
            return self._convert_next(alone["attributes"], parent, blocks)
        before = _BEFORE.match(block)
        found = before or _AFTER.match(block)
        if not found:
            return False
        text, attributes = found["text"], found["attributes"]
        if self._add_callout(attributes, text, parent):
            blocks.pop(0)
        elif before and not _NO_PARAGRAPH.match(text) and not text.lstrip().startswith("{:"):
            blocks[0] = f"{text}\n{{:{attributes}}}"
        elif not before and _TABLE.match(text):
            blocks.pop(0)
            self.parser.parseBlocks(parent, [text])
            self._assign(parent[-1], attributes)
        else:
            return False
        return True

    def _convert_next(self, attributes: str, parent: Element, blocks: list[str]) -> bool:
        """Apply attributes in a block of their own to the heading before it, or the next block."""
        if len(parent) and parent[-1].tag in _HEADINGS:
            self._assign(parent[-1], attributes)
            blocks.pop(0)
            return True
        text = blocks[1].strip("\n") if len(blocks) > 1 else ""
        if not text or not self._add_callout(attributes, text, parent):
            return False
        blocks.pop(0)
        blocks.pop(0)
        return True

    def _add_callout(self, attributes: str, text: str, parent: Element) -> bool:
        found = _CALLOUT.fullmatch(attributes)
        if not found or _NO_PARAGRAPH.match(text):
            return False
        title = ""
        text = _QUOTE_MARK.sub("", text)
        if found["title"]:
            title, _, text = text.partition("\n\n")
        parse_content(self.parser, add_callout(parent, found["kind"], title.strip()), text)
        return True

    def _assign(self, element: Element, attributes: str) -> None:
        attribute_lists: Any = self.parser.md.treeprocessors["attr_list"]
        attribute_lists.assign_attrs(element, attributes)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(BlockAttributes(), {"block_attributes": ("{:",)})
