"""Convert Markdown to HTML."""

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
from coursegen.markdown.fragment import Fragment, Skipped
from coursegen.markdown.limits import Limits, as_paragraphs, too_complex

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element


_STASH_CHARACTERS = {ord(STX): None, ord(ETX): None}
_ALIGNED = re.compile(r"text-align: (?P<side>left|center|right);")


class _AlignmentClasses(Treeprocessor):
    """Replaces table cells' alignment styles, which the site's policy forbids, with classes."""

    def run(self, root: Element) -> None:
        """Convert the cells of all tables."""
        for table in root.iter("table"):
            for cell in (*table.iter("th"), *table.iter("td")):
                alignment = _ALIGNED.fullmatch(cell.get("style", ""))
                if alignment:
                    del cell.attrib["style"]
                    names = (*cell.get("class", "").split(), f"align-{alignment['side']}")
                    cell.set("class", " ".join(names))


def _make_converter(limits: Limits, highlight: Callable[[str, str], str]) -> markdown.Markdown:
    """Return a Python-Markdown converter with the library's extensions and our own.

    The extensions are passed as objects. To resolve their names, the library would scan all
    installed packages, which takes longer than the rest of the setup.
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
            # `Blocks` must come after all extensions that add block processors.
            Blocks(limits),
        ],
        output_format="html",
    )
    md.serializer = to_html
    treeprocessors = md.treeprocessors
    treeprocessors.register(Inline(md, limits), "inline", 20)
    treeprocessors.register(Prettify(md), "prettify", 10)
    treeprocessors.register(AttributeLists(md, special_characters), "attr_list", 8)
    treeprocessors.register(Unescape(md, special_characters), "unescape", 0)
    # This processor runs after attribute lists, which may add classes.
    treeprocessors.register(_AlignmentClasses(), "classes_for_styles", 0)
    limits.extendMarkdown(md)
    return md


def _unclosed_comment(text: str, start: int) -> Skipped:
    """Return the problem for an unclosed comment, which hides the rest of the text."""
    line = text.rfind("\n", 0, start) + 1
    problem = Problem(
        Code.COMMENT_UNCLOSED,
        "unclosed comment: the text from here on is not published",
        "add '-->' where the comment ends; to show the characters themselves, write '&lt;!--'",
    )
    lines_before = text.count("\n", 0, start)
    return Skipped(problem, text[line:].partition("\n")[0], lines_before, start - line, len("<!--"))


class MarkdownRenderer:
    """Converts Markdown to HTML; earlier conversions never affect the result.

    `highlight` is a function that returns the HTML of code in a language.
    """

    def __init__(self, highlight: Callable[[str, str], str] = highlighted) -> None:
        self._limits = Limits()
        self._markdown = _make_converter(self._limits, highlight)

    def convert(self, text: str) -> Fragment:
        """Convert Markdown to HTML without comments."""
        # Python-Markdown also drops these characters. They could split the `<!--` of a comment.
        visible, open_at = hide_comments(
            text.translate(_STASH_CHARACTERS) if STX in text or ETX in text else text
        )
        try:
            html = strip_comments(self._markdown.reset().convert(visible)).strip()
            skipped = self._limits.skipped
        except RecursionError:  # deeply nested emphasis, links or footnotes
            html, skipped = as_paragraphs(visible), [too_complex("")]
        if open_at is not None:
            skipped = [_unclosed_comment(text, open_at), *skipped]
        return Fragment(html, tuple(skipped))
