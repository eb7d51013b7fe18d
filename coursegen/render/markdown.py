"""Markdown text → HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import markdown
from markdown.extensions.toc import slugify_unicode
from markdown.treeprocessors import Treeprocessor

from coursegen.render.prose import Prose

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_EXTENSIONS = (
    "abbr",
    "admonition",
    "attr_list",
    "codehilite",
    "def_list",
    "fenced_code",
    "footnotes",
    "md_in_html",
    "sane_lists",
    "tables",
    "toc",
)
_SETTINGS: dict[str, dict[str, object]] = {
    "codehilite": {"css_class": "highlight", "guess_lang": False},
    "toc": {"permalink": False, "slugify": slugify_unicode},
}
_ALIGNED = re.compile(r"text-align: (?P<side>left|center|right);")
_PARAGRAPH = re.compile(r"<p>(?P<inside>(?:(?!</?p>).)*)</p>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML of a text; `has_heading` says whether it opens with a first-level heading."""

    html: str
    has_heading: bool


class _ClassesForStyles(Treeprocessor):
    """A column's alignment as a class: a page's policy lets in no styles but the author's own."""

    def run(self, root: Element) -> None:
        """Change the cells of all tables."""
        for table in root.iter("table"):
            for cell in (*table.iter("th"), *table.iter("td")):
                aligned = _ALIGNED.fullmatch(cell.get("style", ""))
                if aligned:
                    del cell.attrib["style"]
                    names = (*cell.get("class", "").split(), f"align-{aligned['side']}")
                    cell.set("class", " ".join(names))


class MarkdownRenderer:
    """Turns Markdown into HTML; one text never changes what becomes of another."""

    def __init__(self) -> None:
        self._markdown = markdown.Markdown(
            extensions=[*_EXTENSIONS, Prose()], extension_configs=_SETTINGS, output_format="html"
        )
        # After all others: attribute lists add classes of the author's.
        self._markdown.treeprocessors.register(_ClassesForStyles(), "classes_for_styles", 0)

    def page(self, text: str) -> Rendered:
        """Render a page's whole text."""
        html = self._markdown.reset().convert(text)
        return Rendered(html, html.startswith("<h1"))

    def note(self, text: str) -> str:
        """Render a remark: a single paragraph loses its `<p>`, to stand in a line."""
        html = self.page(text).html
        alone = _PARAGRAPH.fullmatch(html)
        return alone["inside"] if alone else html
