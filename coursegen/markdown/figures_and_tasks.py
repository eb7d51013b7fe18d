"""Markdown extension: scrollable tables, figures with captions, and task lists."""

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
_AFTER_INLINE = 14
"""The priority of the tree processor: after inline patterns and duplicate footnotes."""


class FiguresAndTasks(Extension):
    """Adds figures, task lists and scrollable tables to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.treeprocessors.register(
            _FiguresAndTasksProcessor(md), "figures_and_tasks", _AFTER_INLINE
        )


class _FiguresAndTasksProcessor(Treeprocessor):
    def run(self, root: Element) -> None:
        """Wrap tables, turn single images with a title into figures, and add task checkboxes."""
        for parent in list(root.iter()):
            for index, child in enumerate(parent):
                if child.tag == "table":
                    parent[index] = _wrap_table(child)
                elif child.tag == "p" and _is_figure(child):
                    _make_figure(child)
                elif child.tag == "li":
                    _make_task(child)


def _wrap_table(table: Element) -> Element:
    """Wrap a table in a scrollable `div`, and turn its empty header cells into plain cells."""
    for cell in table.iterfind("thead/tr/th"):
        if not len(cell) and not (cell.text or "").strip():
            cell.tag = "td"
    wrapper = Element("div", {"class": "table"})
    wrapper.append(table)
    wrapper.tail, table.tail = table.tail, None
    return wrapper


def _is_figure(paragraph: Element) -> bool:
    """Return whether a paragraph is one image with a title: `![Curve](curve.png "Figure 1")`."""
    if len(paragraph) != 1 or (paragraph.text or "").strip():
        return False
    image = paragraph[0]
    return image.tag == "img" and bool(image.get("title")) and not (image.tail or "").strip()


def _make_figure(paragraph: Element) -> None:
    paragraph.tag = "figure"
    SubElement(paragraph, "figcaption").text = paragraph[0].attrib.pop("title")


def _make_task(item: Element) -> None:
    """Turn `[x] done` at the start of a list item into a checked checkbox with a label."""
    container = (
        item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    )
    match = _TASK.match((container.text or "").lstrip())
    if not match:
        return
    label, wrapper = (
        Element("label"),
        Element("input", {"type": "checkbox", "disabled": "disabled"}),
    )
    if match["mark"] != " ":
        wrapper.set("checked", "checked")
    wrapper.tail = (container.text or "").lstrip()[match.end() :]
    label.append(wrapper)
    inline_nodes = []
    for child in container:
        if child.tag in _BLOCKS:
            break
        inline_nodes.append(child)
    for child in inline_nodes:
        container.remove(child)
        label.append(child)
    container.text = ""
    container.insert(0, label)
    item.set("class", f"{item.get('class', '')} task".strip())
