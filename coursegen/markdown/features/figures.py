"""Figures with numbers: `![Caption](curve.png){#fig-curve}`, and references: `@fig-curve` (Quarto).

A figure with a caption is numbered if it has an identifier that begins with `fig-`, or any
identifier in the spelling of MyST.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_LABEL = "Figure"
_REFERENCE = r"\[?(?<![\w@.])@(fig-\w[\w-]*)\]?"
_IMAGE = re.compile(
    r"\s*!\[(?P<alt>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"""\((?:[^()"]|\([^()]*\))*(?:"(?P<title>[^"]*)")?\s*\)\{(?=[^{}]*\#fig-)[^{}\n]*\}\s*"""
)
_MARKUP = re.compile(r"[*_`]")
_AFTER_LINKS, _BEFORE_INLINE, _AFTER_ATTRIBUTES = 115, 21, 7
"""The priorities of the processors: among the patterns, and among the tree processors."""


class Figures(Extension):
    """Adds the processors to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        md.inlinePatterns.register(_Reference(_REFERENCE), "figure_reference", _AFTER_LINKS)
        md.treeprocessors.register(_MakeFigures(md), "make_figures", _BEFORE_INLINE)
        md.treeprocessors.register(_NumberFigures(md), "number_figures", _AFTER_ATTRIBUTES)


class _Reference(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], _data: str) -> Any:  # type: ignore[override] # noqa: N802 - the library's name
        """Return a link, whose text will be the number of the figure."""
        attributes = {"class": "figure-reference", "href": f"#{m[1]}", "data-reference": m[0]}
        link = Element("a", attributes)
        return link, m.start(), m.end()


class _MakeFigures(Treeprocessor):
    def run(self, root: Element) -> None:
        """Turn paragraphs with one image, and blocks that end with a caption, into figures."""
        for element in root.iter():
            if element.tag == "p" and (found := _IMAGE.fullmatch(element.text or "")):
                caption = found["title"] or found["alt"]
                if caption and not len(element):
                    element.tag = "figure"
                    SubElement(element, "figcaption").text = caption
            elif (
                element.tag == "div"
                and element.get("id", "").startswith("fig-")
                and len(element) > 1
                and element[-1].tag == "p"
            ):
                element.tag, element[-1].tag = "figure", "figcaption"


class _NumberFigures(Treeprocessor):
    def run(self, root: Element) -> None:
        """Number the figures, and resolve the references."""
        numbers: dict[str, int] = {}
        for figure in root.iter("figure"):
            _number(figure, numbers)
        for image in root.iter("img"):
            if alt := image.attrib.pop("fig-alt", ""):
                image.set("alt", alt)
        for link in root.iter("a"):
            if "data-reference" in link.attrib:
                _resolve(link, numbers)


def _number(figure: Element, numbers: dict[str, int]) -> None:
    """Add the number to the caption of a figure with an identifier."""
    image, caption = figure.find("img"), figure.find("figcaption")
    if image is not None and image.get("id", "").startswith("fig-"):
        figure.set("id", image.attrib.pop("id"))
        image.attrib.pop("title", None)
        image.set("alt", _MARKUP.sub("", image.get("alt", "")))
    identifier = figure.get("id")
    if identifier and caption is not None:
        numbers[identifier] = len(numbers) + 1
        caption.text = f"{_LABEL} {numbers[identifier]}: {caption.text or ''}"


def _resolve(link: Element, numbers: dict[str, int]) -> None:
    """Set the text of a reference; without a figure, it is the text as written."""
    written = link.attrib.pop("data-reference")
    number = numbers.get(link.attrib["href"][1:])
    link.text = f"{_LABEL} {number}" if number else written
    if not number:
        link.tag = "span"
        link.attrib.clear()


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(Figures(), {"figure_reference": ("@fig-",)})
