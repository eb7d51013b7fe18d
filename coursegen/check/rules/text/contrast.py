"""Report text colors with insufficient contrast, in light and in dark mode.

Only explicit colors on known backgrounds are checked, because other results are uncertain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.course_styles import (
    BACKGROUND_TOKENS,
    LARGE_CONTRAST,
    SCHEMES,
    TEXT_TOKENS,
    format_ratio,
    low_contrast_pair,
    low_contrast_rules,
    low_contrast_tokens,
    own_stylesheet,
    read_tokens,
)
from coursegen.check.reading.css import declarations, parse_color
from coursegen.check.reading.element_places import Span
from coursegen.check.rule import Finding, Rule
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.course_styles import ColorTokens
    from coursegen.check.reading.css import Declaration
    from coursegen.check.reading.markdown_sources import MarkdownSource, WrittenElement
    from coursegen.markdown.fragment import MarkdownElement

_PLAIN_ELEMENTS = (
    "span p div section strong em b i u small big li ul ol dl dt dd table tbody thead tr td th "
    "caption figure figcaption h1 h2 h3 h4 h5 h6 center label sup sub"
)
"""Elements that inherit their colors."""
_PLAIN = frozenset(_PLAIN_ELEMENTS.split())
_NEUTRAL = frozenset({"table", "task"})
"""Classes that the conversion adds, and that inherit their colors."""
_LARGE = frozenset({"h1", "h2", "h3"})
_ATTRIBUTE_LIST_STYLE = re.compile(
    r"""\{:?[^{}\n]*\bstyle=(?P<quote>["'])(?P<style>[^"'\n]*)(?P=quote)"""
)
"""Matches a style in a Markdown attribute list, such as `{style="color: red"}`."""
_UNSUPPORTED = ("opacity", "filter", "mix-blend-mode", "background-image", "background-clip", "all")


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about the tokens and rules of `course.css` and the `style` attributes of pages."""
    css = own_stylesheet(context)
    tokens = read_tokens(context, css.text if css else "")
    if css:
        yield from low_contrast_tokens(tokens, css)
        yield from low_contrast_rules(css)
    for source in context.markdown_sources:
        if "style" in source.bare:
            yield from _check_source(source, tokens)


class _Style(NamedTuple):
    """The colors of a `style` attribute."""

    foreground: Declaration | None
    background: Declaration | None
    has_size: bool


def _parse_style(text: str, span: Span) -> _Style | None:
    """Parse a `style` attribute; return None if other properties affect its colors."""
    properties = {one.name: one.moved(span.start) for one in declarations(text[slice(*span)])}
    if any(name in _UNSUPPORTED or name.startswith("--") for name in properties):
        return None
    return _Style(
        properties.get("color"),
        properties.get("background-color") or properties.get("background"),
        has_size="font" in properties or "font-size" in properties,
    )


def _check_source(source: MarkdownSource, tokens: ColorTokens) -> Iterator[Finding]:
    for found in _ATTRIBUTE_LIST_STYLE.finditer(source.bare):
        style = _parse_style(source.text, Span(*found.span("style")))
        if style and style.foreground and style.background:
            yield from low_contrast_pair(source, style.foreground, style.background, large=False)
    for written in source.elements:
        tag, css = written.element, written.element.attributes.get("style", "")
        start = source.text.find(css, *source.attribute(written, "style"))
        if start < 0 or not css.strip() or not tag.text or not source.is_html(written):
            continue
        style = _parse_style(source.text, Span(start, start + len(css)))
        if not style:
            continue
        large = style.has_size or tag.name in _LARGE
        if style.foreground and style.background:
            yield from low_contrast_pair(source, style.foreground, style.background, large=large)
        elif tokens.is_complete and _is_plain(source, written):
            yield from _check_single_color(
                source, style, tokens, LARGE_CONTRAST if large else TEXT_CONTRAST
            )


def _check_single_color(
    source: MarkdownSource, style: _Style, tokens: ColorTokens, needed: float
) -> Iterator[Finding]:
    """Check a style with only one color against the theme color with the best contrast."""
    declaration = style.foreground or style.background
    colors = parse_color(declaration.value) if declaration else None
    if not declaration or not colors:
        return
    others = [
        tokens.values[name] for name in (BACKGROUND_TOKENS if style.foreground else TEXT_TOKENS[:2])
    ]
    for scheme in SCHEMES:
        found = [contrast(colors[scheme], other[scheme]) for other in others]
        if max(found) >= needed:
            continue
        if style.foreground:
            pair = (readable(colors[at], _least_contrast(tokens, at)) for at in SCHEMES)
            better = "light-dark({}, {})".format(*pair)
        else:
            foreground = max(
                ("black", "white"), key=lambda name: _black_or_white_contrast(name, colors.light)
            )
            better = f"{declaration.value}; color: {foreground}"
        what = (
            f"text in {declaration.value}"
            if style.foreground
            else f"the site's text on {declaration.value}"
        )
        yield Finding(
            f"{what} has a contrast of {format_ratio(found[0])} in {('light', 'dark')[scheme]} "
            f"mode; at least {needed:g} is required",
            source.location(declaration.span),
            f"write {declaration.name}: {better}",
            source.edit(declaration.span, better),
        )
        return


def _least_contrast(tokens: ColorTokens, scheme: int) -> str:
    """Return the background that contrasts least with the site's text."""
    text = tokens.values["text"][scheme]
    backgrounds = [tokens.values[name][scheme] for name in BACKGROUND_TOKENS]
    return min(backgrounds, key=lambda background: contrast(text, background))


def _black_or_white_contrast(name: str, background: str) -> float:
    return contrast("#000000" if name == "black" else "#ffffff", background)


def _is_plain(source: MarkdownSource, written: WrittenElement) -> bool:
    """Return whether an element, its ancestors and its descendants set no other colors."""
    tag = written.element
    if "class" in tag.attributes or any(map(_sets_colors, source.inside(written))):
        return False
    outer = source.around(written)
    return all(each.name in _PLAIN for each in (tag, *outer)) and not any(map(_sets_colors, outer))


def _sets_colors(element: MarkdownElement) -> bool:
    """Return whether an element may set colors, except those that figures and tables get."""
    return "style" in element.attributes or element.attributes.get("class") not in {None, *_NEUTRAL}


RULE = Rule(Code.LOW_CONTRAST, Severity.WARNING, run)
