"""Can the colours be read that the author chose, on the light and on the dark site?

Only what can be told for sure is: colours that are written out, on grounds that are known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.colors import declarations, parse_color
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
from coursegen.check.reading.markup import Span, plain_text
from coursegen.check.rule import Finding, Rule
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.colors import Declaration
    from coursegen.check.reading.course_styles import ColorTokens
    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.check.reading.markup import HtmlTag

_PLAIN_ELEMENTS = (
    "span p div section strong em b i u small big li ul ol dl dt dd table tbody thead tr td th "
    "caption figure figcaption h1 h2 h3 h4 h5 h6 center"
)
"""Elements that have the colours of what is around them."""
_PLAIN = frozenset(_PLAIN_ELEMENTS.split())
_LARGE = frozenset({"h1", "h2", "h3"})
_ATTRIBUTE_LIST_STYLE = re.compile(
    r"""\{:?[^{}\n]*\bstyle=(?P<quote>["'])(?P<style>[^"'\n]*)(?P=quote)"""
)
"""A style in Markdown's list of attributes: `{style="color: red"}`."""
_UNSUPPORTED = ("opacity", "filter", "mix-blend-mode", "background-image", "background-clip", "all")


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about tokens and rules of `course.css` and `style` attributes that cannot be read."""
    css = own_stylesheet(context)
    tokens = read_tokens(context, css.text if css else "")
    if css:
        yield from low_contrast_tokens(tokens, css)
        yield from low_contrast_rules(css)
    for source in context.markdown_sources:
        if "style" in source.bare:
            yield from _check_source(source, tokens)


class _Style(NamedTuple):
    """A `style` of the author's: its first offset, and what it says."""

    offset: int
    given: dict[str, Declaration]

    @property
    def ink(self) -> Declaration | None:
        return self.given.get("color")

    @property
    def ground(self) -> Declaration | None:
        return self.given.get("background-color") or self.given.get("background")

    def span(self, one: Declaration) -> Span:
        return Span(self.offset + one.start, self.offset + one.end)


def _parse_style(text: str, span: Span) -> _Style | None:
    given = {one.name: one for one in declarations(text[slice(*span)])}
    if not given or any(name in _UNSUPPORTED or name.startswith("--") for name in given):
        return None
    return _Style(span.start, given)


def _check_source(source: MarkdownSource, tokens: ColorTokens) -> Iterator[Finding]:
    for found in _ATTRIBUTE_LIST_STYLE.finditer(source.markdown):
        style = _parse_style(source.text, Span(*found.span("style")))
        if style:
            yield from _check_color_pair(source, style, large=False)
    for number, tag in enumerate(source.tags):
        if tag.is_closing or not tag.value("style"):
            continue
        whole = tag.attributes["style"]
        start = source.text.find(whole.value, *whole.span)
        end = source.closing_tags.get(tag.span)
        if start < 0 or not end or not plain_text(source.text[tag.span.end : end.span.start]):
            continue
        style = _parse_style(source.text, Span(start, start + len(whole.value)))
        if not style:
            continue
        large = tag.name in _LARGE or bool({"font", "font-size"} & set(style.given))
        if style.ink and style.ground:
            yield from _check_color_pair(source, style, large=large)
        elif tokens.sure and _is_plain(source, number, end):
            yield from _check_single_color(
                source, style, tokens, LARGE_CONTRAST if large else TEXT_CONTRAST
            )


def _check_color_pair(source: MarkdownSource, style: _Style, *, large: bool) -> Iterator[Finding]:
    """A text with two colours of its own."""
    if style.ink and style.ground:
        yield from low_contrast_pair(source, style.span(style.ink), style.ground.value, large=large)


def _check_single_color(
    source: MarkdownSource, style: _Style, tokens: ColorTokens, needed: float
) -> Iterator[Finding]:
    """A text with one colour of its own: the other is the theme's, the best that it can be."""
    one = style.ink or style.ground
    colors = parse_color(one.value) if one else None
    if not one or not colors:
        return
    others = [tokens.values[name] for name in (BACKGROUND_TOKENS if style.ink else TEXT_TOKENS[:2])]
    for scheme in SCHEMES:
        found = [contrast(colors[scheme], other[scheme]) for other in others]
        if max(found) >= needed:
            continue
        if style.ink:
            pair = (readable(colors[at], _least_contrast(tokens, at)) for at in SCHEMES)
            better = "light-dark({}, {})".format(*pair)
        else:
            ink = max(
                ("black", "white"), key=lambda name: _black_or_white_contrast(name, colors.light)
            )
            better = f"{one.value}; color: {ink}"
        span = style.span(one)
        what = f"text in {one.value}" if style.ink else f"the site's text on {one.value}"
        yield Finding(
            f"{what} has a contrast of {format_ratio(found[0])} on the {('light', 'dark')[scheme]} "
            f"site, and {needed:g} is needed",
            source.location(span),
            f"write {one.name}: {better}",
            source.edit(span, better),
        )
        return


def _least_contrast(tokens: ColorTokens, scheme: int) -> str:
    """The ground that is nearest to the site's text."""
    text = tokens.values["text"][scheme]
    grounds = [tokens.values[name][scheme] for name in BACKGROUND_TOKENS]
    return min(grounds, key=lambda ground: contrast(text, ground))


def _black_or_white_contrast(name: str, ground: str) -> float:
    return contrast("#000000" if name == "black" else "#ffffff", ground)


def _is_plain(source: MarkdownSource, number: int, own_end: HtmlTag) -> bool:
    """Whether nothing of the author's around an element or in it, nor its class, has colours."""
    tag = source.tags[number]
    inside = source.tags[number + 1 : source.tags.index(own_end)]
    if any({"class", "style"} & set(inner.attributes) for inner in inside):
        return False
    if "class" in tag.attributes or tag.name not in _PLAIN:
        return False
    for outer in source.tags[:number]:
        end = source.closing_tags.get(outer.span)
        if (
            end
            and end.span > tag.span
            and (outer.name not in _PLAIN or {"class", "style"} & set(outer.attributes))
        ):
            return False
    return True


RULE = Rule(Code.LOW_CONTRAST, Severity.WARNING, run)
