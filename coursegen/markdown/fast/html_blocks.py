"""HTML in a text: taken out before Markdown reads it, and put back at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.extensions.md_in_html import (
    HtmlBlockPreprocessor,
    HTMLExtractorExtra,
    MarkdownInHTMLPostprocessor,
)
from markdown.util import HTML_PLACEHOLDER_RE, STX

from coursegen.markdown.limits import MAX_DEPTH, MAX_SEARCH_COST

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

_MARKUP = re.compile("[&<][a-zA-Z#/!?]")
"""How a tag, a comment or a character reference begins."""
_P_START, _P_END = "<p>", "</p>"


class HtmlBlocks(Extension):
    """Replaces what the library's `md_in_html` has added to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register, as the library asks."""
        md.preprocessors.register(_ExtractHtml(md), "html_block", 20)
        md.postprocessors.register(_RestoreHtml(md), "raw_html", 30)


class _ExtractHtml(HtmlBlockPreprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Put HTML into the stash, and what stands for it into its place."""
        text = "\n".join(lines)
        if not _MARKUP.search(text):
            return lines
        parser = _HtmlExtractor(self.md)
        parser.feed(text)
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class _RestoreHtml(MarkdownInHTMLPostprocessor):
    """The library's, but that it looks for what stands for HTML, not for each paragraph as well."""

    def run(self, text: str) -> str:
        """Put the HTML into its places, alone in a paragraph or not."""
        if STX not in text:
            return text
        stash = self.md.htmlStash.rawHtmlBlocks
        parts: list[str] = []
        done = 0
        for found in HTML_PLACEHOLDER_RE.finditer(text):
            start, end = found.span()
            number = int(found[1])
            if number >= len(stash):
                continue
            html = self.stash_to_string(stash[number])
            if text.startswith(_P_START, max(start - len(_P_START), done)) and text.startswith(
                _P_END, end
            ):
                start, end = start - len(_P_START), end + len(_P_END)
                html = html if self.isblocklevel(html) else f"{_P_START}{html}{_P_END}"
            parts += (text[done:start], self.run(html))
            done = end
        return "".join((*parts, text[done:]))


class _HtmlExtractor(HTMLExtractorExtra):
    """Reads HTML in Markdown; does not look for a missing end again and again."""

    mdstack: list[str]  # the elements that are open, which the library's types do not know
    _searched = 0

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._missing: set[str] = set()  # ends that were looked for in vain

    def parse_pi(self, i: int) -> int:
        """The end of what begins at `i` with `<?`."""
        return self._end(i, "?>", super().parse_pi)

    def parse_html_declaration(self, i: int) -> int:
        """The end of what begins at `i` with `<!`."""
        sign = "]]>" if self.rawdata.startswith("<![CDATA[", i) else ">"
        return self._end(i, sign, super().parse_html_declaration)

    def _end(self, i: int, sign: str, parse: Callable[[int], int]) -> int:
        """Where `parse` ends; a `<` without an end is text, or newer Pythons drop what follows."""
        if sign not in self._missing:
            end = parse(i)
            if end >= 0:
                return end
            self._missing.add(sign)
        self.handle_data("<")
        return i + 1

    def check_for_whole_start_tag(self, i: int) -> int:
        """The end of the tag that begins at `i`, or -1."""
        if self._searched > MAX_SEARCH_COST:
            return -1
        end: int = super().check_for_whole_start_tag(i)
        if end < 0:
            self._searched += len(self.rawdata) - i
        return end

    def close(self) -> None:
        """Close every element that is open; the library closes one, and loses the others."""
        super().close()
        while self.mdstack:
            self.handle_endtag(self.mdstack[-1])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Elements that are too deep in others stay text, which Markdown reads in its lines."""
        if len(self.mdstack) >= MAX_DEPTH and not self.inraw:
            self.handle_data(self.get_starttag_text())
        else:
            super().handle_starttag(tag, attrs)
