"""Heading IDs and `[TOC]`, as in the library's `toc` extension but without unnecessary work.

For each conversion, the library builds the HTML of a table of contents, searches the whole tree for
its marker, and renders each heading as if it contained markup.
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
    """Makes a Markdown converter add IDs to headings."""

    def __init__(self, special_characters: SpecialCharacters) -> None:
        super().__init__(permalink=False, slugify=slugify_unicode)
        self._special_characters = special_characters

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
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
        """Add an ID to each heading that has none, as the library does."""
        if self._special_characters.has(self.marker):
            super().run(doc)
            return
        taken = {element.attrib["id"] for element in doc.iter() if "id" in element.attrib}
        counts: dict[str, int] = {}
        for heading in doc.iter():
            if heading.tag in _HEADINGS:
                heading.attrib.pop(_LABEL, None)
                if "id" not in heading.attrib:
                    name = self.slugify(html.unescape(self._heading_text(heading)), self.sep)
                    heading.attrib["id"] = _unique_name(name, taken, counts)

    def _heading_text(self, heading: Element) -> str:
        """Return the text of a heading; render it only if it contains markup."""
        text = heading.text or ""
        if len(heading) or any(character in text for character in ("<", ">", "&", STX)):
            return strip_tags(render_inner_html(remove_fnrefs(heading), self.md))
        return " ".join(text.split())


def _unique_name(name: str, taken: set[str], counts: dict[str, int]) -> str:
    """Return `name`, or the first of `name_1`, `name_2` … that is not in use.

    Updates `taken` and `counts`. For each name, all suffixes up to its count are in use.
    """
    if name in taken or not name:
        match = _NUMBERED.fullmatch(name)
        base, count = (match["name"], int(match["count"])) if match else (name, 0)
        highest = counts.get(base, 0)
        number = max(count, highest) if count <= highest + 1 else count
        while f"{base}_{number + 1}" in taken:
            number += 1
        if count <= highest + 1:
            counts[base] = number + 1
        name = f"{base}_{number + 1}"
    taken.add(name)
    return name
