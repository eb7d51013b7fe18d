"""Convert Markdown to HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.util import STX

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.html_comments import find_comments, hide_comments, strip_comments
from coursegen.base.struct import replace
from coursegen.markdown.aligned_cells import AlignedCells
from coursegen.markdown.attribute_lists import AttributeLists
from coursegen.markdown.code.code_blocks import CodeBlocks
from coursegen.markdown.code.highlight import highlighted
from coursegen.markdown.emphasis import Emphasis
from coursegen.markdown.fast.install import install
from coursegen.markdown.feature import INDENT, Feature
from coursegen.markdown.features.registry import OPTIONAL_FEATURES, needed_features
from coursegen.markdown.figures_and_tasks import FiguresAndTasks
from coursegen.markdown.fragment import Fragment, Skipped
from coursegen.markdown.guard import as_plain_paragraphs, is_broken, without_controls
from coursegen.markdown.limits import Limits, as_paragraphs, too_complex
from coursegen.markdown.unsupported.registry import find_unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.markdown.elements import FindElements
    from coursegen.markdown.features.registry import OptionalFeature
    from coursegen.markdown.fragment import CodeBlock

_MAX_CONVERTERS = 64
"""The maximum number of cached converters, one for each set of optional features."""


def features(code: CodeBlocks) -> tuple[Feature, ...]:
    """Return the features of Markdown that are always loaded, since most pages use them.

    All others are in `features/`. The extensions are passed as objects. To resolve their names,
    the library would scan all installed packages, which takes longer than the rest of the setup.
    """
    return (
        Feature(AdmonitionExtension(), {"admonition": ("!!!", INDENT)}),
        Feature(AttributeLists(), {"attr_list": ("{",)}),
        Feature(code),
        Feature(Emphasis(), {"em_strong": ("*", "_")}),
        Feature(DefListExtension(), {"deflist": (": ",), "defindent": (INDENT,)}),
        Feature(MarkdownInHtmlExtension(), {"markdown_block": (STX,)}),
        Feature(SaneListExtension()),
        Feature(TableExtension(), {"table": ("|",)}),
        Feature(TocExtension(permalink=False, slugify=slugify_unicode)),
        Feature(AbbrExtension(), {"abbr": ("*[",)}),
        Feature(FootnoteExtension(), {"footnote": ("[^",), "footnote-duplicate": ("[^",)}),
        Feature(FiguresAndTasks(), {"figures_and_tasks": ("|", "![", "[ ]", "[x]", "[X]")}),
        Feature(AlignedCells(), {"aligned_cells": ("|",)}),
    )


def make_converter(
    features: Iterable[Feature], limits: Limits, *, fast: bool = True
) -> markdown.Markdown:
    """Return a converter with features; without `fast`, it is the plain library, without limits."""
    features = tuple(features)
    extensions = [feature.extension for feature in features]
    md = markdown.Markdown(extensions=extensions, output_format="html")
    if fast:
        triggers = {name: each for feature in features for name, each in feature.triggers.items()}
        install(md, limits, triggers)
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


class _Converter:
    """Converts texts that need certain optional features."""

    def __init__(
        self,
        optional: Iterable[OptionalFeature],
        highlight: Callable[[str, str], str],
        elements: FindElements | None,
    ) -> None:
        self._limits = Limits()
        self._code = CodeBlocks(self._limits, highlight)
        needed = [each.load(self._limits) for each in optional]
        added = (Feature(elements),) if elements else ()
        self._markdown = make_converter((*features(self._code), *needed, *added), self._limits)

    def convert(self, visible: str) -> tuple[str, list[Skipped], list[CodeBlock]]:
        """Return the HTML of a text, the passages that were not converted, and the code blocks."""
        try:
            html = strip_comments(self._markdown.reset().convert(visible)).strip()
        except RecursionError:  # deeply nested emphasis, links or footnotes
            return as_paragraphs(visible), [too_complex("")], []
        return html, self._limits.skipped, self._code.found


class MarkdownRenderer:
    """Converts Markdown to HTML; earlier conversions never affect the result.

    `highlight` is a function that returns the HTML of code in a language. With `elements`,
    fragments contain their elements. A text is converted with all `features`, and with those of
    the `optional` features that it needs.
    """

    def __init__(
        self,
        highlight: Callable[[str, str], str] = highlighted,
        elements: FindElements | None = None,
        optional: Iterable[OptionalFeature] = OPTIONAL_FEATURES,
    ) -> None:
        self._highlight = highlight
        self._elements = elements
        self._optional = tuple(optional)
        self._converter = lru_cache(_MAX_CONVERTERS)(self._make_converter)

    def _make_converter(self, needed: tuple[OptionalFeature, ...]) -> _Converter:
        return _Converter(needed, self._highlight, self._elements)

    def page(self, text: str) -> Fragment:
        """Convert a page's text."""
        # The library also drops some of these characters. They could split the `<!--` of a comment.
        clean, controls = without_controls(text)
        visible, open_at = hide_comments(clean)
        html, skipped, code = self._convert(visible)
        if is_broken(html):
            html, broken = as_plain_paragraphs(visible, lambda part: self._convert(part)[0])
            skipped = [*skipped, *broken]
        skipped = [*controls, *skipped]
        if open_at is not None:
            skipped = [_unclosed_comment(text, open_at), *skipped]
        if code and visible != text:
            code = _moved(code, text)
        unsupported = find_unsupported(clean, code, html)
        if open_at is not None:  # which also hides the end tags
            unsupported = [
                each for each in unsupported if each.problem.code is not Code.ELEMENT_UNCLOSED
            ]
        if unsupported:
            skipped = [*_without_consequences(skipped, unsupported), *unsupported]
        elements = self._elements.found if self._elements else ()
        return Fragment(html, tuple(code), tuple(skipped), tuple(elements))

    def _convert(self, visible: str) -> tuple[str, list[Skipped], list[CodeBlock]]:
        return self._converter(needed_features(visible, self._optional)).convert(visible)

    def note(self, text: str) -> Fragment:
        """Convert a field's Markdown; omit the `<p>` of a single paragraph."""
        fragment = self.page(text)
        html = fragment.html
        is_single = html.count("<p>") == html.count("</p>") == 1
        if is_single and html.startswith("<p>") and html.endswith("</p>"):
            return replace(fragment, html=html[len("<p>") : -len("</p>")])
        return fragment


def _without_consequences(
    skipped: Iterable[Skipped], unsupported: Iterable[Skipped]
) -> list[Skipped]:
    """Return the problems without those about the options of an unsupported directive."""
    lines = {each.lines_before for each in unsupported if each.problem.code is Code.UNKNOWN_BLOCK}
    return [
        each
        for each in skipped
        if each.problem.code is not Code.CODE_OPTION or each.lines_before not in lines
    ]


def _moved(code: Iterable[CodeBlock], text: str) -> list[CodeBlock]:
    """Return code blocks with their lines in `text`, before its comments were hidden."""
    hidden = [
        (text.count("\n", 0, start), text.count("\n", start, end))
        for start, end in find_comments(text)
    ]
    moved = []
    for block in code:
        lines = 0
        for first, count in hidden:
            if first < block.first + lines:
                lines += count
        moved.append(block._replace(first=block.first + lines, end=block.end + lines))
    return moved
