"""Find the headings, links, images, tables and HTML tags in Markdown, with their offsets.

This module parses the source instead of the generated page, because problems need line numbers.
First, it replaces code and comments with spaces, so that code examples are ignored.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CODE = re.compile(
    r"""
    ^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:(?:.*?\n)??[ \t]*(?P=fence)[ \t]*$|.*\Z)
    | <!--.*?(?:-->|\Z)
    | <(?P<tag>pre|script|style|svg|textarea)\b[^<>]*>.*?(?:</(?P=tag)\s*>|\Z)
    | (?<![`\\])(?P<ticks>`++)(?:[^`\n]++|\n(?![ \t]*\n)|(?!(?P=ticks)(?!`))`++)*(?P=ticks)(?!`)
    """,
    re.DOTALL | re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_CONTAINER = re.compile(r"(?:[*+-]|\d+\.)[ \t]|!!!|:[ \t]|\[\^[^\]]+\]:")
"""Matches the start of a list, an admonition, a definition or a footnote.

The indented lines of these blocks are not code.
"""

_TAG_REST = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_TAG = re.compile(
    rf"(?<!\\)<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])(?P<rest>{_TAG_REST})>"
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'=<>`]+)))?"""
)
_BLOCK_ELEMENTS = (
    "address article aside blockquote center details dialog dd dl dt div fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr iframe li main nav ol p section summary table ul"
    " video"
)
"""HTML blocks whose content is parsed as Markdown only if they have the attribute `markdown`."""
_BLOCK_NAMES = frozenset(_BLOCK_ELEMENTS.split())
_VOID_NAMES = frozenset({"hr", "img", "br", "input", "source", "track", "embed"})

_BRACKETS = r"(?:[^\[\]\\\n]++|\n(?![ \t]*\n)|\\.|\[(?:[^\[\]\\\n]++|\\.)*\])*"
_LINK_TARGET = r"(?:\((?P<target>(?:[^()\n]++|\([^()\n]*+\))*)\)|[ ]?\[(?P<name>[^\[\]\n]*)\])"
_LINK = re.compile(rf"(?<![\\!])\[(?P<text>{_BRACKETS})\]{_LINK_TARGET}?", re.DOTALL)
_IMAGE = re.compile(rf"(?<!\\)!\[(?P<alt>{_BRACKETS})\]{_LINK_TARGET}", re.DOTALL)
_AUTOLINK = re.compile(r"<(?P<target>(?:https?|ftp)://[^<>\s]*)>")
_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\^\]\n][^\]\n]*)\]:[ \t]*\S", re.MULTILINE)
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")

_HASH_HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<inside>[^\n]*)$", re.MULTILINE)
_UNDERLINE = re.compile(r"\n(?P<marks>=+|-+)[ ]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{:?[^{}\n]*\}[ \t]*$")
_TABLE = re.compile(
    r"^(?=[^\n]*\|)(?P<head>[^\n]*+)\n {0,3}(?=[^\n]*\|)"
    r"\|?[ ]*+:?-++:?[ ]*+(?:\|[ ]*+:?-++:?[ ]*+)*\|?[ ]*$",
    re.MULTILINE,
)

