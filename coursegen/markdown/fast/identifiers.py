"""Headings' identifiers, and `[TOC]`: the library's `toc`, without what nobody reads.

The library makes a table of contents of each text, and its HTML, and looks for its place through
the whole tree; and it renders each heading as if there were something in it.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from markdown.extensions.toc import (
    TocExtension,
    TocTreeprocessor,
    remove_fnrefs,
    render_inner_html,
    slugify_unicode,
    strip_tags,
)
from markdown.util import STX

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.fast.special_characters import SpecialCharacters

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LABEL = "data-toc-label"
_NUMBERED = re.compile(r"(?P<name>.*)_(?P<count>[0-9]+)")


class Identifiers(TocExtension):
    """Adds identifiers to a Markdown converter."""

    def __init__(self, special_characters: SpecialCharacters) -> None:
        super().__init__(permalink=False, slugify=slugify_unicode)
        self._special_characters = special_characters

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        super().extendMarkdown(md)
        identify = _AddIdentifiers(md, self.getConfigs(), self._special_characters)
        md.treeprocessors.register(identify, "toc", 5)


class _AddIdentifiers(TocTreeprocessor):
    def __init__(
        self, md: Markdown, config: dict[str, Any], special_characters: SpecialCharacters
    ) -> None:
        super().__init__(md, config)
        self._special_characters = special_characters

    def run(self, doc: Element) -> None:
        """Name each heading that has no name, as the library does."""
        if self._special_characters.has(self.marker):
            super().run(doc)
            return
        taken = {element.attrib["id"] for element in doc.iter() if "id" in element.attrib}
        counts: dict[str, int] = {}
        for heading in doc.iter():
            if heading.tag in _HEADINGS:
                heading.attrib.pop(_LABEL, None)
                if "id" not in heading.attrib:
                    name = self.slugify(html.unescape(self._words(heading)), self.sep)
                    heading.attrib["id"] = _unique_name(name, taken, counts)

    def _words(self, heading: Element) -> str:
        """The words of a heading; rendered only where that changes them."""
        text = heading.text or ""
        if len(heading) or any(sign in text for sign in ("<", ">", "&", STX)):
            return strip_tags(render_inner_html(remove_fnrefs(heading), self.md))
        return " ".join(text.split())


def _unique_name(name: str, taken: set[str], counts: dict[str, int]) -> str:
    """`name`, or `name_1`, `name_2` … where it is taken; `taken` and `counts` grow.

    Up to its count, all numbers of a name are known to be taken.
    """
    if name in taken or not name:
        found = _NUMBERED.fullmatch(name)
        base, count = (found["name"], int(found["count"])) if found else (name, 0)
        known = counts.get(base, 0)
        number = max(count, known) if count <= known + 1 else count
        while f"{base}_{number + 1}" in taken:
            number += 1
        if count <= known + 1:
            counts[base] = number + 1
        name = f"{base}_{number + 1}"
    taken.add(name)
    return name
