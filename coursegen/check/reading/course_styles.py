"""The colours that a course's own stylesheet sets, and which of them cannot be read."""

from __future__ import annotations

import math
import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import STATIC, THEME, read_text
from coursegen.base.struct import asdict
from coursegen.base.text import Location
from coursegen.check.reading.colors import Colors, declarations, parse_color
from coursegen.check.reading.markdown_sources import MarkdownSource
from coursegen.check.reading.markup import Span
from coursegen.check.rule import Finding
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, derive_palette, readable
from coursegen.site.generated_paths import STYLESHEET_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.colors import Declaration

INKS = ("text", "quiet", "accent")
GROUNDS = ("surface", "raised", "accent-soft")
SCHEMES = (0, 1)
"""Light and dark: places in `Colors`."""
LARGE_CONTRAST = 3.0
"""For large text (WCAG 2.2, 1.4.3)."""

_OWN = STYLESHEET_PARTS[-1]
_COLOURED = ("color", "background", "background-color")
_ROOT = re.compile(r":root|html")
_OF_TEXT = re.compile(
    r"(?:^|[\s,>])(?:\*|html|body|:root|main|article|section|p|\.prose|\.page|\.inside)(?=$|[\s,:>\[])"
)
"""Selectors that may give the text of pages other colours than the tokens."""
_LARGE = re.compile(r"(?:^|[\s,>])h[1-3](?=$|[\s,:.])")


class Tokens(NamedTuple):
    """The colour tokens of the site that are known, and the course's own of them.

    `sure` says that nothing else gives the text of pages its colours.
    """

    values: Mapping[str, Colors]
    own: Mapping[str, Declaration]
    sure: bool


def own_stylesheet(subject: CheckContext) -> MarkdownSource | None:
    """The text of `course.css`, if there is one."""
    found = next((part for part in subject.site.plan.styles if part.path == _OWN), None)
    source = read_text(found.disk, f"{STATIC}/{_OWN}", Diagnostics()) if found else None
    return MarkdownSource(source.text, Location(source), is_exact=True) if source else None


def read_tokens(subject: CheckContext, css: str) -> Tokens:
    """The palette of the accent, with what `css` sets instead."""
    palette = asdict(derive_palette(subject.course.info.accent))
    values = {name.replace("_", "-"): Colors(*both) for name, both in palette.items()}
    values = {name: values[name] for name in (*INKS, *GROUNDS)}
    parts = subject.site.plan.styles
    sure = all(part.disk.is_relative_to(THEME) or part.path == _OWN for part in parts)
    own: dict[str, Declaration] = {}
    for one in declarations(css):
        token, where = one.name.removeprefix("--"), one.around[-1:] or ("",)
        if one.name.startswith("--") and token in values:
            always = _ROOT.fullmatch(where[0]) and all(
                rule.startswith("@layer") for rule in one.around[:-1]
            )
            colours = parse_color(one.value) if always else None
            if colours:
                values[token], own[token] = colours, one
            else:  # it depends on something that is not known here
                del values[token]
                own.pop(token, None)
        elif one.name == "color-scheme" or (one.name in _COLOURED and _OF_TEXT.search(where[0])):
            sure = False
    return Tokens(values, own, sure and len(values) == len(INKS) + len(GROUNDS))


def pale_tokens(tokens: Tokens, css: MarkdownSource) -> Iterator[Finding]:
    """Each of the course's own tokens that cannot be read, or not be read on, once."""
    values, told = tokens.values, set()
    for ink, ground, scheme in product(INKS, GROUNDS, SCHEMES):
        mine = ink if ink in tokens.own else ground
        if mine not in tokens.own or mine in told or not {ink, ground} <= set(values):
            continue
        found = contrast(values[ink][scheme], values[ground][scheme])
        if found >= TEXT_CONTRAST:
            continue
        told.add(mine)
        span = Span(tokens.own[mine].start, tokens.own[mine].end)
        better = _readable_everywhere(values, ink) if mine == ink else ""
        yield Finding(
            f"--{ink} on --{ground} has a contrast of {rounded(found)} on the "
            f"{('light', 'dark')[scheme]} site, and {TEXT_CONTRAST} is needed",
            css.location(span),
            f"write {better}"
            if better
            else f"write light-dark(…, …), each far enough from --{ink}",
            css.edit(span, better) if better else None,
        )


def _readable_everywhere(values: Mapping[str, Colors], ink: str) -> str:
    """The nearest colours that can be read on all grounds that are known."""
    best = []
    for scheme in SCHEMES:
        colour = values[ink][scheme]
        for ground in GROUNDS:
            if ground in values:
                colour = readable(colour, values[ground][scheme])
        best.append(colour)
    return f"light-dark({best[0]}, {best[1]})"


def pale_rules(css: MarkdownSource) -> Iterator[Finding]:
    """Each rule that sets both colours of a text so that it cannot be read."""
    rules: dict[tuple[str, ...], dict[str, Declaration]] = {}
    for one in declarations(css.text):
        rules.setdefault(one.around, {})[one.name] = one
    for around, given in rules.items():
        ground = given.get("background-color") or given.get("background")
        if "color" not in given or not ground or not around:
            continue
        large = "font-size" in given or "font" in given or _LARGE.search(around[-1])
        ink = Span(given["color"].start, given["color"].end)
        yield from pale_pair(css, ink, ground.value, large=bool(large))


def rounded(ratio: float) -> str:
    """A contrast as messages say it: rounded down, for 4.49 is not enough."""
    return f"{math.floor(ratio * 10) / 10:.1f}"


def pale_pair(passage: MarkdownSource, ink: Span, ground: str, *, large: bool) -> Iterator[Finding]:
    """A text whose own two colours are too near to each other, if that can be told.

    `ink` is where its colour is written, `ground` the value of its background.
    """
    value = passage.text[slice(*ink)]
    inks, grounds = parse_color(value), parse_color(ground)
    if not inks or not grounds:
        return
    needed = LARGE_CONTRAST if large else TEXT_CONTRAST
    found = min(contrast(*both) for both in zip(inks, grounds, strict=True))
    if found >= needed:
        return
    light, dark = (readable(*both) for both in zip(inks, grounds, strict=True))
    better = light if light == dark else f"light-dark({light}, {dark})"
    yield Finding(
        f"{value} on {ground} has a contrast of {rounded(found)}, and {needed:g} is needed",
        passage.location(ink),
        f"write {better}",
        passage.edit(ink, better),
    )
