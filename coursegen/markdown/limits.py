"""What a text may ask of Markdown, so that no file makes a build wait.

Python-Markdown takes time that grows with the square of some texts, and memory with the depth of
others; nobody writes them but by mistake or malice.  What goes beyond a bound stands as plain text
in its place, and its author is told.  Each bound is far from what people write, and none is a time:
the same text is the same page on any machine.
"""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import SubElement

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.base.html_comments import EMPTY
from coursegen.markdown.complexity import inline_cost, max_inline_cost

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

MAX_CHARACTERS = 400_000
MAX_PUNCTUATION = 40_000
"""Letters of a text, and signs and line ends among them: a course's longest page has a tenth."""
MAX_DEPTH = 60
"""Quotes, lists and elements in one another, as in YAML."""
MAX_BLOCK_CHARACTERS = 8_000_000
"""Letters of blocks, counted as often as a block is looked at; a page needs three to six times."""
MAX_SEARCH_COST = 500_000
"""Letters that are looked at for the ends of what a text opens."""
_MAX_COPIED = 2_000_000_000
"""Letters of paragraphs, counted once for each of their signs: so often are they copied."""
MAX_TABLE_COST = 100_000
MAX_HIGHLIGHTING_COST = 20_000_000
"""As `colour_effort` counts: 150 KB of code, a thousand pieces, or a line of 4,000 letters."""
_MAX_TOCS = 3
"""Tables of contents in one text."""
_MIN_COUNTED = 10_000
"""Letters; nothing in a shorter text is worth counting."""

_PUNCTUATION = re.compile(r"[^\w\s]|\n")
_TOC_MARKER = "[TOC]"


class Skipped(NamedTuple):
    """What was not read as asked: why; how it begins, and after how many lines, to find it.

    `column` and `length` are of the letters to mark, from there.
    """

    problem: Problem
    first_line: str
    lines_before: int = 0
    column: int = 0
    length: int = 1


def too_deep(first_line: str) -> Skipped:
    """What is left of a text that is nested too deep, which begins so."""
    message = f"this text is nested more than {MAX_DEPTH} deep"
    return Skipped(Problem(Code.TEXT_BOUNDS, message, "what is deeper stands as it is"), first_line)


def too_complex(first_line: str) -> Skipped:
    """What is left of a text that is too much work, which begins so."""
    problem = Problem(
        Code.TEXT_BOUNDS,
        "this text opens too much that it does not close",
        "it stands as it is; close its brackets, quotes and code, or put blank lines between",
    )
    return Skipped(problem, first_line)


def _too_long(first_line: str, lines_before: int) -> Skipped:
    problem = Problem(
        Code.TEXT_BOUNDS,
        "this text is too long to be read as Markdown to its end",
        "what begins here stands as it is; divide the page",
    )
    return Skipped(problem, first_line, lines_before)


NOT_HIGHLIGHTED = Skipped(
    Problem(
        Code.TEXT_BOUNDS,
        "this text has too much code to give it colours",
        "it stands without; put long code into files/, and divide long lines",
    ),
    "",
)


class Limits(Extension):
    """Keeps a Markdown converter within limits; `skipped` lists what the last text exceeded."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks; must come after all other extensions."""
        md.registerExtension(self)
        # After the line ends are made one kind, before all that reads.
        md.preprocessors.register(_Truncate(md, self), "shorten", 29)
        md.treeprocessors.register(_LimitTocs(md), "contents", 6)
        _bound_patterns(md)

    def reset(self) -> None:
        """Begin another text."""
        self.skipped: list[Skipped] = []
        self._copied = self._exact_cost = self._max_cost = 0
        self._uncounted: list[str] = []

    def rejects(self, text: str) -> bool:
        """Whether a paragraph's brackets, code or signs cost too much; its author is told."""
        if len(text) > _MIN_COUNTED:
            signs = len(_PUNCTUATION.findall(text))
            self._copied += signs * (len(text) + 16 * signs)
        if self._copied <= _MAX_COPIED and self._search_cost(text) <= MAX_SEARCH_COST:
            return False
        self.skipped.append(too_complex(text.partition("\n")[0]))
        return True

    def _search_cost(self, text: str) -> int:
        """The effort of all paragraphs so far, counted only where it may be too much."""
        self._uncounted.append(text)
        self._max_cost += max_inline_cost(text)
        if self._max_cost > MAX_SEARCH_COST:
            self._exact_cost += sum(map(inline_cost, self._uncounted))
            self._max_cost = self._exact_cost
            self._uncounted.clear()
        return self._max_cost


def as_paragraphs(text: str) -> str:
    """A text, whose comments are hidden, as HTML that says just that."""
    text = text.replace(EMPTY, "")
    parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part.strip())


def _bound_patterns(md: Markdown) -> None:
    """Give names between brackets a length: searching for the end, these would take any text."""
    names = {
        "abbr": r"^[*]\[(?P<abbr>[^\\]{0,200}?)\][ ]?:[ ]*\n?[ ]*(?P<title>.*)$",
        "footnote": r"^[ ]{0,3}\[\^([^\]]{0,200})\]:[ ]*(.*)$",
    }
    for name, pattern in names.items():
        processor: Any = md.parser.blockprocessors[name]
        processor.RE = re.compile(pattern, re.MULTILINE)
    attributes: Any = md.treeprocessors["attr_list"]
    for name in ("HEADER_RE", "BLOCK_RE"):
        setattr(attributes, name, _LastLinePattern(getattr(attributes, name)))


class _LastLinePattern:
    """A pattern of attributes, `{: … }`, that is sought only where it can be: in the last line."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = re.compile(pattern.pattern.replace("[ ]+", "(?<! )[ ]+", 1))

    def search(self, text: str) -> re.Match[str] | None:
        """As that of a pattern."""
        end = text.rstrip(" \n")
        if not end.endswith("}"):
            return None
        return self._pattern.search(text, max(0, text.rfind("\n", 0, len(end))))


class _Truncate(Preprocessor):
    """Takes from a text what is too much."""

    def __init__(self, md: Markdown, limits: Limits) -> None:
        super().__init__(md)
        self._limits = limits

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if len(text) <= MAX_PUNCTUATION:  # so it cannot have more
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
    """Each `[TOC]` is as long as the page has headings; a page needs one."""

    def run(self, root: Element) -> None:
        marks = [p for p in root.iter("p") if (p.text or "").strip() == _TOC_MARKER and not len(p)]
        for mark in marks[_MAX_TOCS:]:
            mark.text = ""
            SubElement(mark, "code").text = AtomicString(_TOC_MARKER)
