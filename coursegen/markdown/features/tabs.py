"""Tabs: `=== "Title"` with content that is indented by four spaces (MkDocs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.indented_content import BEFORE_CODE, IndentedBlock
from coursegen.markdown.features.tab_sets import add_tab, add_tab_set, is_tab_set

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_START = re.compile(r'^===(?P<mark>[!+]*) +"(?P<title>[^"\n]+)" *$', re.MULTILINE)


class Tabs(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(_Tabs(md.parser), "tabs", BEFORE_CODE)


class _Tabs(IndentedBlock):
    start = _START

    def add(self, parent: Element, found: re.Match[str]) -> Element:
        """Add the tab to the set before it, if any."""
        is_next = len(parent) and is_tab_set(parent[-1]) and "!" not in found["mark"]
        return add_tab(parent[-1] if is_next else add_tab_set(parent), found["title"])


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Tabs(), {"tabs": ("===",)})
