"""Markdown extension: the alignment of table cells as classes, since the policy forbids styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_ALIGNED = re.compile(r"text-align: (?P<side>left|center|right);")
_AFTER_ATTRIBUTE_LISTS = -1
"""The priority of the tree processor, since attribute lists may add classes."""


class AlignedCells(Extension):
    """Replaces the `style` of aligned table cells with a class."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.treeprocessors.register(_AlignmentClasses(), "aligned_cells", _AFTER_ATTRIBUTE_LISTS)


class _AlignmentClasses(Treeprocessor):
    def run(self, root: Element) -> None:
        """Convert the cells of all tables."""
        for table in root.iter("table"):
            for cell in (*table.iter("th"), *table.iter("td")):
                alignment = _ALIGNED.fullmatch(cell.get("style", ""))
                if alignment:
                    del cell.attrib["style"]
                    names = (*cell.get("class", "").split(), f"align-{alignment['side']}")
                    cell.set("class", " ".join(names))
