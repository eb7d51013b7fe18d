"""Blocks between lines of colons: `::: {.callout-note}` (Quarto), `:::{note}` (MyST), `::: note`.

Admonitions, collapsible blocks and sets of tabs have the same HTML as in other spellings. A block
with other classes is a `<div>`. MyST also allows backticks instead of colons.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import get_attrs_and_remainder

from coursegen.markdown.feature import Feature
from coursegen.markdown.features.callouts import KINDS, add_callout, parse_content
from coursegen.markdown.features.directives import DIRECTIVES, Directives
from coursegen.markdown.features.tab_sets import add_tab, add_tab_set, is_tab_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_OPENING = re.compile(r" *:{3,} *(?P<rest>[^\s:].*)\Z")
_CLOSING = re.compile(r" *:{3,} *\Z")
_NAME = re.compile(
    r"(?P<open>\{)?(?P<name>[\w-]+)(?(open)\})(?:\[(?P<bracket>[^\]]*)\])? *(?P<title>.*?) *:*\Z"
)
_OPTIONS = re.compile(r"(?:\n*:[\w-]+:[^\n]*(?=\n|\Z))+")
_OPTION = re.compile(r":([\w-]+):\s*(.*)")
_HEADING = re.compile(
    r"^(?P<marks>#{1,6}) +(?P<title>[^\n]*?)(?: +#+)?(?: *\{[^{}\n]*\})? *$", re.MULTILINE
)
_TAB_SETS = {"tab-set", "panel-tabset"}
_ATTRIBUTES = re.compile(r"\{(?![\w-]+\})(?P<attributes>[^{}]*)\} *:*")
_CALLOUT = "callout-"
_BEFORE_CODE, _BEFORE_FENCES = 107, 27
"""The priorities of the processors: before indented code, and before fenced code."""


class _Opening(NamedTuple):
    """The first line of a block: a name or classes, a title, and attributes."""

    name: str
    title: str
    classes: tuple[str, ...] = ()
    attributes: dict[str, str] = {}  # noqa: RUF012 - never changed


class Divs(Extension):
    """Adds the processors to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        md.preprocessors.register(Directives(md), "directives", _BEFORE_FENCES)
        md.parser.blockprocessors.register(_Divs(md.parser), "divs", _BEFORE_CODE)


