"""Markdown extension: code blocks with the same HTML as with `fenced_code` and `codehilite`."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.extensions.codehilite import HiliteTreeprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from coursegen.markdown.code.code_options import code_options
from coursegen.markdown.code.fences import find_fences
from coursegen.markdown.code.highlight import (
    CSS_CLASS,
    PLAIN_TEXT,
    highlighted_with_options,
    make_formatter,
)
from coursegen.markdown.complexity import highlighting_cost, max_highlighting_cost
from coursegen.markdown.feature import INDENT
from coursegen.markdown.fragment import CodeBlock, Skipped
from coursegen.markdown.limits import (
    MAX_HIGHLIGHTING_COST,
    NOT_HIGHLIGHTED,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from coursegen.markdown.code.code_options import CodeOptions
    from coursegen.markdown.limits import Limits

_MAX_FIRST_LINE = 100
"""The number of characters of a fence's line that are used to find the line."""
_CODEHILITE_CONFIG: dict[str, Any] = {
    "linenums": None,
    "guess_lang": False,
    "css_class": CSS_CLASS,
    "pygments_style": "default",
    "noclasses": False,
    "lang_prefix": "language-",
}
"""The configuration of `codehilite`, which corresponds to the options of `highlighted`."""


class CodeBlocks(Extension):
    """Adds fenced and indented code blocks to a Markdown converter.

    `highlight` is a function that returns the HTML of code in a language, such as `highlighted`.
    After a conversion, `found` contains the code blocks of the text.
    """

    def __init__(self, limits: Limits, highlight: Callable[[str, str], str]) -> None:
        super().__init__()
        self._limits = limits
        self._highlight = highlight
        self.reset()

    def reset(self) -> None:
        """Reset the state before the next conversion."""
        self.found: list[CodeBlock] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        md.registerExtension(self)
        indented = HiliteTreeprocessor(md)
        indented.config = {**_CODEHILITE_CONFIG, "pygments_formatter": make_formatter}
        md.treeprocessors.register(indented, "hilite", 30)
        fenced = _FencedCode(md, self._limits, indented, self._highlight, self)
        md.preprocessors.register(fenced, "fenced_code_block", 25)
        md.treeprocessors.register(_FindIndentedCode(fenced, self), "indented_code", 31)


class _FencedCode(Preprocessor):
    """Converts fenced code, and skips the highlighting if there is too much code."""

    def __init__(
        self,
        md: Markdown,
        limits: Limits,
        indented: HiliteTreeprocessor,
        highlight: Callable[[str, str], str],
        blocks: CodeBlocks,
    ) -> None:
        super().__init__(md)
        self._limits = limits
        self._indented = indented
        self._highlight = highlight
        self._blocks = blocks
        self.lines: list[str] = []

    def run(self, lines: list[str]) -> list[str]:
        """Replace each code block with a placeholder, and store its HTML in the stash."""
        text = "\n".join(lines)
        self.lines = lines
        self._set_highlighting(enabled=True)
        if (
            max_highlighting_cost(text) > MAX_HIGHLIGHTING_COST
            and highlighting_cost(text) > MAX_HIGHLIGHTING_COST
        ):
            self._limits.skipped.append(NOT_HIGHLIGHTED)
            self._set_highlighting(enabled=False)
        return self._store_code(text, 0).split("\n")

    def store(self, text: str, line: int, *, highlight: bool) -> str:
        """Replace the code blocks in Markdown that begins at a line with placeholders."""
        self._set_highlighting(enabled=highlight)
        return self._store_code(text, line)

    def _set_highlighting(self, *, enabled: bool) -> None:
        self._is_highlighting = enabled
        self._indented.config = {**self._indented.config, "use_pygments": enabled}

    def _store_code(self, text: str, line: int) -> str:
        parts: list[str] = []
        done = 0
        for fence in find_fences(text):
            block = code_options(fence)
            first = line + text.count("\n", done, fence.start)
            written = text[fence.start : fence.end]
            if block.invalid:
                self._report(block, written.split("\n"), first)
            code = self.md.htmlStash.store(self._block_html(block))
            parts += (text[done : fence.start], f"\n{code}\n")
            line = first + written.count("\n")
            self._blocks.found.append(CodeBlock(block.language, first, line + 1))
            done = fence.end
        return "".join((*parts, text[done:]))

    def _report(self, block: CodeOptions, lines: list[str], lines_before: int) -> None:
        self._limits.skipped += [
            Skipped(
                invalid.problem,
                lines[invalid.line][:_MAX_FIRST_LINE],
                lines_before + invalid.line,
                invalid.start,
                invalid.length,
            )
            for invalid in block.invalid
        ]

    def _block_html(self, block: CodeOptions) -> str:
        html = self._code_html(block)
        if not block.title:
            return html
        attributes = _attribute("id", block.identifier)
        title = escape(block.title, quote=False)
        return (
            f'<figure{attributes} class="code-block"><figcaption>{title}</figcaption>\n'
            f"{html.strip()}\n</figure>"
        )

    def _code_html(self, block: CodeOptions) -> str:
        if not self._is_highlighting:
            return _plain_html(block)
        code, language = block.code.strip("\n"), block.language or PLAIN_TEXT
        if block.options or block.classes:
            return highlighted_with_options(code, language, block.classes, block.options)
        return self._highlight(code, language)


class _FindIndentedCode(Treeprocessor):
    """Finds the lines of indented code blocks, which the library does not record."""

    def __init__(self, fenced: _FencedCode, blocks: CodeBlocks) -> None:
        super().__init__()
        self._fenced = fenced
        self._blocks = blocks

    def run(self, root: Element) -> None:
        """Search for the first line of each block, after the block before it."""
        found = [pre for pre in root.iter("pre") if len(pre) and pre[0].text]
        if not found:
            return
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self._fenced.lines):
            if line.startswith(INDENT):
                numbers[line.strip()].append(number)
        after = 0
        for pre in found:
            code = unescape(pre[0].text or "").strip("\n").split("\n")
            starts = numbers[code[0].strip()]
            if starts:
                following = bisect_left(starts, after)
                first = starts[following] if following < len(starts) else starts[0]
                after = first + len(code)
                self._blocks.found.append(CodeBlock("", first, after))


def _plain_html(block: CodeOptions) -> str:
    """Return a code block without highlighting, in the format of `fenced_code`."""
    language = f"{_CODEHILITE_CONFIG['lang_prefix']}{block.language}" if block.language else ""
    pre_attributes = _attribute("id", block.identifier) + _attribute(
        "class", " ".join(block.classes)
    )
    code_attributes = _attribute("class", language)
    code = escape(block.code, quote=False)
    return f"<pre{pre_attributes}><code{code_attributes}>{code}</code></pre>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""
