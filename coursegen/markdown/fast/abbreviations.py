"""Abbreviations, in time that grows as the text does."""

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
from coursegen.markdown.limits import MAX_PUNCTUATION, Skipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_MAX_ABBREVIATIONS = 200
"""Abbreviations that one text explains: at each word, all are tried."""


class Abbreviations(AbbrExtension):
    """The library's abbreviations; it would copy a text for each that stands in it."""

    abbrs: dict[str, str]  # which the library's types do not know

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        super().extendMarkdown(md)
        md.treeprocessors.register(_MarkAbbreviations(md, self.abbrs, self._limits), "abbr", 7)


class _MarkAbbreviations(Treeprocessor):
    def __init__(self, md: Markdown, titles: Mapping[str, str], limits: Limits) -> None:
        super().__init__(md)
        self._titles = titles
        self._limits = limits

    def run(self, root: Element) -> None:
        """Put each abbreviation into an element of its own."""
        if not self._titles:
            return
        if len(self._titles) > _MAX_ABBREVIATIONS:
            self._limits.skipped.append(
                Skipped(
                    Problem(
                        Code.TEXT_BOUNDS,
                        f"this text explains more than {_MAX_ABBREVIATIONS} abbreviations",
                        "the others stand as they are; explain fewer",
                    ),
                    f"*[{next(islice(self._titles, _MAX_ABBREVIATIONS, None))}]",
                )
            )
        known = sorted(islice(self._titles, _MAX_ABBREVIATIONS), key=len, reverse=True)
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")
        free = MAX_PUNCTUATION
        for parent in list(root.iter()):
            children: list[Element] = []
            parent.text = self._split(pattern, parent.text, children)
            for child in parent:
                children.append(child)
                child.tail = self._split(pattern, child.tail, children)
            if len(children) > len(parent):
                free -= len(children) - len(parent)
                parent[:] = children
            if free < 0:
                break

    def _split(
        self, pattern: re.Pattern[str], text: str | None, children: list[Element]
    ) -> Any:  # a text as it was: the library's own kind stays so
        """Append what is marked to `children`; give back the text before."""
        if not text or isinstance(text, AtomicString):
            return text
        before, done, last = text, 0, None
        for found in islice(pattern.finditer(text), MAX_PUNCTUATION):
            between = text[done : found.start()]
            if last is None:
                before = between
            else:
                last.tail = between
            last = Element("abbr", {"title": self._titles[found[0]]})
            last.text = AtomicString(found[0])
            children.append(last)
            done = found.end()
        if last is not None:
            last.tail = text[done:]
        return before
