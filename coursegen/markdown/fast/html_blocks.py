"""HTML blocks in Markdown, which are extracted before parsing and restored at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
"""The start of a tag, a comment or a character reference."""
_P_START, _P_END = "<p>", "</p>"


class ExtractHtml(HtmlBlockPreprocessor):
    """The library's preprocessor, which is skipped if the text contains no markup."""

    def run(self, lines: list[str]) -> list[str]:
        """Move HTML blocks to the stash, and leave placeholders."""
        text = "\n".join(lines)
        if not _MARKUP.search(text):
            return lines
        parser = _HtmlExtractor(self.md)
        parser.feed(text)
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class RestoreHtml(MarkdownInHTMLPostprocessor):
    """The library's postprocessor, but with one search for all placeholders."""

    def run(self, text: str) -> str:
        """Replace each placeholder with its HTML; block-level HTML also replaces the `<p>`."""
        if STX not in text:
            return text
        stash = self.md.htmlStash.rawHtmlBlocks
        parts: list[str] = []
        done = 0
        for match in HTML_PLACEHOLDER_RE.finditer(text):
            start, end = match.span()
            number = int(match[1])
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
    """Parses HTML in Markdown, without repeated searches for a missing terminator."""

    mdstack: list[str]  # the open elements; missing from the library's types
    _search_cost = 0

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._unterminated: set[str] = set()  # terminators missing from the rest of the text

    def parse_pi(self, i: int) -> int:
        """Return the end of the processing instruction (`<?`) at `i`."""
        return self._end(i, "?>", super().parse_pi)

    def parse_html_declaration(self, i: int) -> int:
        """Return the end of the declaration (`<!`) at `i`."""
        terminator = "]]>" if self.rawdata.startswith("<![CDATA[", i) else ">"
        return self._end(i, terminator, super().parse_html_declaration)

    def _end(self, i: int, terminator: str, parse: Callable[[int], int]) -> int:
        """Return the result of `parse`, or treat an unterminated `<` as text.

        Newer Python versions would drop the rest of the text.
        """
        if terminator not in self._unterminated:
            end = parse(i)
            if end >= 0:
                return end
            self._unterminated.add(terminator)
        self.handle_data("<")
        return i + 1

    def check_for_whole_start_tag(self, i: int) -> int:
        """Return the end of the tag that starts at `i`, or -1."""
        if self._search_cost > MAX_SEARCH_COST:
            return -1
        end: int = super().check_for_whole_start_tag(i)
        if end < 0:
            self._search_cost += len(self.rawdata) - i
        return end

    def close(self) -> None:
        """Close all open elements; the library closes only one and drops the others."""
        super().close()
        while self.mdstack:
            self.handle_endtag(self.mdstack[-1])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Open an element; if it is nested too deeply, leave its tag to the inline patterns."""
        if len(self.mdstack) >= MAX_DEPTH and not self.inraw:
            self.handle_data(self.get_starttag_text())
        else:
            super().handle_starttag(tag, attrs)