class _Divs(BlockProcessor):
    def test(self, _parent: Element, block: str) -> bool:
        """Return whether a block contains a line of colons."""
        return ":::" in block

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Convert the text before the first opening line, and the block up to its closing line."""
        lines = blocks[0].split("\n")
        openings = ((number, _read_opening(line)) for number, line in enumerate(lines))
        start, opening = next((each for each in openings if each[1]), (0, None))
        if opening is None:
            return False
        blocks.pop(0)
        if before := "\n".join(lines[:start]).strip("\n"):
            self.parser.parseBlocks(parent, [before])
        content = _take_content(lines[start + 1 :], blocks)
        options = _OPTIONS.match(content) if opening.name else None
        if options:
            content = content[options.end() :]
            found_options = dict(_OPTION.findall(options[0]))
            opening = opening._replace(attributes={**opening.attributes, **found_options})
        self._add(parent, opening, content.strip("\n"))
        return None

    def _add(self, parent: Element, opening: _Opening, content: str) -> None:
        name, title, classes, attributes = opening
        if name in _TAB_SETS:
            self._add_tabs(parent, content, has_headings=name == "panel-tabset")
        elif name == "tab-item":
            tab_set = parent if is_tab_set(parent) else add_tab_set(parent)
            parse_content(self.parser, add_tab(tab_set, title), content)
        elif name == "image":
            image = {"src": title, "alt": attributes.get("alt", "")}
            SubElement(SubElement(parent, "p"), "img", image)
            parse_content(self.parser, parent, content)
        elif name == "figure":
            self._add_figure(parent, title, attributes, content)
        elif name:
            self._add_callout(parent, opening, content)
        else:
            allowed = {key: value for key, value in attributes.items() if key in {"id", "lang"}}
            div = SubElement(parent, "div", allowed)
            if classes:
                div.set("class", " ".join(classes))
            parse_content(self.parser, div, content)

    def _add_callout(self, parent: Element, opening: _Opening, content: str) -> None:
        name, title, classes, attributes = opening
        is_of_quarto = any(each.startswith(_CALLOUT) for each in classes)
        heading = _HEADING.match(content) if is_of_quarto and not title else None
        if heading:
            title, content = heading["title"], content[heading.end() :].strip("\n")
        is_open = {"true": False, "false": True}.get(attributes.get("collapse", ""))
        kinds = attributes.get("class", "").split()
        if name in {"dropdown", "details"} or "dropdown" in kinds:
            is_open = "open" in attributes
        if name in {"admonition", "dropdown", "details"}:
            name = next((kind for kind in kinds if kind in KINDS), "note")
        callout = add_callout(parent, name, title, is_open=is_open)
        if identifier := attributes.get("id") or attributes.get("name"):
            callout.set("id", identifier)
        parse_content(self.parser, callout, content)

    def _add_figure(
        self, parent: Element, url: str, attributes: dict[str, str], content: str
    ) -> None:
        figure = SubElement(parent, "figure")
        if attributes.get("name"):
            figure.set("id", attributes["name"])
        SubElement(figure, "img", {"src": url, "alt": attributes.get("alt", "")})
        caption, _, legend = content.partition("\n\n")
        element = SubElement(figure, "figcaption")
        element.text = caption
        parse_content(self.parser, element, legend)

    def _add_tabs(self, parent: Element, content: str, *, has_headings: bool) -> None:
        first = _HEADING.search(content) if has_headings else None
        if not has_headings:
            parse_content(self.parser, add_tab_set(parent), content)
        elif first:
            level = len(first["marks"])
            parse_content(self.parser, parent, content[: first.start()])
            tab_set = add_tab_set(parent)
            headings = [each for each in _HEADING.finditer(content) if len(each["marks"]) == level]
            ends = [*(heading.start() for heading in headings[1:]), len(content)]
            for heading, end in zip(headings, ends, strict=True):
                tab = add_tab(tab_set, heading["title"])
                parse_content(self.parser, tab, content[heading.end() : end].strip("\n"))
        else:
            parse_content(self.parser, parent, content)


def _read_opening(line: str) -> _Opening | None:
    """Parse a line; return None if it does not open a block, or an unknown directive of MyST."""
    opening = None if line.startswith(" ") else _OPENING.match(line)
    if not opening:
        return None
    rest = opening["rest"]
    if braces := _ATTRIBUTES.fullmatch(rest):
        pairs, _ = get_attrs_and_remainder(braces["attributes"])
        classes = tuple(value for key, value in pairs if key == ".")
        attributes = {key: value for key, value in pairs if key != "."}
        names = [each.removeprefix(_CALLOUT) for each in classes]
        name = next((each for each in names if each in KINDS or each == "panel-tabset"), "")
        return _Opening(name, attributes.get("title", ""), classes, attributes)
    found = _NAME.match(rest)
    if not found:
        return None
    name = found["name"].lower().removeprefix(_CALLOUT)
    title = found["bracket"] or found["title"]
    if name in _TAB_SETS:
        return None if title else _Opening(name, "")
    if name in DIRECTIVES:
        return _Opening(name, title, (found["name"],))
    return None if found["open"] or title else _Opening("", "", (found["name"],))


def _take_content(lines: Sequence[str], blocks: list[str]) -> str:
    """Return the lines up to the closing line, also from the blocks after them.

    Without a closing line, the content extends to the end of the container.
    """
    content: list[str] = []
    depth = 1
    while True:
        for number, line in enumerate(lines):
            depth += bool(_OPENING.match(line)) - bool(_CLOSING.match(line))
            if not depth:
                if rest := "\n".join(lines[number + 1 :]):
                    blocks.insert(0, rest)
                return "\n".join(content)
            content.append(line)
        if not blocks:
            return "\n".join(content)
        content.append("")
        lines = blocks.pop(0).split("\n")


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Divs(), {"divs": (":::",)})
