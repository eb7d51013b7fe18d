"""The HTML of admonitions, which is the same for all spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from markdown.blockparser import BlockParser

KINDS = frozenset(
    (
        *("note", "tip", "important", "warning", "caution"),  # GitHub, Quarto
        *("attention", "danger", "error", "hint", "seealso", "todo"),  # MyST
        *("abstract", "info", "success", "question", "failure", "bug", "example", "quote"),
        *("new", "highlight"),  # just-the-docs
    )
)
"""The kinds of admonitions in GitHub, just-the-docs, Quarto, MyST and Material for MkDocs."""
_TITLES = {"seealso": "See also"}


def add_callout(
    parent: Element,
    kind: str,
    title: str = "",
    *,
    is_open: bool | None = None,
) -> Element:
    """Add an admonition to an element, and return it; the default title is its kind.

    With `is_open`, it is collapsible, and first open or closed.
    """
    tag, title_tag = ("div", "p") if is_open is None else ("details", "summary")
    callout = SubElement(parent, tag, {"class": f"admonition {kind}".strip()})
    if is_open:
        callout.set("open", "open")
    heading = SubElement(callout, title_tag, {"class": "admonition-title"})
    heading.text = title or _TITLES.get(kind, kind.capitalize())
    return callout


def parse_content(parser: BlockParser, parent: Element, text: str) -> None:
    """Parse Markdown as the content of an element, with paragraphs also in a tight list."""
    parser.state.set("content")
    parser.parseChunk(parent, text)
    parser.state.reset()