_INLINE_MARKUP = (
    (re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])"), r"\1"),
    (
        re.compile(rf"<img\b{_TAG_REST}\balt\s*=\s*[\"']([^\"']*)[\"']{_TAG_REST}>", re.IGNORECASE),
        r"\1",
    ),
    (re.compile(rf"</?[A-Za-z]{_TAG_REST}>"), ""),
    (re.compile(r"(?<![\\\w])[*_~`]+|[*_~`]+(?!\w)"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)


class Span(NamedTuple):
    """A range of characters from offset `start` up to, but not including, `end`."""

    start: int
    end: int


class MarkdownHeading(NamedTuple):
    """A heading of level 1 to 6; `marks` is the span of its `#` characters, if it has any."""

    level: int
    words: str
    span: Span
    marks: Span | None = None


class MarkdownLink(NamedTuple):
    """A link; `words` is its visible text, including the alt text of its images."""

    words: str
    target: str
    span: Span
    has_image: bool = False


class MarkdownImage(NamedTuple):
    """An image's alt text and its span."""

    alt: str
    span: Span


class HtmlAttribute(NamedTuple):
    """The value of an attribute (empty if it has none) and the span of the whole attribute."""

    value: str
    span: Span


class HtmlTag(NamedTuple):
    """An HTML tag with lowercase names; of duplicate attributes, only the first is used."""

    name: str
    is_closing: bool
    attributes: Mapping[str, HtmlAttribute]
    span: Span

    def value(self, name: str) -> str:
        """Return an attribute's value without surrounding spaces; empty if it is missing."""
        return self.attributes[name].value.strip() if name in self.attributes else ""


def spaces_for(text: str) -> str:
    """Replace everything but line breaks with spaces."""
    return re.sub(r"[^\n]", " ", text)


def without_code(text: str) -> str:
    """Replace code and comments with spaces; the length stays the same."""
    bare = (
        _CODE.sub(lambda found: spaces_for(found[0]), text) if re.search(r"[`~<]", text) else text
    )
    return _without_indented_code(text, bare) if "\n    " in text or "\t" in text else bare


def _without_indented_code(text: str, bare: str) -> str:
    """Replace code that is indented by four spaces after an empty line, or by eight in a list."""
    lines, after_gap, depth = bare.split("\n"), True, 4
    for number, written in enumerate(text.split("\n")):
        if not lines[number].strip():
            after_gap = True
            continue
        spaced = written.expandtabs(4)
        indent = len(spaced) - len(spaced.lstrip())
        if after_gap and indent >= depth:
            lines[number] = spaces_for(written)
            continue
        if indent == 0:
            depth = 8 if _CONTAINER.match(written) else 4
        after_gap = False
    return "\n".join(lines)


def find_tags(bare: str) -> Iterator[HtmlTag]:
    """Yield the HTML tags in `bare`, which contains no code."""
    for found in _TAG.finditer(bare) if "<" in bare else ():
        attributes: dict[str, HtmlAttribute] = {}
        for given in _ATTRIBUTE.finditer(bare, *found.span("rest")):
            value = unescape(given["a"] or given["b"] or given["c"] or "")
            attributes.setdefault(given["name"].lower(), HtmlAttribute(value, Span(*given.span())))
        yield HtmlTag(found["name"].lower(), bool(found["close"]), attributes, Span(*found.span()))


def closing_tags(tags: tuple[HtmlTag, ...]) -> dict[Span, HtmlTag]:
    """Return the closing tag of each element that has one, keyed by the opening tag's span."""
    open_tags: dict[str, list[HtmlTag]] = {}
    closing = {}
    for tag in tags:
        same = open_tags.setdefault(tag.name, [])
        if not tag.is_closing:
            same.append(tag)
        elif same:
            closing[same.pop().span] = tag
    return closing


def without_html(bare: str, tags: tuple[HtmlTag, ...], closing: Mapping[Span, HtmlTag]) -> str:
    """Replace HTML blocks, which are not parsed as Markdown, with spaces of the same length."""
    parts, done = [], 0
    for tag in tags:
        opens = tag.span.start == 0 or bare[tag.span.start - 1] == "\n"
        if tag.span.start < done or tag.is_closing or tag.name not in _BLOCK_NAMES or not opens:
            continue
        if "markdown" in tag.attributes:
            continue
        end = closing[tag.span].span.end if tag.span in closing else len(bare)
        if tag.name in _VOID_NAMES:
            end = tag.span.end
        parts += [bare[done : tag.span.start], spaces_for(bare[tag.span.start : end])]
        done = end
    return "".join([*parts, bare[done:]])


def find_headings(
    text: str, markdown: str, closing: Mapping[Span, HtmlTag]
) -> list[MarkdownHeading]:
    """Return the headings of Markdown and HTML, in order."""
    found = []
    for hashed in _HASH_HEADING.finditer(markdown):
        inside = text[slice(*hashed.span("inside"))]
        words = plain_text(_ATTRIBUTES.sub("", inside).rstrip().rstrip("#"))
        marks = Span(*hashed.span("marks"))
        found.append(MarkdownHeading(len(hashed["marks"]), words, Span(*hashed.span()), marks))
    found += _underlined_headings(text, markdown)
    for span, end in closing.items():
        if re.fullmatch(r"h[1-6]", end.name):
            words = plain_text(text[span.end : end.span.start])
            found.append(MarkdownHeading(int(end.name[1]), words, span))
    return sorted(found, key=lambda heading: heading.span)


def _underlined_headings(text: str, markdown: str) -> Iterator[MarkdownHeading]:
    """Yield the headings that are underlined with `===` or `---`."""
    for underline in _UNDERLINE.finditer(markdown):
        start, end = markdown.rfind("\n", 0, underline.start()) + 1, underline.start()
        before = markdown[markdown.rfind("\n", 0, max(start - 1, 0)) + 1 : start]
        if markdown[start:end].strip() and markdown[start] not in " \t#>" and not before.strip():
            level = 1 if underline["marks"].startswith("=") else 2
            yield MarkdownHeading(
                level, plain_text(_ATTRIBUTES.sub("", text[start:end])), Span(start, end)
            )


def find_links(
    text: str, markdown: str, tags: tuple[HtmlTag, ...], closing: Mapping[Span, HtmlTag]
) -> Iterator[MarkdownLink]:
    """Yield the links of the forms `[…](…)`, `[…][…]`, `<https://…>` and `<a>`."""
    named, defined = _definitions(markdown)
    for found in _LINK.finditer(markdown) if "[" in markdown else ():
        if found.start() in defined:
            continue
        target = found["target"]
        inside = text[slice(*found.span("text"))]
        if target is None and not {(found["name"] or "").lower(), inside.lower()} & named:
            continue
        address = _TITLE.sub("", text[slice(*found.span("target"))]) if target else ""
        yield MarkdownLink(
            plain_text(inside), address.strip(" <>"), Span(*found.span()), _has_image(inside)
        )
    for found in _AUTOLINK.finditer(markdown) if "<" in markdown else ():
        yield MarkdownLink(found["target"], found["target"], Span(*found.span()))
    for tag in tags:
        end = closing.get(tag.span)
        if tag.name != "a" or not end or "href" not in tag.attributes:
            continue
        if not (tag.value("aria-label") or tag.value("title")):
            inside = text[tag.span.end : end.span.start]
            span = Span(tag.span.start, end.span.end)
            yield MarkdownLink(plain_text(inside), tag.value("href"), span, _has_image(inside))


def find_images(text: str, markdown: str, tags: tuple[HtmlTag, ...]) -> Iterator[MarkdownImage]:
    """Yield the images with alt text, such as `![…](…)`, `![…][…]` and `<img alt="…">`."""
    named, _ = _definitions(markdown)
    for found in _IMAGE.finditer(markdown) if "![" in markdown else ():
        start, end = found.span("alt")
        name = (found["name"] or text[start:end]).lower()
        if found["target"] is not None or name in named:
            yield MarkdownImage(text[start:end], Span(start, end))
    for tag in tags:
        if tag.name == "img" and tag.value("alt"):
            alt = tag.attributes["alt"]
            start = text.find(alt.value, *alt.span)
            yield MarkdownImage(
                alt.value, Span(start, start + len(alt.value)) if start >= 0 else alt.span
            )


def find_tables(text: str, markdown: str) -> Iterator[tuple[list[str], Span]]:
    """Yield the cells of each Markdown table's first row, with the row's span."""
    for found in _TABLE.finditer(markdown) if "|" in markdown else ():
        start, end = found.span("head")
        cells = re.split(r"(?<!\\)\|", text[start:end].strip().strip("|"))
        yield [plain_text(cell) for cell in cells], Span(start, end)


def plain_text(text: str) -> str:
    """Return the visible text of some Markdown on one line."""
    for pattern, replacement in _INLINE_MARKUP:
        text = pattern.sub(replacement, text)
    return " ".join(unescape(text).split())


def _has_image(inside: str) -> bool:
    """Return whether some Markdown contains an image."""
    return "![" in inside or "<img" in inside.lower()


def _definitions(markdown: str) -> tuple[set[str], set[int]]:
    """Return the lowercase name and the offset of each definition `[name]: URL`."""
    found = list(_DEFINITION.finditer(markdown)) if "]:" in markdown else []
    return {one["name"].lower() for one in found}, {one.start("name") - 1 for one in found}
