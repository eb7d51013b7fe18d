"""Markdown text → HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.html_comments import hide_comments, strip_comments
from coursegen.base.text import location_of
from coursegen.markdown.code.highlight import Highlight, highlighted
from coursegen.markdown.fast.abbreviations import Abbreviations
from coursegen.markdown.fast.blocks import Blocks
from coursegen.markdown.fast.footnotes import Footnotes
from coursegen.markdown.fast.html_blocks import HtmlBlocks
from coursegen.markdown.fast.identifiers import Identifiers
from coursegen.markdown.fast.inline import Inline
from coursegen.markdown.fast.serialize import to_html
from coursegen.markdown.fast.special_characters import SpecialCharacters
from coursegen.markdown.fast.tree import AttributeLists, Prettify, Unescape
from coursegen.markdown.figures_and_tasks import FiguresAndTasks
from coursegen.markdown.limits import Limits, Skipped, as_paragraphs, too_complex

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location

_STASH_CHARACTERS = {ord(STX): None, ord(ETX): None}
_ALIGNED = re.compile(r"text-align: (?P<side>left|center|right);")


class _AlignmentClasses(Treeprocessor):
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


def _make_converter(limits: Limits, highlight: Callable[[str, str], str]) -> markdown.Markdown:
    """Python-Markdown with its extensions and ours, given as objects.

    The library would look for names in all that is installed, which takes longer than all else
    that is done here.
    """
    special_characters = SpecialCharacters()
    md = markdown.Markdown(
        extensions=[
            special_characters,
            AdmonitionExtension(),
            AttrListExtension(),
            Highlight(limits, highlight),
            DefListExtension(),
            MarkdownInHtmlExtension(),
            SaneListExtension(),
            TableExtension(),
            Identifiers(special_characters),
            Abbreviations(limits),
            Footnotes(special_characters),
            FiguresAndTasks(),
            HtmlBlocks(),
            # After all that adds processors of blocks.
            Blocks(limits),
        ],
        output_format="html",
    )
    md.serializer = to_html
    trees = md.treeprocessors
    trees.register(Inline(md, limits), "inline", 20)
    trees.register(Prettify(md), "prettify", 10)
    trees.register(AttributeLists(md, special_characters), "attr_list", 8)
    trees.register(Unescape(md, special_characters), "unescape", 0)
    # After all others: attribute lists add classes of the author's.
    trees.register(_AlignmentClasses(), "classes_for_styles", 0)
    limits.extendMarkdown(md)
    return md


def _location(skipped: Skipped, start: Location) -> Location:
    """Where in a text that begins at `start` it was that something was left."""
    if not skipped.first_line:
        return start._replace(length=1)
    location = start.source.find(skipped.first_line, start.line + skipped.lines_before)
    if location.marked != skipped.first_line:  # written otherwise there
        return location._replace(length=1)
    return location._replace(column=location.column + skipped.column, length=skipped.length)


def _unclosed_comment(text: str, first_line: int) -> Skipped:
    """What is left out below a comment that is never closed."""
    line = text.rfind("\n", 0, first_line) + 1
    problem = Problem(
        Code.COMMENT_OPEN,
        "this comment is never closed, so the text from here on is not published",
        "write '-->' where the comment ends; for the characters themselves, write '&lt;!--'",
    )
    lines_before = text.count("\n", 0, first_line)
    return Skipped(
        problem, text[line:].partition("\n")[0], lines_before, first_line - line, len("<!--")
    )


class MarkdownRenderer:
    """Turns Markdown into HTML; one text never changes what becomes of another.

    `highlight` makes the HTML of code in a language.
    """

    def __init__(
        self, diagnostics: Diagnostics, highlight: Callable[[str, str], str] = highlighted
    ) -> None:
        self._diagnostics = diagnostics
        self._limits = Limits()
        self._markdown = _make_converter(self._limits, highlight)

    def page(self, text: str, start: Location) -> str:
        """The HTML of a page's whole text, which begins at `start`, without its comments."""
        # Markdown drops these two as well; between the signs of a comment they would hide it.
        shown, open_at = hide_comments(
            text.translate(_STASH_CHARACTERS) if STX in text or ETX in text else text
        )
        try:
            html = strip_comments(self._markdown.reset().convert(shown)).strip()
            skipped = self._limits.skipped
        except RecursionError:  # emphasis, links and footnotes in one another
            html, skipped = as_paragraphs(shown), [too_complex("")]
        if open_at is not None:
            skipped = [_unclosed_comment(text, open_at), *skipped]
        for one in skipped:
            problem = one.problem
            self._diagnostics.warning(
                problem.code, problem.message, _location(one, start), problem.hint
            )
        return html

    def note(self, text: str) -> str:
        """The HTML of a remark: a single paragraph loses its `<p>`, to stand in a line."""
        html = self.page(text, location_of(text))
        alone = html.count("<p>") == html.count("</p>") == 1
        if alone and html.startswith("<p>") and html.endswith("</p>"):
            return html[len("<p>") : -len("</p>")]
        return html
