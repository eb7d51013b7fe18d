"""Collapsible admonitions: `??? tip "Title"`, or `???+` if it is first open (MkDocs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.callouts import add_callout, parse_content
from coursegen.markdown.features.indented_content import take_indented

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_START = re.compile(
    r"^\?\?\?(?P<open>\+)?(?= ?\w| +\") ?(?P<kind>[\w-]+(?: +[\w-]+)*)?"
    r"(?: +\"(?P<title>[^\"\n]*)\")? *$",
    re.MULTILINE,
)
_BEFORE_CODE = 106
"""The priority of the processor: before indented code and admonitions."""


class Collapsible(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(_Collapsible(md.parser), "collapsible", _BEFORE_CODE)


class _Collapsible(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block contains the first line of an admonition."""
        return _START.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the admonition, and the admonition."""
        found = _START.search(blocks[0])
        if not found:
            return False
        block = blocks.pop(0)
        if before := block[: found.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        kind = (found["kind"] or "note").lower()
        callout = add_callout(parent, kind, found["title"] or "", is_open=bool(found["open"]))
        rest = block[found.end() + 1 :]
        parse_content(self.parser, callout, take_indented(rest.split("\n") if rest else (), blocks))
        return None


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Collapsible(), {"collapsible": ("???",)})
