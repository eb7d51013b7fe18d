"""What a text may ask of Markdown, so that no file makes a build wait.

Python-Markdown takes time that grows with the square of some texts, and memory with the depth of
others; nobody writes them but by mistake or malice.  What goes beyond a bound stands as plain text
in its place, and its author is told.  Each bound is far from what people write, and none is a time:
the same text is the same page on any machine.
"""

from __future__ import annotations

import re
from collections import deque
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor, HTMLExtractorExtra
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from coursegen.codes import Code
from coursegen.diagnostics import Fault
from coursegen.render.effort import colour_effort, fence_effort, inline_effort, table_effort

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown import Markdown
    from markdown.blockparser import BlockParser

MOST_LETTERS = 400_000
MOST_SIGNS = 40_000
"""Letters of a text, and signs and line ends among them: a course's longest page has a tenth."""
MOST_DEEP = 60
"""Quotes, lists and elements in one another, as in YAML."""
_MOST_READ = 8_000_000
"""Letters of blocks, counted as often as a block is looked at; a page needs three to six times."""
_MOST_SOUGHT = 500_000
"""Letters that are looked at for the ends of what a text opens."""
_MOST_COPIED = 2_000_000_000
"""Letters of paragraphs, counted once for each of their signs: so often are they copied."""
_MOST_CELLS = 100_000
_MOST_COLOUR = 20_000_000
"""As `colour_effort` counts: 150 KB of code, a thousand pieces, or a line of 4,000 letters."""
_MOST_CONTENTS = 3
"""Tables of contents in one text."""
_LONG = 10_000
"""Letters; nothing in a shorter text is worth counting."""

_SIGN = re.compile(r"[^\w\s]|\n")
_CONTENTS = "[TOC]"


class Left(NamedTuple):
    """What was left as plain text: why; how it begins, and after how many lines, to find it."""

    fault: Fault
    begins: str
    after: int = 0


def _deep(begins: str) -> Left:
    message = f"this text is nested more than {MOST_DEEP} deep"
    return Left(Fault(Code.TEXT_BOUNDS, message, "what is deeper stands as it is"), begins)


def entangled(begins: str) -> Left:
    """What is left of a text that is too much work, which begins so."""
    fault = Fault(
        Code.TEXT_BOUNDS,
        "this text opens too much that it does not close",
        "it stands as it is; close its brackets, quotes and code, or put blank lines between",
    )
    return Left(fault, begins)


def _long(begins: str, after: int) -> Left:
    fault = Fault(
        Code.TEXT_BOUNDS,
        "this text is too long to be read as Markdown to its end",
        "what begins here stands as it is; divide the page",
    )
    return Left(fault, begins, after)


_COLOURLESS = Left(
    Fault(
        Code.TEXT_BOUNDS,
        "this text has too much code to give it colours",
        "it stands without; put long code into files/, and divide long lines",
    ),
    "",
)


class Bounds(Extension):
    """Keeps a Markdown converter within bounds; `left` is what it did not read of the last text."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[Left] = []
        self.sought = 0
        self.copied = 0

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks; must come after all other extensions."""
        md.registerExtension(self)
        self._blocks = _Blocks(md.parser, self)
        md.parser.parseBlocks = self._blocks.parse  # type: ignore[method-assign] # no other place
        # After the line ends are made one kind, before all that reads.
        md.preprocessors.register(_Shorten(md, self), "shorten", 29)
        md.preprocessors.register(_Fences(md, self), "fenced_code_block", 25)
        md.preprocessors.register(_Html(md), "html_block", 20)
        md.inlinePatterns.register(_Guard(self), "guard", 200)
        md.treeprocessors.register(_Contents(md), "contents", 6)
        _narrow(md)

    def reset(self) -> None:
        """Begin another text."""
        self.left = []
        self.sought = self.copied = 0
        self._blocks.reset()


def as_text(text: str) -> str:
    """A text as HTML that says just that."""
    parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part.strip())


def _narrow(md: Markdown) -> None:
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
        setattr(attributes, name, _AtEnd(getattr(attributes, name)))


