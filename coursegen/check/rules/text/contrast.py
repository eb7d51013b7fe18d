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
    GROUNDS,
    INKS,
    LARGE_CONTRAST,
    SCHEMES,
    own_stylesheet,
    pale_pair,
    pale_rules,
    pale_tokens,
    read_tokens,
    rounded,
)
from coursegen.check.reading.markup import Span, plain
from coursegen.check.rule import Finding, Rule
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.colors import Declaration
    from coursegen.check.reading.course_styles import Tokens
    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.check.reading.markup import HtmlTag

_PLAIN_ELEMENTS = (
    "span p div section strong em b i u small big li ul ol dl dt dd table tbody thead tr td th "
    "caption figure figcaption h1 h2 h3 h4 h5 h6 center"
)
"""Elements that have the colours of what is around them."""
_PLAIN = frozenset(_PLAIN_ELEMENTS.split())
_LARGE = frozenset({"h1", "h2", "h3"})
_IN_LIST = re.compile(r"""\{:?[^{}\n]*\bstyle=(?P<quote>["'])(?P<style>[^"'\n]*)(?P=quote)""")
"""A style in Markdown's list of attributes: `{style="color: red"}`."""
_UNSURE = ("opacity", "filter", "mix-blend-mode", "background-image", "background-clip", "all")


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about tokens and rules of `course.css` and `style` attributes that cannot be read."""
    css = own_stylesheet(subject)
    tokens = read_tokens(subject, css.text if css else "")
    if css:
        yield from pale_tokens(tokens, css)
        yield from pale_rules(css)
    for passage in subject.passages:
        if "style" in passage.bare:
            yield from _of(passage, tokens)


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


def _style(text: str, span: Span) -> _Style | None:
    given = {one.name: one for one in declarations(text[slice(*span)])}
    if not given or any(name in _UNSURE or name.startswith("--") for name in given):
        return None
    return _Style(span.start, given)


def _of(passage: MarkdownSource, tokens: Tokens) -> Iterator[Finding]:
    for found in _IN_LIST.finditer(passage.markdown):
        style = _style(passage.text, Span(*found.span("style")))
        if style:
            yield from _both(passage, style, large=False)
    for number, tag in enumerate(passage.tags):
        if tag.closes or not tag.value("style"):
            continue
        whole = tag.attributes["style"]
        start = passage.text.find(whole.value, *whole.span)
        end = passage.closed.get(tag.span)
        if start < 0 or not end or not plain(passage.text[tag.span.end : end.span.start]):
            continue
        style = _style(passage.text, Span(start, start + len(whole.value)))
        if not style:
            continue
        large = tag.name in _LARGE or bool({"font", "font-size"} & set(style.given))
        if style.ink and style.ground:
            yield from _both(passage, style, large=large)
        elif tokens.sure and _is_plain(passage, number, end):
            yield from _one(passage, style, tokens, LARGE_CONTRAST if large else TEXT_CONTRAST)


def _both(passage: MarkdownSource, style: _Style, *, large: bool) -> Iterator[Finding]:
    """A text with two colours of its own."""
    if style.ink and style.ground:
        yield from pale_pair(passage, style.span(style.ink), style.ground.value, large=large)


def _one(
    passage: MarkdownSource, style: _Style, tokens: Tokens, needed: float
) -> Iterator[Finding]:
    """A text with one colour of its own: the other is the theme's, the best that it can be."""
    one = style.ink or style.ground
    colours = parse_color(one.value) if one else None
    if not one or not colours:
        return
    others = [tokens.values[name] for name in (GROUNDS if style.ink else INKS[:2])]
    for scheme in SCHEMES:
        found = [contrast(colours[scheme], other[scheme]) for other in others]
        if max(found) >= needed:
            continue
        if style.ink:
            pair = (readable(colours[at], _hardest(tokens, at)) for at in SCHEMES)
            better = "light-dark({}, {})".format(*pair)
        else:
            ink = max(("black", "white"), key=lambda name: _on(name, colours.light))
            better = f"{one.value}; color: {ink}"
        span = style.span(one)
        what = f"text in {one.value}" if style.ink else f"the site's text on {one.value}"
        yield Finding(
            f"{what} has a contrast of {rounded(found[0])} on the {('light', 'dark')[scheme]} "
            f"site, and {needed:g} is needed",
            passage.location(span),
            f"write {one.name}: {better}",
            passage.edit(span, better),
        )
        return


def _hardest(tokens: Tokens, scheme: int) -> str:
    """The ground that is nearest to the site's text."""
    text = tokens.values["text"][scheme]
    grounds = [tokens.values[name][scheme] for name in GROUNDS]
    return min(grounds, key=lambda ground: contrast(text, ground))


def _on(name: str, ground: str) -> float:
    return contrast("#000000" if name == "black" else "#ffffff", ground)


def _is_plain(passage: MarkdownSource, number: int, own_end: HtmlTag) -> bool:
    """Whether nothing of the author's around an element or in it, nor its class, has colours."""
    tag = passage.tags[number]
    inside = passage.tags[number + 1 : passage.tags.index(own_end)]
    if any({"class", "style"} & set(inner.attributes) for inner in inside):
        return False
    if "class" in tag.attributes or tag.name not in _PLAIN:
        return False
    for outer in passage.tags[:number]:
        end = passage.closed.get(outer.span)
        if (
            end
            and end.span > tag.span
            and (outer.name not in _PLAIN or {"class", "style"} & set(outer.attributes))
        ):
            return False
    return True


RULE = Rule(Code.COLOR_CONTRAST, Severity.WARNING, ask)
