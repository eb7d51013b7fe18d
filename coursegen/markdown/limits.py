"""Limits on Markdown, so that no file can stall a build.

For some input, Python-Markdown takes quadratic time or recurses deeply.  Such input is a mistake or
an attack.  Anything beyond a limit is published as plain text, with a warning.  Real pages stay far
below all limits.  No limit depends on time, so a page is the same on every machine.
"""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import SubElement

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.html_comments import EMPTY
from coursegen.markdown.complexity import inline_cost, max_inline_cost
from coursegen.markdown.fragment import Skipped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

MAX_CHARACTERS = 400_000
MAX_PUNCTUATION = 40_000
"""The maximum number of characters, and the maximum number of punctuation marks and line ends.

A long course page contains about a tenth of each maximum.
"""
MAX_DEPTH = 60
"""The maximum nesting depth of quotes, lists and elements, which is the same as for YAML."""
MAX_BLOCK_CHARACTERS = 8_000_000
"""The maximum number of characters parsed as blocks.

Each character is counted every time it is parsed, which is 3 to 6 times on a typical page.
"""
MAX_SEARCH_COST = 500_000
"""The maximum number of characters to scan for the ends of brackets, quotes and code."""
_MAX_COPIED = 2_000_000_000
"""The maximum number of characters to copy.

Each punctuation mark can cause the parser to copy the whole paragraph once.
"""
MAX_TABLE_COST = 100_000
MAX_HIGHLIGHTING_COST = 20_000_000
"""The maximum of `highlighting_cost`.

It allows 150 KB of code, 1,000 blocks, or a line of 4,000 characters.
"""
_MAX_TOCS = 3
"""The maximum number of tables of contents on a page."""
_MIN_COUNTED = 10_000
"""Paragraphs with fewer characters are parsed quickly, so their punctuation is not counted."""

_PUNCTUATION = re.compile(r"[^\w\s]|\n")
TOC_MARKER = "[TOC]"


def too_deep(first_line: str) -> Skipped:
    """Return the problem for a passage with too many levels of nesting."""
    message = f"this text has more than {MAX_DEPTH} levels of nesting"
    return Skipped(
        Problem(Code.MARKDOWN_LIMIT, message, "deeper levels are shown as plain text"), first_line
    )


def too_complex(first_line: str) -> Skipped:
    """Return the problem for a passage that would take too long to convert."""
    problem = Problem(
        Code.MARKDOWN_LIMIT,
        "too many unclosed brackets, quotes or code spans in this paragraph",
        "it is shown as plain text; close them, or separate them with blank lines",
    )
    return Skipped(problem, first_line)


def _too_long(first_line: str, lines_before: int) -> Skipped:
    problem = Problem(
        Code.MARKDOWN_LIMIT,
        "this text is too long to convert as Markdown",
        "from here on, it is shown as plain text; split the page",
    )
    return Skipped(problem, first_line, lines_before)


NOT_HIGHLIGHTED = Skipped(
    Problem(
        Code.MARKDOWN_LIMIT,
        "too much code for syntax highlighting",
        "the code is shown without colors; put long code into files/, and split long lines",
    ),
    "",
)


class Limits(Extension):
    """Keeps a Markdown converter within limits; `skipped` lists passages that exceeded them."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors; this must happen after all other extensions are registered."""
        md.registerExtension(self)
        # This runs after line ends are normalized and before all other parsing.
        md.preprocessors.register(_Truncate(md, self), "truncate", 29)
        md.treeprocessors.register(_LimitTocs(md), "limit_tocs", 6)
        _bound_patterns(md)

    def reset(self) -> None:
        """Reset the state before the next conversion."""
        self.skipped: list[Skipped] = []
        self._copied = self._exact_cost = self._max_cost = 0
        self._uncounted: list[str] = []

    def rejects(self, text: str) -> bool:
        """Return whether a paragraph takes too long to parse; if so, add it to `skipped`."""
        if len(text) > _MIN_COUNTED:
            count = len(_PUNCTUATION.findall(text))
            self._copied += count * (len(text) + 16 * count)
        if self._copied <= _MAX_COPIED and self._search_cost(text) <= MAX_SEARCH_COST:
            return False
        self.skipped.append(too_complex(text.partition("\n")[0]))
        return True

    def _search_cost(self, text: str) -> int:
        """Return the search cost so far; count it exactly only if it may exceed the limit."""
        self._uncounted.append(text)
        self._max_cost += max_inline_cost(text)
        if self._max_cost > MAX_SEARCH_COST:
            self._exact_cost += sum(map(inline_cost, self._uncounted))
            self._max_cost = self._exact_cost
            self._uncounted.clear()
        return self._max_cost


def as_paragraphs(text: str) -> str:
    """Return Markdown as paragraphs of plain text, without comments."""
    text = text.replace(EMPTY, "")
    parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part.strip())


def _bound_patterns(md: Markdown) -> None:
    """Limit the length of names in brackets, so that these patterns do not scan the whole text."""
    names = {
        "abbr": r"^[*]\[(?P<abbr>[^\\]{0,200}?)\][ ]?:[ ]*\n?[ ]*(?P<title>.*)$",
        "footnote": r"^[ ]{0,3}\[\^([^\]]{0,200})\]:[ ]*(.*)$",
    }
    for name, pattern in names.items():
        if name in md.parser.blockprocessors:
            processor: Any = md.parser.blockprocessors[name]
            processor.RE = re.compile(pattern, re.MULTILINE)


class _Truncate(Preprocessor):
    """Turns the text beyond the limits into plain paragraphs."""

    def __init__(self, md: Markdown, limits: Limits) -> None:
        super().__init__(md)
        self._limits = limits

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if len(text) <= MAX_PUNCTUATION:  # so the punctuation is also within its limit
            return lines
        found = next(islice(_PUNCTUATION.finditer(text), MAX_PUNCTUATION, None), None)
        end = min(found.start() if found else len(text), MAX_CHARACTERS)
        if end == len(text):
            return lines
        cut = max(text.rfind("\n\n", end // 2, end), 0) or text.rfind("\n", 0, end) + 1
        rest = text[cut:].lstrip("\n")
        lines_before = text.count("\n", 0, len(text) - len(rest))
        self._limits.skipped.append(_too_long(rest.partition("\n")[0], lines_before))
        stored = self.md.htmlStash.store(as_paragraphs(rest))
        return [*text[:cut].split("\n"), "", stored, ""]


class _LimitTocs(Treeprocessor):
    """Shows excess `[TOC]` markers as text, since each table of contents repeats all headings."""

    def run(self, root: Element) -> None:
        markers = [p for p in root.iter("p") if (p.text or "").strip() == TOC_MARKER and not len(p)]
        for marker in markers[_MAX_TOCS:]:
            marker.text = ""
            SubElement(marker, "code").text = AtomicString(TOC_MARKER)
