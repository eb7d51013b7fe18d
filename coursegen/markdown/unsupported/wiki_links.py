"""Find wiki links, such as `[[page]]` of Obsidian, and tables of contents in this form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_LINK = re.compile(
    r"(?<![\w\\\[\])])(?P<embed>!?)\[\[(?P<page>[^\[\]|#\n]*)(?P<part>#[^\[\]|\n]*)?"
    r"(?:\|(?P<text>[^\[\]\n]*))?\]\](?![(\[:])"
)
_NOT_LETTERS = re.compile(r"[\W\d_]*")
_TOC = frozenset({"toc", "_toc_"})


def find(prose: Prose) -> Iterator[Construct]:
    """Find each wiki link; a list of numbers in brackets is text."""
    for found in _LINK.finditer(prose.words):
        page, part, text = (found[name] or "" for name in ("page", "part", "text"))
        page = page.strip()
        if not part and _NOT_LETTERS.fullmatch(page):
            continue
        if page.lower() in _TOC:
            problem = Problem(
                Code.WIKI_LINK, "this table of contents is shown as text", "write [TOC]"
            )
            yield Construct(problem, *found.span(), 0, "[TOC]")
        elif found["embed"]:
            problem = Problem(
                Code.WIKI_LINK,
                "embedded files are shown as text",
                "write ![what the picture shows](picture.png)",
            )
            yield Construct(problem, *found.span())
        else:
            yield _link(found, page, part, text)


def _link(found: re.Match[str], page: str, part: str, text: str) -> Construct:
    path = page if page.endswith(".md") else f"{page}.md"
    link = f"[{text or page or part.lstrip('#')}]({path if page else ''}{part})"
    is_simple = bool(page) and not part and not set(page) & set(" ()<>:")
    example = link if is_simple else "a link, such as [Lab 1](labs/lab1.md)"
    problem = Problem(Code.WIKI_LINK, "wiki links are shown as text", f"write {example}")
    return Construct(problem, *found.span(), 0, link if is_simple else None, path)
