"""The library's tree processors, which visit each element once and look up its tag in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.treeprocessors import PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import STX, AtomicString

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown


class Unescape(UnescapeTreeprocessor):
    """Handles backslash escapes, and searches only strings that contain one."""

    def run(self, root: Element) -> None:
        """Replace the library's placeholders with the escaped characters."""
        for element in root.iter():
            if element.text and STX in element.text and element.tag != "code":
                element.text = self.unescape(element.text)
            if element.tail and STX in element.tail:
                element.tail = self.unescape(element.tail)
            for name, value in element.items():
                if value and STX in value:
                    element.set(name, self.unescape(value))


class Prettify(PrettifyTreeprocessor):
    """Adds line breaks between blocks, and caches which tags are block-level."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._is_block = _IsBlock(md)

    def run(self, root: Element) -> None:
        """Add line breaks between blocks, after `<br>`, and at the end of code."""
        self._break_lines(root)
        for br in root.iter("br"):
            br.tail = f"\n{br.tail}" if br.tail and br.tail.strip() else "\n"
        for pre in root.iter("pre"):
            code = pre[0] if len(pre) and pre[0].tag == "code" else None
            if code is not None and not len(code) and code.text is not None:
                code.text = AtomicString(code.text.rstrip() + "\n")

    def _break_lines(self, element: Element) -> None:
        is_block = self._is_block
        if is_block[element.tag] and element.tag not in {"code", "pre"}:
            if len(element) and is_block[element[0].tag] and not (element.text or "").strip():
                element.text = "\n"
            for child in element:
                if is_block[child.tag]:
                    if len(child):
                        self._break_lines(child)
                    elif not child.tail or not child.tail.strip():
                        child.tail = "\n"
        if not element.tail or not element.tail.strip():
            element.tail = "\n"


class _IsBlock(dict[str, bool]):
    def __init__(self, md: Markdown) -> None:
        super().__init__()
        self._md = md

    def __missing__(self, tag: str) -> bool:
        self[tag] = is_block_level = self._md.is_block_level(tag)
        return is_block_level
