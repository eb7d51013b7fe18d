"""Heading IDs and `[TOC]`, as in the library's `toc` extension but without unnecessary work.

For each conversion, the library builds the HTML of a table of contents, searches the whole tree for
its marker, and renders each heading as if it contained markup.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from markdown.extensions.toc import (
    remove_fnrefs,
    render_inner_html,
    strip_tags,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.fast.source_text import SourceText

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LABEL = "data-toc-label"
_NUMBERED = re.compile(r"(?P<name>.*)_(?P<count>[0-9]+)")


class AddIdentifiers(Treeprocessor):
    """Adds IDs to headings like the library's processor `plain`, which also replaces `[TOC]`."""

    md: Markdown  # optional in the library's types

    def __init__(self, md: Markdown, plain: Any, source_text: SourceText) -> None:
        super().__init__(md)
        self._plain = plain
        self._source_text = source_text

    def run(self, root: Element) -> None:
        """Add an ID to each heading that has none, as the library does."""
        if self._source_text.has_any((self._plain.marker,)):
            self._plain.run(root)
            return
        taken = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        counts: dict[str, int] = {}
        for heading in root.iter():
            if heading.tag in _HEADINGS:
                heading.attrib.pop(_LABEL, None)
                if "id" not in heading.attrib:
                    name = self._plain.slugify(
                        html.unescape(self._heading_text(heading)), self._plain.sep
                    )
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