class _AtEnd:
    """A pattern of attributes, `{: … }`, that is sought only where it can be: in the last line."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = re.compile(pattern.pattern.replace("[ ]+", "(?<! )[ ]+", 1))

    def search(self, text: str) -> re.Match[str] | None:
        """As that of a pattern."""
        end = text.rstrip(" \n")
        if not end.endswith("}"):
            return None
        return self._pattern.search(text, max(0, text.rfind("\n", 0, len(end))))


class _Shorten(Preprocessor):
    """Takes from a text what is too much."""

    def __init__(self, md: Markdown, bounds: Bounds) -> None:
        super().__init__(md)
        self._bounds = bounds

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if len(text) < _LONG:
            return lines
        found = next(islice(_SIGN.finditer(text), MOST_SIGNS, None), None)
        end = min(found.start() if found else len(text), MOST_LETTERS)
        if end == len(text):
            return lines
        cut = max(text.rfind("\n\n", end // 2, end), 0) or text.rfind("\n", 0, end) + 1
        rest = text[cut:].lstrip("\n")
        after = text.count("\n", 0, len(text) - len(rest))
        self._bounds.left.append(_long(rest.partition("\n")[0], after))
        stored = self.md.htmlStash.store(as_text(rest))
        return [*text[:cut].split("\n"), "", stored, ""]


class _Fences(FencedBlockPreprocessor):
    """Fenced code, unless its ends are too hard to find; without colours where it is too long."""

    def __init__(self, md: Markdown, bounds: Bounds) -> None:
        known: Any = md.preprocessors["fenced_code_block"]
        super().__init__(md, known.config)
        self._bounds = bounds
        self.checked_for_deps = self.use_attr_list = True

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if fence_effort(text) > _MOST_SOUGHT:
            self._bounds.left.append(entangled(""))
            return lines
        with_colours = colour_effort(text) <= _MOST_COLOUR
        if not with_colours:
            self._bounds.left.append(_COLOURLESS)
        hilite: Any = self.md.treeprocessors["hilite"]
        hilite.config["use_pygments"] = with_colours
        self.codehilite_conf = {**hilite.config, "use_pygments": with_colours}
        return super().run(lines)


class _Extractor(HTMLExtractorExtra):
    """Reads HTML in Markdown; stops looking for the ends of tags that have none."""

    mdstack: list[str]  # the elements that are open, which the library's types do not know
    _sought = 0

    def check_for_whole_start_tag(self, i: int) -> int:
        """The end of the tag that begins at `i`, or -1."""
        if self._sought > _MOST_SOUGHT:
            return -1
        end: int = super().check_for_whole_start_tag(i)
        if end < 0:
            self._sought += len(self.rawdata) - i
        return end

    def close(self) -> None:
        """Close every element that is open; the library closes one, and loses the others."""
        super().close()
        while self.mdstack:
            self.handle_endtag(self.mdstack[-1])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Elements that are too deep in others stay text, which Markdown reads in its lines."""
        if len(self.mdstack) >= MOST_DEEP and not self.inraw:
            self.handle_data(self.get_starttag_text())
        else:
            super().handle_starttag(tag, attrs)


class _Html(HtmlBlockPreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        parser = _Extractor(self.md)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class _Queue(deque[str]):
    """The blocks that wait; taking the first of a list moves all others."""

    def pop(self, _first: int = 0) -> str:
        """The first, as processors ask of a list."""
        return self.popleft()


class _Blocks:
    """Parses blocks as the library's parser does, so long as they are few and flat enough."""

    def __init__(self, parser: BlockParser, bounds: Bounds) -> None:
        self._parser = parser
        self._bounds = bounds
        self.reset()

    def reset(self) -> None:
        self._depth = 0
        self._read = 0
        self._outermost = ""

    def parse(self, parent: Element, blocks: Iterable[str]) -> None:
        """What `BlockParser.parseBlocks` does."""
        waiting: Any = _Queue(blocks)
        processors = list(self._parser.blockprocessors)
        self._depth += 1
        while waiting:
            block = waiting[0]
            if self._depth == 1:
                self._outermost = block
            self._read += len(block)
            left = self._beyond(block)
            if left:
                self._bounds.left.append(left)
                SubElement(parent, "p").text = AtomicString(waiting.pop().strip())
                continue
            for processor in processors:
                # As in the library: one that says False when it runs has left the block to others.
                tested = processor.test(parent, waiting[0])
                if tested and processor.run(parent, waiting) is not False:
                    break
        self._depth -= 1

    def _beyond(self, block: str) -> Left | None:
        if not block.strip():
            return None
        begins = self._outermost.lstrip("\n").partition("\n")[0]
        if self._depth > MOST_DEEP:
            return _deep(begins)
        if self._read > _MOST_READ:
            return entangled(begins)
        if len(block) > 1000 and table_effort(block) > _MOST_CELLS:
            return entangled(begins)
        return None


class _Guard(InlineProcessor):
    """Leaves a paragraph as it is whose brackets, code or signs cost too much."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(r"\A(?=.{100})")
        self._bounds = bounds

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name and its types
        self, _found: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        bounds = self._bounds
        bounds.sought += inline_effort(data)
        if len(data) > _LONG:
            signs = len(_SIGN.findall(data))
            bounds.copied += signs * (len(data) + 16 * signs)
        if bounds.sought <= _MOST_SOUGHT and bounds.copied <= _MOST_COPIED:
            return None, None, None
        bounds.left.append(entangled(data.partition("\n")[0]))
        return AtomicString(data), 0, len(data)


class _Contents(Treeprocessor):
    """Each `[TOC]` is as long as the page has headings; a page needs one."""

    def run(self, root: Element) -> None:
        marks = [p for p in root.iter("p") if (p.text or "").strip() == _CONTENTS and not len(p)]
        for mark in marks[_MOST_CONTENTS:]:
            mark.text = ""
            SubElement(mark, "code").text = AtomicString(_CONTENTS)
