"""Find colors with insufficient contrast in a course's own stylesheet."""

from __future__ import annotations

import math
import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import STATIC, THEME, read_text
from coursegen.base.struct import asdict
from coursegen.base.text import Location
from coursegen.check.reading.css import Colors, declarations, parse_color
from coursegen.check.reading.markdown_sources import MarkdownSource
from coursegen.check.rule import Finding
from coursegen.outputs.palette import TEXT_CONTRAST, contrast, derive_palette, readable
from coursegen.site.generated_paths import STYLESHEET_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.css import Declaration

TEXT_TOKENS = ("text", "quiet", "accent")
BACKGROUND_TOKENS = ("surface", "raised", "accent-soft")
SCHEMES = (0, 1)
"""The indices of the light and dark values in `Colors`."""
LARGE_CONTRAST = 3.0
"""The minimum contrast of large text (WCAG 2.2, 1.4.3)."""

_COURSE_STYLESHEET = STYLESHEET_PARTS[-1]
_COLOR_PROPERTIES = ("color", "background", "background-color")
_ROOT = re.compile(r":root|html")
_TEXT_SELECTOR = re.compile(
    r"(?:^|[\s,>])(?:\*|html|body|:root|main|article|section|p|\.prose|\.page|\.inside)(?=$|[\s,:>\[])"
)
"""Selectors that may set the color of page text independently of the tokens."""
_LARGE_TEXT_SELECTOR = re.compile(r"(?:^|[\s,>])h[1-3](?=$|[\s,:.])")


class ColorTokens(NamedTuple):
    """The color tokens with known values, and those that the course itself sets.

    `is_complete` means that only the tokens set the color of page text.
    """

    values: Mapping[str, Colors]
    own: Mapping[str, Declaration]
    is_complete: bool


def own_stylesheet(context: CheckContext) -> MarkdownSource | None:
    """Read `course.css`, if it exists."""
    part = next(
        (part for part in context.site.plan.styles if part.path == _COURSE_STYLESHEET), None
    )
    source = read_text(part.disk, f"{STATIC}/{_COURSE_STYLESHEET}", Diagnostics()) if part else None
    return MarkdownSource(source.text, Location(source), is_exact=True) if source else None


def read_tokens(context: CheckContext, css: str) -> ColorTokens:
    """Return the palette of the accent color, as overridden by the tokens in `css`."""
    palette = asdict(derive_palette(context.course.info.accent))
    values = {name.replace("_", "-"): Colors(*both) for name, both in palette.items()}
    values = {name: values[name] for name in (*TEXT_TOKENS, *BACKGROUND_TOKENS)}
    parts = context.site.plan.styles
    is_complete = all(
        part.disk.is_relative_to(THEME) or part.path == _COURSE_STYLESHEET for part in parts
    )
    own: dict[str, Declaration] = {}
    for declaration in declarations(css):
        token, where = declaration.name.removeprefix("--"), declaration.enclosing[-1:] or ("",)
        if declaration.name.startswith("--") and token in values:
            is_unconditional = _ROOT.fullmatch(where[0]) and all(
                rule.startswith("@layer") for rule in declaration.enclosing[:-1]
            )
            colors = parse_color(declaration.value) if is_unconditional else None
            if colors:
                values[token], own[token] = colors, declaration
            else:  # the value may depend on a condition that is not evaluated
                del values[token]
                own.pop(token, None)
        elif declaration.name == "color-scheme" or (
            declaration.name in _COLOR_PROPERTIES and _TEXT_SELECTOR.search(where[0])
        ):
            is_complete = False
    return ColorTokens(
        values, own, is_complete and len(values) == len(TEXT_TOKENS) + len(BACKGROUND_TOKENS)
    )


def low_contrast_tokens(tokens: ColorTokens, css: MarkdownSource) -> Iterator[Finding]:
    """Report each of the course's own tokens with insufficient contrast only once."""
    values, reported = tokens.values, set()
    for foreground, background, scheme in product(TEXT_TOKENS, BACKGROUND_TOKENS, SCHEMES):
        own_token = foreground if foreground in tokens.own else background
        if (
            own_token not in tokens.own
            or own_token in reported
            or not {foreground, background} <= set(values)
        ):
            continue
        found = contrast(values[foreground][scheme], values[background][scheme])
        if found >= TEXT_CONTRAST:
            continue
        reported.add(own_token)
        span = tokens.own[own_token].span
        better = _readable_on_all(values, foreground) if own_token == foreground else ""
        yield Finding(
            f"--{foreground} on --{background} has a contrast of {format_ratio(found)} in "
            f"{('light', 'dark')[scheme]} mode; at least {TEXT_CONTRAST} is required",
            css.location(span),
            f"write {better}"
            if better
            else f"write light-dark(…, …) with two colors that contrast with --{foreground}",
            css.edit(span, better) if better else None,
        )


def _readable_on_all(values: Mapping[str, Colors], foreground: str) -> str:
    """Return the nearest colors with sufficient contrast on all known backgrounds."""
    best = []
    for scheme in SCHEMES:
        color = values[foreground][scheme]
        for background in BACKGROUND_TOKENS:
            if background in values:
                color = readable(color, values[background][scheme])
        best.append(color)
    return f"light-dark({best[0]}, {best[1]})"


def low_contrast_rules(css: MarkdownSource) -> Iterator[Finding]:
    """Report each CSS rule that sets text and background colors with insufficient contrast."""
    rules: dict[tuple[str, ...], dict[str, Declaration]] = {}
    for declaration in declarations(css.text):
        rules.setdefault(declaration.enclosing, {})[declaration.name] = declaration
    for enclosing, properties in rules.items():
        background = properties.get("background-color") or properties.get("background")
        if "color" not in properties or not background or not enclosing:
            continue
        large = (
            "font-size" in properties
            or "font" in properties
            or _LARGE_TEXT_SELECTOR.search(enclosing[-1])
        )
        yield from low_contrast_pair(css, properties["color"], background, large=bool(large))


def format_ratio(ratio: float) -> str:
    """Format a contrast ratio for a message, rounded down so that 4.49 is not shown as 4.5."""
    return f"{math.floor(ratio * 10) / 10:.1f}"


def low_contrast_pair(
    source: MarkdownSource, foreground: Declaration, background: Declaration, *, large: bool
) -> Iterator[Finding]:
    """Report text and background colors that are known and have insufficient contrast."""
    foregrounds, backgrounds = parse_color(foreground.value), parse_color(background.value)
    if not foregrounds or not backgrounds:
        return
    needed = LARGE_CONTRAST if large else TEXT_CONTRAST
    found = min(contrast(*both) for both in zip(foregrounds, backgrounds, strict=True))
    if found >= needed:
        return
    light, dark = (readable(*both) for both in zip(foregrounds, backgrounds, strict=True))
    better = light if light == dark else f"light-dark({light}, {dark})"
    yield Finding(
        f"{foreground.value} on {background.value} has a contrast of {format_ratio(found)}; "
        f"at least {needed:g} is required",
        source.location(foreground.span),
        f"write {better}",
        source.edit(foreground.span, better),
    )
