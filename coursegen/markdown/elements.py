"""Markdown extension: find the elements of a text, whether written in Markdown or in HTML."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE, STX

from coursegen.markdown.fragment import MarkdownElement
from coursegen.markdown.limits import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_LAST = -2
"""The priority of the tree processor: after all others."""
_NOT_MARKUP = frozenset({"pre", "script", "style", "svg", "textarea"})
"""HTML elements whose content is not examined."""
_TOO_COMMON = frozenset(
    {"p", "ul", "ol", "li", "em", "strong", "code", "br", "thead", "tbody", "tr", "td", "sup"}
)
"""Elements that are left out if they have no attributes, since no rule needs them."""
_MAX_TEXT = 10_000
"""The maximum length of an element's text."""


class FindElements(Extension):
    """Finds the elements of a text; after a conversion, `found` contains them in order."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        """Reset the state before the next conversion."""
        self.found: list[MarkdownElement] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processor with the Markdown converter."""
        md.registerExtension(self)
        md.treeprocessors.register(_FindElements(md, self), "find_elements", _LAST)


class _FindElements(Treeprocessor):
    md: Markdown  # optional in the library's types

    def __init__(self, md: Markdown, result: FindElements) -> None:
        super().__init__(md)
        self._result = result

    def run(self, root: Element) -> None:
        """Visit the tree without recursion, since trees may be deep."""
        collector = _Collector(self._result.found)
        stack: list[Any] = [root[::-1]]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                stack += self._pieces(item, collector)
            elif isinstance(item, list):
                stack += item
            elif isinstance(item, tuple):
                collector.handle_endtag(*item)
            elif isinstance(item.tag, str):
                stack.append(item.tail or "")
                if _is_generated(item):
                    continue
                if item.attrib or item.tag not in _TOO_COMMON:
                    collector.start(item.tag, item.attrib)
                    stack.append((item.tag,))
                stack += [item[::-1], item.text or ""]

    def _pieces(self, text: str, collector: _Collector) -> list[Any]:
        """Collect text and its raw HTML; return the rest, from an element in the stash on."""
        if STX not in text:
            collector.handle_data(text)
            return []
        stash, done = self.md.htmlStash.rawHtmlBlocks, 0
        for found in HTML_PLACEHOLDER_RE.finditer(text):
            collector.handle_data(_text(text[done : found.start()]))
            done, number = found.end(), int(found[1])
            raw: Any = stash[number] if number < len(stash) else ""
            if not isinstance(raw, str):
                return [text[done:], raw]
            collector.feed(raw)
            collector.close()
            collector.reset()
        collector.handle_data(_text(text[done:]))
        return []


def _text(text: str) -> str:
    """Return text with the characters of an email address, which the library hides from robots."""
    return unescape(text.replace(AMP_SUBSTITUTE, "&")) if AMP_SUBSTITUTE in text else text


def _is_generated(element: Element) -> bool:
    """Return whether an element has text that the author did not write, such as a footnote mark."""
    names = element.get("class", "")
    return names == "toc" or (element.tag == "a" and names.startswith(("footnote-", "figure-")))


class _Collector(HTMLParser):
    """Adds elements to `found`; an end tag closes the last open element with its name.

    Like an element without an end tag, one inside `MAX_DEPTH` others with its name has no text.
    """

    def __init__(self, found: list[MarkdownElement]) -> None:
        super().__init__(convert_charrefs=False)
        self._found = found
        self._text: list[str] = []
        self._open: dict[str, list[tuple[int, int]]] = {}
        self._skipping = ""

    def start(self, name: str, attributes: Mapping[str, str], tag: str = "") -> None:
        """Add an element; `tag` is its start tag, if it is raw HTML."""
        if not self._skipping:
            same = self._open.setdefault(name, [])
            if len(same) < MAX_DEPTH:
                same.append((len(self._found), len(self._text)))
            self._found.append(MarkdownElement(name, dict(attributes), tag))
            if name == "img":
                self._text.append(attributes.get("alt", ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element in raw HTML; of duplicate attributes, only the first is used."""
        values = {name: value or "" for name, value in reversed(attrs)}
        self.start(tag, values, self.get_starttag_text() or "")
        if tag in _NOT_MARKUP and not self._skipping:
            self._skipping = tag

    def handle_endtag(self, tag: str) -> None:
        """Close the last open element with a name."""
        if self._skipping and tag != self._skipping:
            return
        self._skipping = ""
        if self._open.get(tag):
            number, start = self._open[tag].pop()
            text = " ".join("".join(self._text[start:])[:_MAX_TEXT].split())
            self._found[number] = self._found[number]._replace(text=text, end=len(self._found))

    def handle_data(self, data: str) -> None:
        """Add visible text."""
        self._text.append(data)

    def handle_entityref(self, name: str) -> None:
        """Add the character of a reference such as `&amp;`."""
        self._text.append(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """Add the character of a reference such as `&#38;`."""
        self._text.append(unescape(f"&#{name};"))
