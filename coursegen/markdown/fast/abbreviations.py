"""Markdown abbreviations, marked in linear time."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions.abbr import AbbrExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.fragment import Skipped
from coursegen.markdown.limits import MAX_PUNCTUATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_MAX_ABBREVIATIONS = 200
"""The maximum number of abbreviations, since all of them are tried at each word."""


class Abbreviations(AbbrExtension):
    """Replaces the library's extension, which copies the text once per abbreviation."""

    abbrs: dict[str, str]  # missing from the library's types

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_MarkAbbreviations(md, self.abbrs, self._limits), "abbr", 7)


class _MarkAbbreviations(Treeprocessor):
    def __init__(self, md: Markdown, titles: Mapping[str, str], limits: Limits) -> None:
        super().__init__(md)
        self._titles = titles
        self._limits = limits

    def run(self, root: Element) -> None:
        """Wrap each abbreviation in an `abbr` element."""
        if not self._titles:
            return
        if len(self._titles) > _MAX_ABBREVIATIONS:
            self._limits.skipped.append(
                Skipped(
                    Problem(
                        Code.MARKDOWN_LIMIT,
                        f"this text defines more than {_MAX_ABBREVIATIONS} abbreviations",
                        "the others are shown as plain text; define fewer",
                    ),
                    f"*[{next(islice(self._titles, _MAX_ABBREVIATIONS, None))}]",
                )
            )
        abbreviations = sorted(islice(self._titles, _MAX_ABBREVIATIONS), key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, abbreviations))})\b")
        remaining = MAX_PUNCTUATION
        for parent in list(root.iter()):
            children: list[Element] = []
            parent.text = self._split(pattern, parent.text, children)
            for child in parent:
                children.append(child)
                child.tail = self._split(pattern, child.tail, children)
            if len(children) > len(parent):
                remaining -= len(children) - len(parent)
                parent[:] = children
            if remaining < 0:
                break

    def _split(
        self, pattern: re.Pattern[str], text: str | None, children: list[Element]
    ) -> Any:  # an AtomicString is returned unchanged
        """Append `abbr` elements to `children`, and return the text before the first one."""
        if not text or isinstance(text, AtomicString):
            return text
        before, end, last = text, 0, None
        for found in islice(pattern.finditer(text), MAX_PUNCTUATION):
            between = text[end : found.start()]
            if last is None:
                before = between
            else:
                last.tail = between
            last = Element("abbr", {"title": self._titles[found[0]]})
            last.text = AtomicString(found[0])
            children.append(last)
            end = found.end()
        if last is not None:
            last.tail = text[end:]
        return before
