"""Collapsible admonitions: `??? tip "Title"`, or `???+` if it is first open (MkDocs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.callouts import add_callout
from coursegen.markdown.features.indented_content import BEFORE_CODE, IndentedBlock

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_START = re.compile(
    r"^\?\?\?(?P<open>\+)?(?= ?\w| +\") ?(?P<kind>[\w-]+(?: +[\w-]+)*)?"
    r"(?: +\"(?P<title>[^\"\n]*)\")? *$",
    re.MULTILINE,
)


class Collapsible(Extension):
    """Adds the processor to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.parser.blockprocessors.register(_Collapsible(md.parser), "collapsible", BEFORE_CODE)


class _Collapsible(IndentedBlock):
    start = _START

    def add(self, parent: Element, found: re.Match[str]) -> Element:
        """Add the admonition."""
        kind = (found["kind"] or "note").lower()
        return add_callout(parent, kind, found["title"] or "", is_open=bool(found["open"]))


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Collapsible(), {"collapsible": ("???",)})
