"""Markdown text → HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

import markdown
from markdown.extensions.toc import slugify_unicode

from coursegen.render.prose import Prose

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
_PARAGRAPH = re.compile(r"<p>(?P<inside>(?:(?!</?p>).)*)</p>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML of a text; `has_heading` says whether it opens with a first-level heading."""

    html: str
    has_heading: bool


class MarkdownRenderer:
    """Turns Markdown into HTML; one text never changes what becomes of another."""

    def __init__(self) -> None:
        self._markdown = markdown.Markdown(
            extensions=[*_EXTENSIONS, Prose()], extension_configs=_SETTINGS, output_format="html"
        )

    def page(self, text: str) -> Rendered:
        """Render a page's whole text."""
        html = self._markdown.reset().convert(text)
        return Rendered(html, html.startswith("<h1"))

    def note(self, text: str) -> str:
        """Render a remark: a single paragraph loses its `<p>`, to stand in a line."""
        html = self.page(text).html
        alone = _PARAGRAPH.fullmatch(html)
        return alone["inside"] if alone else html
