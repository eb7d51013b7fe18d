"""Markdown text → HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import markdown
from markdown.extensions.toc import slugify_unicode
from markdown.treeprocessors import Treeprocessor

from coursegen.render.abbreviations import Abbreviations
from coursegen.render.bounds import Bounds, as_text, entangled
from coursegen.render.footnotes import Footnotes
from coursegen.render.prose import Prose
from coursegen.source import place_of
from coursegen.values import Value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from coursegen.diagnostics import Diagnostics
    from coursegen.source import Place

_EXTENSIONS = (
    "admonition",
    "attr_list",
    "codehilite",
    "def_list",
    "fenced_code",
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


class Rendered(Value):
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

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._bounds = Bounds()
        self._markdown = markdown.Markdown(
            extensions=[
                *_EXTENSIONS,
                Abbreviations(self._bounds),
                Footnotes(),
                Prose(),
                self._bounds,
            ],
            extension_configs=_SETTINGS,
            output_format="html",
        )
        # After all others: attribute lists add classes of the author's.
        self._markdown.treeprocessors.register(_ClassesForStyles(), "classes_for_styles", 0)

    def page(self, text: str, start: Place) -> Rendered:
        """Render a page's whole text, which begins at `start`."""
        try:
            html = self._markdown.reset().convert(text)
            left = self._bounds.left
        except RecursionError:  # emphasis, links and footnotes in one another
            html, left = as_text(text), [entangled("")]
        for fault, begins, after in left:
            place = start.source.find(begins, start.line + after) if begins else start
            self._diagnostics.warning(
                fault.code, fault.message, place._replace(length=1), fault.hint
            )
        return Rendered(html, html.startswith("<h1"))

    def note(self, text: str) -> str:
        """Render a remark: a single paragraph loses its `<p>`, to stand in a line."""
        html = self.page(text, place_of(text)).html
        alone = html.count("<p>") == html.count("</p>") == 1
        if alone and html.startswith("<p>") and html.endswith("</p>"):
            return html[len("<p>") : -len("</p>")]
        return html
