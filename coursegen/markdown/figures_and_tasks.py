"""What Markdown's own HTML lacks: tables that may scroll, captions, and lists of tasks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_TASK = re.compile(r"\[(?P<mark>[ xX])\]\s+")
_BLOCKS = frozenset({"ul", "ol", "p", "pre", "div", "blockquote", "table", "dl"})
_AFTER_INLINE = 15
"""Python-Markdown's priority: once the words in a line are read, before HTML is put back."""


class FiguresAndTasks(Extension):
    """Adds `_FiguresAndTasksProcessor` to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        md.treeprocessors.register(_FiguresAndTasksProcessor(md), "prose", _AFTER_INLINE)


class _FiguresAndTasksProcessor(Treeprocessor):
    def run(self, root: Element) -> None:
        """Wrap each table, caption pictures that stand alone with a title, make boxes to tick."""
        for parent in list(root.iter()):
            for index, child in enumerate(parent):
                if child.tag == "table":
                    parent[index] = _wrap_table(child)
                elif child.tag == "p" and _is_figure(child):
                    _make_figure(child)
                elif child.tag == "li":
                    _make_task(child)


def _wrap_table(table: Element) -> Element:
    """A table in a box that scrolls, so that the page does not; an empty corner heads nothing."""
    for cell in table.iterfind("thead/tr/th"):
        if not len(cell) and not (cell.text or "").strip():
            cell.tag = "td"
    box = Element("div", {"class": "table"})
    box.append(table)
    box.tail, table.tail = table.tail, None
    return box


def _is_figure(paragraph: Element) -> bool:
    """Whether a paragraph is one picture with a title: `![Curve](curve.png "Figure 1")`."""
    if len(paragraph) != 1 or (paragraph.text or "").strip():
        return False
    image = paragraph[0]
    return image.tag == "img" and bool(image.get("title")) and not (image.tail or "").strip()


def _make_figure(paragraph: Element) -> None:
    paragraph.tag = "figure"
    SubElement(paragraph, "figcaption").text = paragraph[0].attrib.pop("title")


def _make_task(item: Element) -> None:
    """`[x] done` at the start of an item is a ticked box; its words are the box's label."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    found = _TASK.match((holder.text or "").lstrip())
    if not found:
        return
    label, box = Element("label"), Element("input", {"type": "checkbox", "disabled": "disabled"})
    if found["mark"] != " ":
        box.set("checked", "checked")
    box.tail = (holder.text or "").lstrip()[found.end() :]
    label.append(box)
    inline = []
    for child in holder:
        if child.tag in _BLOCKS:
            break
        inline.append(child)
    for child in inline:
        holder.remove(child)
        label.append(child)
    holder.text = ""
    holder.insert(0, label)
    item.set("class", f"{item.get('class', '')} task".strip())
