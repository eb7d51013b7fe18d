"""Markdown inside HTML, after a blank line (GitHub): `<details>`, `<div>` and other blocks.

A tag before a blank line, and the end tag that belongs to it, become separate blocks. What is
between them is Markdown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import STX

from coursegen.markdown.feature import INDENT, Feature
from coursegen.markdown.features.containers import Containers
from coursegen.markdown.features.separate_stash import SeparateStash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_NAMES = (
    r"address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|header|li|main|nav|ol|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_NAMES})(?=[\s/>]){_ATTRIBUTES}>", re.IGNORECASE)
_BLOCK = re.compile(rf" *</?(?:{_NAMES}|summary|p|h[1-6]|hr)(?=[\s/>])", re.IGNORECASE)
_RAW_TAG = re.compile(r" *<(?P<name>pre|script|style|textarea|svg|math)(?=[\s>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\smarkdown\s*=", re.IGNORECASE)
_MARKDOWN, _HTML, _RAW = "Markdown", "HTML", "raw text"
_BEFORE_HTML = 22
"""The priority of the preprocessor: after fenced code, and before HTML blocks."""


class _Part(NamedTuple):
    """Successive lines of one kind; Markdown includes the blank lines around it."""

    first: int
    end: int
    indent: int
    kind: str


class MarkdownInHtml(Extension):
    """Adds the processors to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        md.preprocessors.register(_SplitHtml(md), "markdown_in_html", _BEFORE_HTML)
        SeparateStash().extendMarkdown(md)


class _SplitHtml(Preprocessor):
    md: Markdown  # optional in the library's types

    def run(self, lines: list[str]) -> list[str]:
        """Move the tags around Markdown to the stash, and leave placeholders."""
        parts = [*_parts(lines)]
        separate = _tags_around_markdown(lines, parts)
        result: list[str] = []
        for number, part in enumerate(parts):
            text = lines[part.first : part.end]
            if part.kind == _HTML and (number in separate or part.indent):
                html = "\n".join(line.removeprefix(" " * part.indent) for line in text)
                if not _ATTRIBUTE.search(html):
                    text = [" " * part.indent + self.md.htmlStash.store(html.strip())]
            result += text
        return result


def _parts(lines: Sequence[str]) -> Iterator[_Part]:
    """Yield the parts of a text; HTML ends at a blank line, and raw text at its end tag."""
    containers = Containers()
    first = indent = 0
    kind, end_tag = _MARKDOWN, ""
    for number, line in enumerate(lines):
        if end_tag:
            end_tag = "" if end_tag in line.lower() else end_tag
            continue
        if kind != _MARKDOWN and (kind == _RAW or not line.strip() or _indent(line) < indent):
            yield _Part(first, number, indent, kind)
            first, kind = number, _MARKDOWN
        content = containers.enter(line)
        if not line.strip():
            continue
        raw = _RAW_TAG.search(line) if kind == _HTML else _RAW_TAG.match(line)
        is_block = _BLOCK.match(line) and _indent(line) - content < len(INDENT)
        if kind == _MARKDOWN and (raw or is_block):
            if first < number:
                yield _Part(first, number, 0, _MARKDOWN)
            first, indent, kind = number, content, _RAW if raw else _HTML
        if raw and f"</{raw['name'].lower()}" not in line.lower():
            end_tag = f"</{raw['name'].lower()}"
    yield _Part(first, len(lines), indent, kind)


def _tags_around_markdown(lines: Sequence[str], parts: Sequence[_Part]) -> set[int]:
    """Return the numbers of the HTML parts with a start or end tag around Markdown.

    The library converts elements with the attribute `markdown`, so their parts are left out.
    """
    around: dict[int, set[int]] = defaultdict(set)
    of_library: list[int] = []
    opened: list[tuple[str, int, bool]] = []
    passages = [0]  # the number of parts with Markdown before each part
    for number, part in enumerate(parts):
        text = lines[part.first : part.end]
        has_markdown = part.kind == _MARKDOWN and any(map(_is_text, text))
        passages.append(passages[-1] + has_markdown)
        for tag in _TAG.finditer("\n".join(text)) if part.kind == _HTML else ():
            name = tag["name"].lower()
            if not tag["close"]:
                opened.append((name, number, bool(_ATTRIBUTE.search(tag[0]))))
            elif opened and opened[-1][0] == name:
                _, start, is_of_library = opened.pop()
                if is_of_library:
                    of_library += (start, number)
                elif passages[number] > passages[start + 1]:
                    around[start].add(number)
                    around[number].add(start)
    while of_library:
        of_library += around.pop(of_library.pop(), ())
    return set(around)


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(STX)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(MarkdownInHtml(), {"separate_stash": (STX,)})
