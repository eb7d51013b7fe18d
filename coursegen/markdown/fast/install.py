"""Replace the expensive parts of a Markdown converter with equivalents that take linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.markdown.fast.abbreviations import Abbreviations
from coursegen.markdown.fast.blocks import Blocks
from coursegen.markdown.fast.footnotes import Footnotes
from coursegen.markdown.fast.html_blocks import ExtractHtml, RestoreHtml
from coursegen.markdown.fast.identifiers import AddIdentifiers
from coursegen.markdown.fast.inline import Inline
from coursegen.markdown.fast.serialize import to_html
from coursegen.markdown.fast.source_text import NormalizeWhitespace, SourceText
from coursegen.markdown.fast.tree import Prettify, Unescape
from coursegen.markdown.limits import TOC_MARKER

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.feature import Triggers
    from coursegen.markdown.limits import Limits

_TREE_TRIGGERS = {"unescape": ("\\",), "limit_tocs": (TOC_MARKER,)}
"""The triggers of the library's tree processor, and of one that is part of the limits."""


def install(md: Markdown, limits: Limits, triggers: Triggers) -> None:
    """Replace the expensive parts of a converter with all its features, and keep it within limits.

    The HTML stays the same. `triggers` contains the triggers of all features; processors without
    triggers are always tried.
    """
    source_text = SourceText(md)
    md.preprocessors.register(NormalizeWhitespace(md), "normalize_whitespace", 30)
    md.preprocessors.register(ExtractHtml(md), "html_block", 20)
    md.preprocessors.register(source_text, "source_text", -10)
    if "footnote" in md.treeprocessors:
        Footnotes(source_text).extendMarkdown(md)
    if "abbr" in md.treeprocessors:
        Abbreviations(limits).extendMarkdown(md)
    if "toc" in md.treeprocessors:
        identify = AddIdentifiers(md, md.treeprocessors["toc"], source_text)
        md.treeprocessors.register(identify, "toc", 5)
    md.treeprocessors.register(Inline(md, limits, triggers), "inline", 20)
    md.treeprocessors.register(Prettify(md), "prettify", 10)
    md.treeprocessors.register(Unescape(md), "unescape", 0)
    md.postprocessors.register(RestoreHtml(md), "raw_html", 30)
    md.serializer = to_html
    limits.extendMarkdown(md)
    Blocks(md, limits, triggers)
    for name, required in (*_TREE_TRIGGERS.items(), *triggers.items()):
        if name in md.treeprocessors:
            processor = md.treeprocessors[name]
            processor.run = _if_any(required, source_text, processor.run)  # type: ignore[method-assign, assignment] # the library has no such condition


def _if_any(
    triggers: tuple[str, ...], source_text: SourceText, run: Callable[[Element], Element | None]
) -> Callable[[Element], Element | None]:
    """Return a function that calls `run` only if the text contains a trigger."""
    return lambda root: run(root) if source_text.has_any(triggers) else None
